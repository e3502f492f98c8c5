"""A line that delivers the pages of a service in small pieces, as a slow or busy network does."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

PIECE = 4096
PAUSE = 0.06


class _Relay(BaseHTTPRequestHandler):
    def __init__(self, *arguments: Any, service: str) -> None:
        self.service = service
        super().__init__(*arguments)

    def do_GET(self) -> None:
        answer = httpx.get(self.service + self.path)
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.end_headers()
        is_page = answer.headers["Content-Type"].startswith("text/html")
        for start in range(0, len(answer.content), PIECE):
            self.wfile.write(answer.content[start : start + PIECE])
            self.wfile.flush()
            time.sleep(PAUSE if is_page else 0)

    def log_message(self, format: str, *args: Any) -> None:
        """Writes nothing."""


@contextmanager
def slow_line(service: str) -> Iterator[str]:
    """The address at which the service is read slowly."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Relay, service=service))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
