"""A small web server on this machine that can misbehave on request."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


@dataclass
class Site:
    """What the server offers and how it behaves; ``seen`` lists (path, Range header)."""

    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    cut_after: int = 0
    cuts: int = 0
    chunked: bool = False
    pause: float = 0.0
    status: int = 200
    redirects: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def serve() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            self.close_connection = True
            wanted, path = self.headers.get("Range", ""), unquote(self.path).lstrip("/")
            site.seen.append((path, wanted))
            if path in site.redirects:
                return self.head(302, {"Location": site.redirects[path]})
            if site.status != 200 or path not in site.files:
                return self.head(site.status if site.status != 200 else 404)
            self.send(site.files[path], wanted)
            return None

        def head(self, status: int, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {"Content-Length": "0"}).items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()

        def send(self, body: bytes, wanted: str) -> None:
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and site.ranges else 0
            if start >= len(body) > 0:
                return self.head(416)
            headers = {} if site.chunked else {"Content-Length": str(len(body) - start)}
            if start:
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self.head(206 if start else 200, headers or {"X-Length": "unknown"})
            rest = body[start:]
            if site.cuts:
                site.cuts -= 1
                rest = rest[: site.cut_after]
            for at in range(0, len(rest), 1000):
                self.wfile.write(rest[at : at + 1000])
                self.wfile.flush()
                time.sleep(site.pause)
            return None

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: object) -> None:
            """A client that hangs up is part of the tests."""

    server = Quiet(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
