"""Labelled pages for training and measuring: reading the sets, gold text as shingles, folds by site.

The sets are JSON lines (``NAME.jsonl.gz``), one page a line: id, url, site, html, and the labels that
their source has (body, body_optional, body_must_have, body_must_not_have, kind, ...). They are
publishers' copyright and stay outside the project.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]
Shingle = tuple[str, ...]

_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_ALONE}]|(?:(?![{_ALONE}])\w)+")
_UNSEEN = {0xAD: None, 0x200B: None, 0x200C: None, 0xFEFF: None}
_SECOND_LEVEL = 3  # "co", "com", "org" before a country's two letters are part of the suffix


def load(folder: Path, name: str) -> Iterator[Record]:
    """The pages of one set."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf8") as lines:
        for line in lines:
            yield json.loads(line)


def outlet(site: str) -> str:
    """The registered name of a site without its suffix: one outlet under two suffixes is one."""
    parts = site.lower().removeprefix("www.").split(".")
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= _SECOND_LEVEL
    return parts[-3] if short else parts[-2] if len(parts) > 1 else parts[0]


def fold(site: str, folds: int) -> int:
    """Which fold a site belongs to, in every set the same."""
    return zlib.crc32(outlet(site).encode()) % folds


def tokens(text: str | None) -> list[str]:
    """Words as the scorer counts them."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text or "").translate(_UNSEEN))


def shingles(text: str | None, size: int = 4) -> Counter[Shingle]:
    """Runs of tokens with their counts; a shorter text is one run."""
    found = tokens(text)
    if not found:
        return Counter()
    return Counter(tuple(found[i : i + size]) for i in range(max(1, len(found) - size + 1)))


def gold_body(record: Record, predicted: Counter[Shingle]) -> str:
    """The gold text without the optional paragraphs that the prediction lacks."""
    optional = set(record.get("body_optional") or ())
    kept = []
    for paragraph in str(record["body"]).split("\n"):
        if paragraph in optional:
            own = shingles(paragraph)
            if 2 * sum((own & predicted).values()) < sum(own.values()):
                continue
        kept.append(paragraph)
    return "\n".join(kept)


def body_f1(record: Record, text: str) -> float:
    """Shingle F1 of a predicted body."""
    predicted = shingles(text)
    gold = shingles(gold_body(record, predicted))
    size = sum(gold.values()) + sum(predicted.values())
    return 2 * sum((gold & predicted).values()) / size if size else 1.0
