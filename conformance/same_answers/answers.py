"""Comparison of two running services, request by request."""

import json
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Final

from rich.progress import Progress

from conformance.same_answers.checkout import BASE
from conformance.same_answers.differences import Pairs, Rule
from conformance.same_answers.mirrors import file_pairs
from conformance.same_answers.report import Report
from conformance.same_answers.requests import Request

SECONDS: Final = 60
WORKERS: Final = 3
FAILED: Final = 500
PRESENT: Final = frozenset({"etag", "date", "age", "server"})
# Headers whose values must differ: only whether they are there is compared.
_FILES: Final = re.compile(rb'"contentUrl": ?"%b(/plans/[^"]+)"' % re.escape(BASE.encode()))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def media_type(self) -> str:
        return next((value for name, value in self.headers if name == "content-type"), "")


class Client(threading.local):
    """A connection to one service per thread. A broken one is reopened once."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection: HTTPConnection | None = None

    def get(self, target: str, request_id: str) -> Answer:
        try:
            return self._get(target, request_id)
        except (HTTPException, ConnectionError):
            self.connection = None
            return self._get(target, request_id)

    def _get(self, target: str, request_id: str) -> Answer:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        headers = {"X-Request-Id": request_id, "Accept-Encoding": "identity"}
        self.connection.request("GET", target, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        return Answer(answer.status, [(name.lower(), value) for name, value in answer.getheaders()], body)


def version_of(port: int) -> bytes:
    document = json.loads(Client(port).get("/api/v1/openapi.json", "hoshin-version").body)
    return str(document["info"]["version"]).encode()


class Comparison:
    """The services of both sides on one store."""

    def __init__(self, kind: str, ports: tuple[int, int], rule: Rule, report: Report) -> None:
        self.kind = kind
        self.before, self.after = Client(ports[0]), Client(ports[1])
        self.rule = rule
        self.report = report

    def run(self, requests: Sequence[Request], progress: Progress) -> None:
        task = progress.add_task(self.kind, total=len(requests))

        def one(numbered: tuple[int, Request]) -> None:
            self._one(*numbered)
            progress.advance(task)

        with ThreadPoolExecutor(WORKERS) as pool:
            for _ in pool.map(one, enumerate(requests)):
                pass

    def _one(self, number: int, request: Request) -> None:
        request_id = f"same-answers-{number}"
        try:
            before = self.before.get(request.target, request_id)
            after = self.after.get(request.target, request_id)
        except (OSError, HTTPException) as error:
            self.report.differs(f"{self.kind} {request.target}: 応答がありません", "", repr(error))
            return
        self.report.compared(self.kind, request.name, before.status)
        if before.status >= FAILED:
            # There is no answer that the other could equal.
            self.report.fails(f"{self.kind} {request.target}", before.status, after.status)
            return
        first, second = self._compared(before, after)
        if first != second:
            self.report.differs(f"{self.kind} {request.target}", first, second)

    def _compared(self, before: Answer, after: Answer) -> tuple[str, str]:
        """Both answers as text, with equal parts left out of the bodies."""
        heads = [f"HTTP {one.status}" for one in (before, after)]
        names = sorted({name for one in (before, after) for name, _ in one.headers})
        for name in names:
            heads = [
                f"{head}\n{name}: {value}"
                for head, value in zip(heads, self._header(name, before, after), strict=True)
            ]
        bodies = self.rule.both(before.body, after.body, before.media_type)
        if bodies[0] != bodies[1] and b'"contentUrl"' in before.body:
            bodies = self.rule.both(before.body, after.body, before.media_type, self._pairs(before.body))
        texts = [
            f"{head}\n\n{body.decode('utf-8', 'replace')}" for head, body in zip(heads, bodies, strict=True)
        ]
        return texts[0], texts[1]

    def _header(self, name: str, before: Answer, after: Answer) -> tuple[str, str]:
        values = [[value for key, value in one.headers if key == name] for one in (before, after)]
        if name == "content-length":
            # A container's bytes differ, and so does its length; each must be right.
            shown = [
                str(value == [str(len(one.body))]) for value, one in zip(values, (before, after), strict=True)
            ]
        elif name in PRESENT:
            # A tag stays as strong as it was.
            shown = [str([one.startswith("W/") for one in value]) for value in values]
        else:
            return self.rule.header("\n".join(values[0]), "\n".join(values[1]))
        return shown[0], shown[1]

    def _pairs(self, page: bytes) -> Pairs:
        """Sizes and digests of the files that a plan's page lists; the files are compared as well."""
        found = []
        for path in dict.fromkeys(match.decode() for match in _FILES.findall(page)):
            found.append((path, self.before.get(path, "hoshin-file"), self.after.get(path, "hoshin-file")))
        pairs = file_pairs((before.body, after.body) for _, before, after in found)
        for path, before, after in found:
            self.report.compared(self.kind, "/plans/{id}/files/{name}", before.status)
            first, second = self.rule.both(before.body, after.body, before.media_type, pairs)
            if first != second:
                texts = (one.decode("utf-8", "replace") for one in (first, second))
                self.report.differs(f"{self.kind} {path}", *texts)
        return pairs
