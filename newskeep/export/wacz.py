"""WACZ: the captured pages of what a query finds, as one file that replays in a browser (WACZ 1.1.1).

A zip of a WARC file with an index, a list of pages and the hashes of all parts; see
https://specs.webrecorder.net/wacz/1.1.1/.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from newskeep.export.surt import surt
from storage.evidence.captures import begin, write_all
from storage.records import Capture, StoredArticle

if TYPE_CHECKING:
    from storage.archive import Archive

PIECE = 1 << 20
WARC = "newskeep-export.warc.gz"


@dataclass(frozen=True, slots=True)
class Kept:
    """An article, the capture of its page, and the records that replaying it takes."""

    article: StoredArticle
    capture: Capture
    records: Sequence[tuple[Capture, bytes]]


@dataclass(frozen=True, slots=True)
class Resource:
    """A part of the file, as its data package names it."""

    path: str
    digest: str
    size: int

    def to_dict(self) -> dict[str, object]:
        name = self.path.rsplit("/", 1)[-1]
        return {"name": name, "path": self.path, "hash": f"sha256:{self.digest}", "bytes": self.size}


def kept_pages(store: Archive, query: str, *, revisions: bool = False) -> Iterator[Kept]:
    """The articles that a query finds with the captures of their pages, each after the one that holds its
    payload; with ``revisions`` of each of their states."""
    every = store.each_with_states(query) if revisions else ((it, [it]) for it in store.each(query))
    for article, states in every:
        for capture in {it.capture.id: it.capture for it in states if it.capture}.values():
            store.exchange(capture)  # raises where the page is not the one that was kept
            needed = {it.id: it for it in (store.payload_of(capture), capture)}.values()
            yield Kept(article, capture, [(it, store.captures.members(it)) for it in needed])


def write(kept: Iterable[Kept], out: BinaryIO, *, made: datetime) -> None:
    """Write the pages of articles: the records as they stand in the archive, byte for byte. Memory holds one
    page and the index."""
    with tempfile.TemporaryDirectory() as name, ZipFile(out, "w", ZIP_DEFLATED) as pack:
        folder = Path(name)
        pages, index = folder / "pages.jsonl", []
        with FileIO(folder / WARC, "w") as warc, pages.open("w", encoding="utf-8") as listed:
            begin(warc, WARC, made)
            listed.write('{"format": "json-pages-1.0", "id": "pages", "title": "Articles"}\n')
            written: set[int | None] = set()
            for it in kept:
                listed.write(_page(it))
                for capture, members in it.records:
                    if capture.id not in written:
                        index.append(index_line(capture, warc.tell()))
                        write_all(warc, members)
                        written.add(capture.id)
        resources = list(_pack(pack, folder, pages, index))
        _seal(pack, resources, made)


def _page(kept: Kept) -> str:
    capture = kept.capture
    values = {
        "url": capture.url,
        "ts": capture.fetched_at.isoformat(),
        "title": kept.article.title or capture.url,
    }
    return json.dumps(values, ensure_ascii=False) + "\n"


def index_line(capture: Capture, offset: int) -> str:
    """One line of CDXJ: where the capture of an address lies."""
    entry: Mapping[str, object] = {
        "url": capture.url,
        "mime": "warc/revisit" if capture.revisit_of else capture.mime or "unk",
        "status": str(capture.status),
        "digest": f"sha256:{capture.digest}",
        "length": str(capture.length),
        "offset": str(offset),
        "filename": WARC,
    }
    return f"{surt(capture.url)} {capture.fetched_at:%Y%m%d%H%M%S} {json.dumps(entry)}"


def _pack(pack: ZipFile, folder: Path, pages: Path, index: list[str]) -> Iterator[Resource]:
    yield _put(pack, f"archive/{WARC}", folder / WARC, ZIP_STORED)
    lines = folder / "index.cdx"
    lines.write_text("".join(f"{line}\n" for line in sorted(index)), "utf-8")
    yield _put(pack, "indexes/index.cdx", lines, ZIP_STORED)
    yield _put(pack, "pages/pages.jsonl", pages, ZIP_DEFLATED)


def _put(pack: ZipFile, path: str, file: Path, how: int) -> Resource:
    pack.write(file, path, how)
    digest = sha256()
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
    return Resource(path, digest.hexdigest(), file.stat().st_size)


def _seal(pack: ZipFile, resources: Iterable[Resource], made: datetime) -> None:
    """The list of parts, and its own hash."""
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": "newskeep",
        "created": made.isoformat(timespec="seconds"),
        "title": "Articles kept by newskeep",
        "resources": [resource.to_dict() for resource in resources],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2).encode()
    pack.writestr("datapackage.json", text)
    sealed = {"path": "datapackage.json", "hash": f"sha256:{sha256(text).hexdigest()}"}
    pack.writestr("datapackage-digest.json", json.dumps(sealed))
