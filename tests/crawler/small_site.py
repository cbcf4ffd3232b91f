"""A very small site that notes what it is asked, can ask for a password, and can be a proxy."""

from __future__ import annotations

import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Reply = tuple[int, Mapping[str, str], bytes]
STORY = "/world/a-long-enough-story-about-the-harbour-1234.html"
FRONT = f'<html><body><h1>News</h1><a href="{STORY}">A long enough story about the harbour</a></body></html>'


@dataclass(frozen=True)
class Asked:
    """One request: the address as the client wrote it, and its headers by lower-case name."""

    method: str
    target: str
    headers: Mapping[str, str]


def page(text: str, **headers: str) -> Reply:
    """An HTML page."""
    return 200, {"Content-Type": "text/html; charset=utf-8", **headers}, text.encode()


def story(paragraph: str = "The harbour was closed on Monday because of the storm") -> str:
    """A page that is an article."""
    body = "".join(
        f"<p>{paragraph}, said the harbour master {n} times in an hour of questions from the press.</p>"
        for n in range(12)
    )
    return (
        '<html lang="en"><head><title>A long enough story about the harbour</title>'
        '<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2026-03-01T10:00:00+00:00"></head>'
        f"<body><article><h1>A long enough story about the harbour</h1>{body}</article></body></html>"
    )


@dataclass
class SmallSite:
    """Serves ``routes`` (path -> reply, or a function of the request's number) until it is left.

    ``credentials`` ("name:password") are asked for as a proxy's. With ``certificate`` it opens tunnels and
    answers in them itself.
    """

    routes: dict[str, Reply | Callable[[int], Reply]]
    address: str = "127.0.0.1"
    credentials: str | None = None
    certificate: Path | None = None
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer((self.address, 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    @property
    def base(self) -> str:
        """Its address without a path."""
        return f"http://{self.address}:{self.port}"

    def targets(self) -> list[str]:
        """What was asked for."""
        return [it.target for it in self.asked]

    def reply(self, asked: Asked) -> Reply:
        """The answer to a request."""
        wanted = f"Basic {b64encode((self.credentials or '').encode()).decode()}"
        if self.credentials and asked.headers.get("proxy-authorization") != wanted:
            return 407, {"Proxy-Authenticate": "Basic"}, b""
        return self.found(asked)

    def found(self, asked: Asked) -> Reply:
        """What a path is answered with."""
        path = "/" + asked.target.split("/", 3)[-1] if "://" in asked.target else asked.target
        found = self.routes.get(path, (404, {}, b""))
        return found(sum(it.target == asked.target for it in self.asked)) if callable(found) else found


def _handler(site: SmallSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(*site.reply(self._note()))

        def do_CONNECT(self) -> None:
            status, headers, body = site.reply(self._note())
            if status == 407 or site.certificate is None:
                self._send(status, headers, body)
                return
            self.send_response(200)
            self.end_headers()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(site.certificate)
            with context.wrap_socket(self.connection, server_side=True) as tunnel:
                _answer_within(tunnel, site)
            self.close_connection = True

        def _note(self) -> Asked:
            asked = Asked(self.command, self.path, {n.lower(): v for n, v in self.headers.items()})
            site.asked.append(asked)
            return asked

        def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _answer_within(tunnel: ssl.SSLSocket, site: SmallSite) -> None:
    """Answer the one request of a tunnel."""
    with tunnel.makefile("rb") as lines:
        method, target, _ = lines.readline().decode().split()
        while lines.readline().strip():
            pass
    asked = Asked(method, target, {})
    site.asked.append(asked)
    status, _, body = site.found(asked)
    head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    tunnel.sendall(head.encode() + body)


def make_certificate(folder: Path) -> Path:
    """A certificate that signed itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.sign(key, SHA256()).public_bytes(Encoding.PEM)
    )
    return file
