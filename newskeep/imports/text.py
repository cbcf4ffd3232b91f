"""A plain text dump of one article: site, section, title, lead, paragraphs and subheadings.

Blocks are separated by blank lines. What stands out is read from the shape alone: the title is the
line that is said again at the end (or else the first line after the short ones), a line that comes
back between paragraphs is furniture, and a short line without a full stop before a paragraph is a
subheading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from urllib.parse import quote

from extraction.article import Article, Block, BlockKind, Kind
from extraction.language import detect
from extraction.text import clean

EXTRACTOR = "newskeep import text"
SENTENCE_END = tuple('.!?…。！？؟।:»"”)')
LONGEST_HEADING = 100  # characters
LONGEST_LABEL = 40  # of a site's or section's name


def address_of(name: str, said: Sequence[str]) -> str:
    """The address of a dump that carries none: its file name, wherever the file lies, and whose it is.

    ``said`` tells files of one name apart, of which every folder of dumps may have one: site and title.
    """
    digest = sha256("\n".join(said).encode()).hexdigest()[:12]
    return f"urn:newskeep:text:{quote(name, safe='')}:{digest}"


def read_text(text: str, name: str, detector: str = "auto") -> Article:
    """The article of a dump in a file of this name. Raises ValueError where there is no text."""
    lines = [line for line in map(clean, re.split(r"\n\s*\n", text.removeprefix("\ufeff"))) if line]
    if not lines:
        raise ValueError("is empty")
    start = _title_at(lines)
    head, title, rest = lines[:start], lines[start], _without_furniture(lines[start + 1 :], lines[start])
    lead = rest[0] if rest and not _is_heading(rest, 0) else None
    whole = "\n".join((title, *rest))
    return Article(
        url=address_of(name, (*head[:1], title)),
        kind=Kind.ARTICLE,
        kind_reason="imported as an article",
        site_name=head[0] if head else None,
        section=head[1] if len(head) > 1 else None,
        title=title,
        lead=lead,
        blocks=tuple(_blocks(rest)),  # the lead opens the body, as it does on a page
        language=detect(whole, detector=detector),
        extractor=EXTRACTOR,
    )


def _title_at(lines: Sequence[str]) -> int:
    """Where the title stands: said again at the end, or the first line that is no label."""
    if lines[-1] in lines[:-1][:3]:
        return lines.index(lines[-1])
    labels = 0
    while labels < min(2, len(lines) - 2) and len(lines[labels]) <= LONGEST_LABEL:
        labels += 1
    return labels


def _without_furniture(lines: Sequence[str], title: str) -> list[str]:
    """The text without the title said again and without short lines that come back."""
    times = Counter(lines)
    return [line for line in lines if line != title and not _is_furniture(line, times[line])]


def _is_furniture(line: str, times: int) -> bool:
    arrow = line.endswith(("»", "›", "→", ">>")) and "«" not in line
    return len(line) <= LONGEST_LABEL and (times > 1 or arrow)


def _is_heading(lines: Sequence[str], index: int) -> bool:
    """A short line without a full stop, with a paragraph after it."""
    line = lines[index]
    if len(line) > LONGEST_HEADING or line.endswith(SENTENCE_END) or index + 1 >= len(lines):
        return False
    return len(lines[index + 1]) > len(line)


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    for index, line in enumerate(lines):
        yield Block(line, BlockKind.SUBHEADING if _is_heading(lines, index) else BlockKind.PARAGRAPH)
