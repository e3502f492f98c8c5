"""The settings: few, read once, checked at start. Every one is an environment variable HOSHIN_…"""

import os
import re
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.i18n.characters import unfit_address, unfit_text
from app.i18n.messages import FOLDER, LANGUAGE_CODE, SOURCE, CatalogueError, read_catalogue
from app.i18n.validation_messages import explain

PREFIX = "HOSHIN_"


def _check_line(text: str) -> str:
    if message := unfit_text(text, one_line=True):
        raise ValueError(message)
    return text


def _check_address(url: AnyHttpUrl) -> AnyHttpUrl:
    """The parser encodes what it must; some formats can hold less."""
    if message := unfit_address(str(url)):
        raise ValueError(message)
    return url


Line = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_check_line)]
Address = Annotated[AnyHttpUrl, AfterValidator(_check_address)]
# What a mailto: URI holds without encoding.
Email = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.!$'*+=_~-]+@[A-Za-z0-9.-]+$")]
_SECURITY_CONTACT = r"^(mailto:|https://|tel:)([A-Za-z0-9_\-.~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$"
# Characters of the base URL, which headers repeat.
_MAX_BASE_URL: Final = 500
# What Kubernetes and Docker set in every container beside a service or container called hoshin, or
# hoshin- and more. `HOSHIN_PORT` is theirs where it is an address (`tcp://10.0.0.1:8000`).
_SERVICE_LINK: Final = re.compile(
    r"HOSHIN_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)=.*"
    r"|HOSHIN_(\w+_)?PORT=(tcp|udp|sctp)://.*",
    re.DOTALL,
)


