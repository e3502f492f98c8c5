"""Generators make clients of the running service, and the clients call every operation. `make conformance` runs it.

Linters and TypeScript need npm, the generator for it Java; without one of them it says so.
"""

import importlib
import json
import pkgutil
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from conformance.service import Service, world_plan

BIN = Path(sys.executable).parent
CONTACT = {
    "HOSHIN_LICENSE_NAME": "CC BY 4.0",
    "HOSHIN_LICENSE_URL": "https://creativecommons.org/licenses/by/4.0/",
    "HOSHIN_CONTACT_NAME": "conformance",
    "HOSHIN_CONTACT_EMAIL": "conformance@example.jp",
}
NPM = ("@stoplight/spectral-cli", "@redocly/cli", "openapi-typescript", "typescript")


def say(tool: str, result: str) -> bool:
    """Print a row of the table; whether it is a failure."""
    sys.stdout.write(f"{tool:40} {result}\n")
    sys.stdout.flush()
    return result != "ok"


def of_npm(folder: Path, package: str) -> str:
    """The installed version of a package."""
    return str(json.loads((folder / "node_modules" / package / "package.json").read_text("utf-8"))["version"])


def run(folder: Path, *command: str | Path) -> str:
    """`ok`, or the end of what the command said."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    return "ok" if done.returncode == 0 else (done.stdout + done.stderr)[-2000:]


def node_tools(folder: Path) -> Iterator[bool]:
    """Linters, and types that compile."""
    npm = shutil.which("npm")
    if npm is None:
        sys.stdout.write("npm がないので、Spectral・Redocly・TypeScript は確かめていません。\n")
        return
    installed = run(folder, npm, "install", "--ignore-scripts", "--silent", "--prefix", ".", *NPM)
    if installed != "ok":
        yield say("npm install", installed)
        return
    tools = folder / "node_modules/.bin"
    (folder / ".spectral.yaml").write_text('extends: ["spectral:oas"]\n', "utf-8")
    spectral = (tools / "spectral", "lint", "openapi.json", "--fail-severity", "warn")
    named = {one: f"{one.rpartition('/')[2]} {of_npm(folder, one)}" for one in NPM}
    yield say(f"{named[NPM[0]]} spectral:oas", run(folder, *spectral))
    yield say(
        f"redocly {named[NPM[1]]} recommended",
        run(folder, tools / "redocly", "lint", "openapi.json", "--max-problems=20"),
    )
    yield say(named[NPM[2]], run(folder, tools / "openapi-typescript", "openapi.json", "-o", "api.ts"))
    yield say(f"{named[NPM[3]]} tsc --strict", run(folder, tools / "tsc", "--strict", "--noEmit", "api.ts"))
    if shutil.which("java") is None:
        sys.stdout.write("Java がないので、openapi-generator は確かめていません。\n")
        return
    generator = (BIN / "openapi-generator-cli", "generate", "-g", "typescript-fetch")
    yield say(
        f"openapi-generator {version('openapi-generator-cli')}",
        run(folder, *generator, "-i", "openapi.json", "-o", "fetch"),
    )
    modern = (
        "--strict",
        "--noEmit",
        "--target",
        "es2020",
        "--moduleResolution",
        "node",
        "--lib",
        "es2020,dom",
    )
    yield say("tsc typescript-fetch", run(folder, tools / "tsc", *modern, "fetch/index.ts"))


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def python_client(folder: Path, base: str, document: dict[str, Any]) -> Iterator[bool]:
    """A client of its own for Python, with which every operation is called."""
    command = (BIN / "openapi-python-client", "generate", "--path", "openapi.json")
    made = run(folder, *command, "--output-path", "hoshin_client", "--meta", "none")
    yield say(f"openapi-python-client {version('openapi-python-client')}", made)
    if made != "ok":
        return
    ids = {
        method["get"]["operationId"]: one["example"]
        for method in document["paths"].values()
        for one in method["get"].get("parameters", ())
        if one["in"] == "path"
    }
    with importable(folder):
        package = importlib.import_module("hoshin_client.api")
        client = importlib.import_module("hoshin_client.client").Client(base)
        calls = list(operations(package))
    failures, empty = [], 0
    wanted = {method["get"]["operationId"].lower() for method in document["paths"].values()}
    by_name = {name.lower(): value for name, value in ids.items()}
    for name, module in calls:
        plain = name.replace("_", "")
        arguments = (by_name[plain],) if plain in by_name else ()
        answer = module.sync_detailed(*arguments, client=client)
        # Of reports the store has none; the comparison of nothing says what is missing.
        if answer.status_code not in (200, 404) or (answer.status_code == 200 and answer.parsed is None):
            failures.append(f"{name}: {answer.status_code}")
        empty += answer.status_code == 404
    missing = wanted - {name.replace("_", "") for name, _ in calls}
    result = "ok" if not failures and not missing and empty <= 1 else f"{failures} {missing} {empty}"
    yield say(f"  its {len(calls)} operations called", result)


def operations(package: Any) -> Iterator[tuple[str, Any]]:
    for group in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        folder = importlib.import_module(group.name)
        for one in pkgutil.iter_modules(folder.__path__, f"{group.name}."):
            yield one.name.rpartition(".")[2], importlib.import_module(one.name)


def main() -> int:
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        service = Service(folder)
        with service.running(**CONTACT):
            service.load(world_plan())
            with urlopen(f"{service.base}/api/v1/openapi.json") as answer:  # noqa: S310 - loopback
                document = json.load(answer)
            (folder / "openapi.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
            results = [*node_tools(folder), *python_client(folder, service.base, document)]
    return 1 if any(results) else 0


if __name__ == "__main__":
    sys.exit(main())
