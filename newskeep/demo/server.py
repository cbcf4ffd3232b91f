"""The demo site on loopback, in a thread of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from newskeep.demo.site import answer

HOST, PORT = "127.0.0.1", 8642


@contextmanager
def served(port: int = PORT, edited: bool = False) -> Iterator[str]:
    """Serve the site while the block runs; gives its address. A port in use is replaced by a free one."""
    handler: Any = type("DemoHandler", (_Handler,), {"edited": edited})
    server = _server(port, handler)
    handler.base = f"http://{HOST}:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield handler.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _server(port: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer((HOST, port), handler)
    except OSError:
        return ThreadingHTTPServer((HOST, 0), handler)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, conditionally where asked; keeps the connection; logs nothing."""

    protocol_version = "HTTP/1.1"
    base, edited = "", False

    def do_GET(self) -> None:
        page = answer(self.path, self.base, self.edited)
        fresh = page.status == 200 and self.headers.get("If-None-Match") == page.etag
        body = b"" if fresh else page.body
        self.send_response(304 if fresh else page.status)
        self.send_header("Content-Type", page.kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", page.etag)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing: the terminal belongs to the crawl."""
