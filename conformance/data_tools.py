"""Data tools and CKAN's own client read the running service by its addresses. `make conformance` runs it."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from urllib.request import urlopen

import duckdb
import duckdb_extension_httpfs
import pandas
import polars
from ckanapi import RemoteCKAN

from conformance.service import Service

LIST = "/api/v1/initiatives.csv"
FILE = "/plans/141127-2022/files/initiatives.csv"
ROWS = 46


def by_polars(base: str) -> list[int]:
    return [polars.scan_csv(base + path).collect().height for path in (LIST, FILE)]


def by_pandas(base: str) -> list[int]:
    return [len(pandas.read_csv(base + path)) for path in (LIST, FILE)]


def by_duckdb(base: str) -> list[int]:
    extension = next(Path(duckdb_extension_httpfs.__file__).parent.rglob("httpfs.duckdb_extension"))
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension}'")
    counts = [connection.sql(f"SELECT count(*) FROM read_csv('{base}{path}')") for path in (LIST, FILE)]  # noqa: S608
    return [row[0] for count in counts if (row := count.fetchone())]


def by_ckanapi(base: str) -> list[int]:
    """The number of initiatives that the package's own CSV has, found by POST and by GET."""
    client = RemoteCKAN(base)
    package = client.action.package_show(id=client.action.package_list()[0])
    found = client.call_action("package_search", {"facet.field": ["res_format"], "fq": "res_format:CSV"})
    assert found["facets"]["res_format"]["CSV"] == found["count"] == 1
    assert RemoteCKAN(base, get_only=True).action.package_list() == [package["name"]]
    url = next(one["url"] for one in package["resources"] if one["url"].endswith("/initiatives.csv"))
    return [len(pandas.read_csv(url))]


def by_datasette(base: str) -> list[int]:
    """The initiatives of the plan's tables as one SQLite file."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "plan.sqlite"
        with urlopen(f"{base}/plans/141127-2022/files/plan.sqlite") as answer:  # noqa: S310 - loopback
            file.write_bytes(answer.read())
        command = (Path(sys.executable).parent / "datasette", file, "--get")
        address = "/plan/initiatives.json?_shape=array&_size=max"
        said = subprocess.run([*command, address], capture_output=True, text=True, check=True)  # noqa: S603
        return [len(json.loads(said.stdout))]


def by_r(base: str) -> list[int]:
    """The example of the guide, and the rows of both tables."""
    example = re.search(r"^```r\n(.*?)^```", GUIDE.read_text("utf-8"), re.M | re.S)
    assert example, "the guide has no example of R"
    code = example[1].replace("http://127.0.0.1:8000", base)
    assert "editorial" in subprocess.run([R, "-e", code], capture_output=True, text=True, check=True).stdout  # noqa: S603
    read = f'cat(nrow(read.csv("{base}{{}}", fileEncoding = "UTF-8-BOM")))'
    return [
        int(subprocess.run([R, "-e", read.format(path)], capture_output=True, text=True, check=True).stdout)  # noqa: S603
        for path in (LIST, FILE)
    ]


GUIDE = Path(__file__).parent.parent / "docs/api.md"
R = shutil.which("Rscript") or ""
TOOLS: dict[str, Callable[[str], list[int]]] = {
    "polars": by_polars,
    "pandas": by_pandas,
    "duckdb": by_duckdb,
    "ckanapi": by_ckanapi,
    "datasette": by_datasette,
}


def main() -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        service = Service(Path(directory))
        with service.running():
            for name, read in TOOLS.items():
                try:
                    counts = read(service.base)
                    result = "ok" if set(counts) == {ROWS} else f"rows: {counts}"
                except Exception as error:
                    result = f"{type(error).__name__}: {str(error)[:200]}"
                failed += result != "ok"
                sys.stdout.write(f"{name:10} {version(name):10} {result}\n")
            if R:
                result = "ok" if set(by_r(service.base)) == {ROWS} else "other rows"
                failed += result != "ok"
                sys.stdout.write(f"R {'':19} {result}\n")
            else:
                sys.stdout.write("Rscript がないので、R は確かめていません。\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
