"""Content encodings undone within a bound: gzip, deflate, brotli, zstd.

A body that would grow beyond its bound (a decompression bomb) is given up as soon as it has, so that it
never stands in memory. A body that is cut short gives what could be read, as browsers do.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Sequence

import brotli

from crawler.errors import Garbled, TooLarge

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
CHUNK = 256 * 1024


def decode(body: bytes, encodings: Sequence[str], limit: int, *, cut: bool = False) -> bytes:
    """A body with its content encodings undone, the last applied first. ``limit`` is in bytes.

    With ``cut`` a body that would grow beyond it gives its beginning; :class:`TooLarge` otherwise.
    """
    for encoding in reversed([name.strip().lower() for name in encodings]):
        if encoding in ("", "identity"):
            continue
        reader = READERS.get(encoding)
        if reader is None:
            raise Garbled(f"unknown content encoding {encoding!r}")
        body = _bounded(reader(body), limit, cut)
    if len(body) > limit and not cut:
        raise TooLarge(f"over {limit:,} bytes")
    return body[:limit]


def _bounded(chunks: Iterator[bytes], limit: int, cut: bool) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        parts.append(chunk)
        if size > limit:
            if cut:
                break
            raise TooLarge(f"over {limit:,} bytes after decompression")
    return b"".join(parts)


def _gzip(body: bytes) -> Iterator[bytes]:
    while body:  # a gzip body may have several members
        stream = zlib.decompressobj(wbits=31)
        yield from _inflate(stream, body)
        body = stream.unused_data.lstrip(b"\0")
        if body[:2] != b"\x1f\x8b":
            return


def _deflate(body: bytes) -> Iterator[bytes]:
    try:
        zlib.decompressobj().decompress(body[:64])
        yield from _inflate(zlib.decompressobj(), body)
    except zlib.error:  # many servers send it without the zlib frame
        yield from _inflate(zlib.decompressobj(wbits=-15), body)


def _inflate(stream: zlib._Decompress, body: bytes) -> Iterator[bytes]:
    try:
        yield stream.decompress(body, CHUNK)
        while stream.unconsumed_tail and not stream.eof:
            yield stream.decompress(stream.unconsumed_tail, CHUNK)
    except zlib.error as error:
        raise Garbled(f"broken gzip or deflate body: {error}") from error


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    try:
        chunk = stream.process(body, output_buffer_limit=CHUNK)
        while chunk:
            yield chunk
            chunk = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=CHUNK)
    except brotli.error as error:
        raise Garbled(f"broken brotli body: {error}") from error


def _zstd(body: bytes) -> Iterator[bytes]:
    stream = zstd.ZstdDecompressor()
    try:
        yield stream.decompress(body, max_length=CHUNK)
        while not stream.eof and not stream.needs_input:
            yield stream.decompress(b"", max_length=CHUNK)
    except zstd.ZstdError as error:
        raise Garbled(f"broken zstd body: {error}") from error


READERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
