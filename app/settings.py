"""The settings: few, read once, checked at start. Every one is an environment variable HOSHIN_…"""

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import AnyHttpUrl, Field, StringConstraints, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "HOSHIN_"
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\r\n\x00]+$")]


class SettingsError(Exception):
    """The environment does not describe a service that can run; the message says how to mend it."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", description="待ち受けるアドレス")
    port: int = Field(default=8000, ge=1, le=65535, description="待ち受けるポート")
    base_url: AnyHttpUrl | None = Field(
        default=None, description="公開URLの先頭（例 https://hoshin.example.jp）。既定は待ち受けのアドレス"
    )
    database_url: str = Field(
        default="sqlite:///var/hoshin.db",
        description="データベース（sqlite:///ファイル または postgresql://…）",
    )
    publisher: Line | None = Field(default=None, description="公開者の名称")
    contact_name: Line | None = Field(default=None, description="問合せ先の名称（課名など）")
    contact_email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")] | None = Field(
        default=None, description="問合せ先のメールアドレス"
    )
    contact_url: AnyHttpUrl | None = Field(default=None, description="問合せ先のURL")
    license_name: Line | None = Field(default=None, description="元の文書のライセンス名。既定は「記載なし」")
    license_url: AnyHttpUrl | None = Field(default=None, description="元の文書のライセンスのURL")
    seed: bool = Field(
        default=True, description="空のデータベースに令和4年度旭区運営方針を登録するか（true / false）"
    )
    official: bool = Field(
        default=False, description="公式サービスなら true。既定では全ページに公式でない旨を表示"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.license_url and not self.license_name:
            raise ValueError("HOSHIN_LICENSE_URL を使うときは HOSHIN_LICENSE_NAME も設定してください。")
        if self.base_url and (self.base_url.query or self.base_url.fragment):
            raise ValueError("HOSHIN_BASE_URL に ? や # は使えません。")
        try:
            backend = make_url(self.database_url).get_backend_name()
        except ArgumentError as error:
            raise ValueError("HOSHIN_DATABASE_URL の形が正しくありません。") from error
        if backend not in ("sqlite", "postgresql"):
            raise ValueError("HOSHIN_DATABASE_URL は sqlite または postgresql だけを使えます。")
        return self

    @cached_property
    def base(self) -> str:
        """The public address without a slash at the end; public URIs start with it, never with Host."""
        if self.base_url:
            return str(self.base_url).rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        host = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound
        return f"http://{host}:{self.port}"

    @cached_property
    def database(self) -> URL:
        url = make_url(self.database_url)
        return url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url

    @cached_property
    def sqlite_file(self) -> Path | None:
        """The database file, None on PostgreSQL."""
        if self.database.get_backend_name() != "sqlite":
            return None
        return Path(self.database.database or "var/hoshin.db")


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError, also for an unknown HOSHIN_ variable."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(n for n in os.environ if n.startswith(PREFIX) and n not in known)
    if unknown:
        raise SettingsError(
            f"知らない設定です: {', '.join(unknown)}。使えるのは {', '.join(sorted(known))} です。"
        )
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for item in error.errors():
            name = PREFIX + str(item["loc"][0]).upper() if item["loc"] else "設定"
            lines.append(f"{name}: {item['msg'].removeprefix('Value error, ')}")
        raise SettingsError("\n".join(lines)) from error