class SettingsError(Exception):
    """The environment does not describe a service that can run; the message says how to mend it."""


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(default="127.0.0.1", description="待ち受けるアドレス")
    port: int = Field(default=8000, ge=1, le=65535, description="待ち受けるポート")
    base_url: Address | None = Field(
        default=None, description="公開URLの先頭（例 https://hoshin.example.jp）。既定は待ち受けのアドレス"
    )
    socket: Path | None = Field(
        default=None, description="HOSHIN_HOST と HOSHIN_PORT の代わりに待ち受ける Unix ソケット（パス）"
    )
    database_url: str = Field(
        default="sqlite:///var/hoshin.db",
        description="データベース（sqlite:///ファイル または postgresql://…）",
    )
    publisher: Line | None = Field(default=None, description="公開者の名称")
    contact_name: Line | None = Field(default=None, description="問合せ先の名称（課名など）")
    contact_email: Email | None = Field(default=None, description="問合せ先のメールアドレス")
    contact_url: Address | None = Field(default=None, description="問合せ先のURL")
    license_name: Line | None = Field(default=None, description="元の文書のライセンス名。既定は「記載なし」")
    license_url: Address | None = Field(default=None, description="元の文書のライセンスのURL")
    seed: bool = Field(
        default=True, description="空のデータベースに令和4年度旭区運営方針を登録するか（true / false）"
    )
    official: bool = Field(
        default=False, description="公式サービスなら true。既定では全ページに公式でない旨を表示"
    )
    home_plan: Annotated[str, Field(pattern=r"^[0-9]{6}-[0-9]{4}(_[a-z][a-z0-9]*)?$")] | None = Field(
        default=None, description="はじめのページに示す計画のID。既定は、決定した計画のうち新しいもの"
    )
    security_contact: Annotated[str, Field(pattern=_SECURITY_CONTACT)] | None = Field(
        default=None,
        description="脆弱性の連絡先（mailto: または https://）。期限とともに security.txt に載る",
    )
    security_expires: AwareDatetime | None = Field(
        default=None, description="security.txt の期限（例 2027-03-31T00:00:00Z）"
    )

    cache_mb: int = Field(
        default=64,
        ge=0,
        le=65536,
        description="できあがった応答を覚えておくメモリの上限（MB）。0 なら覚えない",
    )
    access_log: bool = Field(default=False, description="要求ごとに1行の記録を書くか（true / false）")
    mcp: bool = Field(default=False, description="AIアシスタント用の MCP を /mcp に設けるか（true / false）")
    workbook_rows: int = Field(
        default=50_000,
        ge=1,
        le=1_048_575,
        description="Excelのファイルに入れる取組の上限（件）。メモリの中で作るため",
    )
    locale: Path | None = Field(
        default=None, description="翻訳のファイルを置くフォルダー。既定は hoshin に付いているもの"
    )
    language: str = Field(
        default=SOURCE,
        pattern=LANGUAGE_CODE,
        description="画面と誤りの説明の言語。日本語のほかは翻訳のファイルが要る",
    )

    # When that which these settings publish last changed, None if it never did. The store knows it
    # (app/db/publication.py).
    _published_at: datetime | None = PrivateAttr(default=None)

    # Validators of one field each, so that every mistake is reported at once.
    @field_validator("base_url")
    @classmethod
    def _check_base_url(cls, url: AnyHttpUrl | None) -> AnyHttpUrl | None:
        if url and (url.query or url.fragment or url.username or url.password):
            raise ValueError("? や #、利用者名は使えません。")
        if url and len(str(url)) > _MAX_BASE_URL:
            raise ValueError(f"{_MAX_BASE_URL}文字以内で書いてください。")
        if url and "//" in (url.path or "").rstrip("/"):
            raise ValueError("パスに // は使えません。/ を1つにしてください。")
        return url

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, address: str) -> str:
        try:
            url = make_url(address)
        except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
            raise ValueError(
                "形が正しくありません。sqlite:///ファイル または postgresql://… と書いてください。"
            ) from error
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise ValueError("sqlite または postgresql だけを使えます。")
        if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
            raise ValueError("ファイルを書いてください（例 sqlite:///var/hoshin.db）。")
        if url.get_backend_name() == "sqlite" and "?" in address:
            raise ValueError("SQLite には ? の後の指定を使えません。名前の中の ? は %3F と書いてください。")
        return address

    @field_validator("license_url")
    @classmethod
    def _check_license_url(cls, url: AnyHttpUrl | None, info: ValidationInfo) -> AnyHttpUrl | None:
        if url and info.data.get("license_name", "") is None:
            raise ValueError("HOSHIN_LICENSE_NAME も設定してください。")
        return url

    @field_validator("security_expires")
    @classmethod
    def _check_security_expires(cls, moment: datetime | None, info: ValidationInfo) -> datetime | None:
        if moment and info.data.get("security_contact", "") is None:
            raise ValueError("HOSHIN_SECURITY_CONTACT も設定してください。")
        return moment

    @field_validator("language")
    @classmethod
    def _check_language(cls, code: str, info: ValidationInfo) -> str:
        try:
            if code != SOURCE:
                read_catalogue(code, info.data.get("locale") or FOLDER)
        except CatalogueError as error:
            raise ValueError(str(error)) from error
        return code

    @property
    def published_at(self) -> datetime | None:
        return self._published_at

    def last_change(self, moment: datetime) -> datetime:
        """When something that changed at a moment was last published differently: then, or with the
        settings."""
        return max(moment, self._published_at or moment)

    @cached_property
    def base(self) -> str:
        """The public address without a slash at the end; public URIs start with it, never with Host."""
        if self.base_url:
            return str(self.base_url).rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        host = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound
        return f"http://{host}:{self.port}"

    @cached_property
    def root_path(self) -> str:
        """The path of the public address, that every address of the service stands below; empty at the root
        of a host."""
        return urlsplit(self.base).path

    @cached_property
    def database(self) -> URL:
        url = make_url(self.database_url)
        return url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url

    @cached_property
    def sqlite_file(self) -> Path | None:
        """The database file, None on PostgreSQL."""
        if self.database.get_backend_name() != "sqlite":
            return None
        return Path(self.database.database or "")


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError, also for an unknown HOSHIN_ variable."""
    known = {f"{PREFIX}{name.upper()}": name for name in Settings.model_fields}
    given = {
        name: _readable(value)
        for name, value in os.environ.items()
        if name.upper().startswith(PREFIX) and not _SERVICE_LINK.fullmatch(f"{name}={value}")
    }
    errors = []
    if unknown := sorted(name for name in given if name.upper() not in known):
        errors.append(f"知らない設定です: {', '.join(unknown)}。使えるのは {', '.join(sorted(known))} です。")
    # An empty variable counts as not set.
    values = {known[name.upper()]: value for name, value in given.items() if value and name.upper() in known}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        errors += [f"{PREFIX}{str(item['loc'][0]).upper()}: {explain(item)}" for item in error.errors()]
    if errors:
        raise SettingsError("\n".join(errors))
    return settings


def _readable(value: str) -> str:
    """The value of a variable; where the locale has no Japanese (`LANG=C`), its bytes are UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return os.fsencode(value).decode("utf-8", "surrogateescape")
    return value
