"""Citations of articles: BibTeX, RIS and CSL-JSON, for Zotero, LaTeX and pandoc.

An article is cited with its site as the publication, its date as written on the page, and the day
on which the archive first saw it as the day of access.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from newskeep.compact import dumps

Row = Mapping[str, Any]

SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def bibtex(rows: Iterable[Row]) -> Iterator[bytes]:
    """One ``@online`` entry an article (biblatex; UTF-8)."""
    for row in rows:
        fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _bibtex(row))
        yield f"@online{{{key(row)},\n{fields}}}\n\n".encode("utf-8", "replace")


def _bibtex(row: Row) -> Iterator[tuple[str, str]]:
    if row["authors"]:
        yield "author", " and ".join(f"{{{_tex(name)}}}" for name in row["authors"])
    if row["title"]:
        yield "title", f"{{{_tex(row['title'])}}}"
    yield "organization", _tex(row["site"])
    if day := _day(row["published_at"]):
        yield "date", day
    yield "url", row["url"].translate({ord(sign): f"%{ord(sign):02X}" for sign in "{}\\"})
    yield "urldate", row["first_seen_at"][:10]
    if row["language"]:
        yield "langid", row["language"]


def _tex(text: str) -> str:
    return " ".join(text.translate(SPECIAL).split())


def ris(rows: Iterable[Row]) -> Iterator[bytes]:
    """One ``NEWS`` record an article (RIS; UTF-8, CRLF)."""
    for row in rows:
        lines = "".join(f"{tag}  - {' '.join(str(value).split())}\r\n" for tag, value in _ris(row))
        yield f"{lines}ER  - \r\n\r\n".encode("utf-8", "replace")


def _ris(row: Row) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield from (("AU", name) for name in row["authors"])
    if row["title"]:
        yield "TI", row["title"]
    yield "T2", row["site"]
    if day := _day(row["published_at"]):
        yield "PY", day[:4]
        yield "DA", day.replace("-", "/")
    yield "UR", row["url"]
    yield "Y2", row["first_seen_at"][:10].replace("-", "/")
    if row["language"]:
        yield "LA", row["language"]
    if row["lead"]:
        yield "AB", row["lead"]
    yield from (("KW", tag) for tag in row["tags"])


def csl(rows: Iterable[Row]) -> Iterator[bytes]:
    """One JSON array of ``article-newspaper`` items (CSL-JSON, UTF-8)."""
    yield b"["
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + dumps(dict(_csl(row)))
    yield b"\n]\n"


def _csl(row: Row) -> Iterator[tuple[str, Any]]:
    yield "id", key(row)
    yield "type", "article-newspaper"
    yield "title", row["title"] or row["url"]
    if row["authors"]:
        yield "author", [{"literal": name} for name in row["authors"]]
    yield "container-title", row["site"]
    if day := _day(row["published_at"]):
        yield "issued", {"date-parts": [[int(part) for part in day.split("-")]]}
    yield "accessed", {"date-parts": [[int(part) for part in row["first_seen_at"][:10].split("-")]]}
    yield "URL", row["url"]
    if row["language"]:
        yield "language", row["language"]
    if row["lead"]:
        yield "abstract", row["lead"]


def key(row: Row) -> str:
    """A citation key that stays the same for an article: site, year, and the start of a hash of its URL."""
    site = re.sub(r"[^a-z0-9]+", "", row["site"].lower()) or "article"
    year = (row["published_at"] or row["first_seen_at"])[:4]
    return f"{site}{year}{sha256(row['canonical_url'].encode()).hexdigest()[:8]}"


def _day(written: str | None) -> str | None:
    """The day, or the month where no more is known."""
    return written[:10] if written else None
