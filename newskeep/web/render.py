"""Templates to HTML, with what they may use."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from newskeep.web.refine import address, narrowed, undated, within
from storage.terms.snippets import CLOSE, OPEN, repeats

UTC = "+00:00"
ZONE = re.compile(r"[+-]\d\d:\d\d$")
# Of the pages that tell an error.
HEADINGS = {404: "Not here", 422: "It takes too long", 429: "Not so fast", 451: "Withheld", 503: "Not now"}
FOLDER = Path(__file__).parent / "templates"


def marked(snippet: str) -> Markup:
    """A snippet with its matches in ``<mark>``."""
    parts = snippet.replace(OPEN, CLOSE).split(CLOSE)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(p) if i % 2 else escape(p) for i, p in enumerate(parts)
    )


def moment(value: str | datetime | None) -> str:
    """A time for people: to the minute, as it was written."""
    text = value.isoformat() if isinstance(value, datetime) else value or ""
    return text[:16].replace("T", " ")


def zoned(value: str | None) -> str:
    """A time as a page wrote it, with its zone where that is known."""
    zone = ZONE.search(value or "")
    return moment(value) + (f" {'UTC' if zone[0] == UTC else zone[0]}" if zone else "")


def number(value: float) -> str:
    """A number with thin spaces between thousands."""
    return f"{value:,.0f}".replace(",", "\u202f")


def linkable(url: str) -> bool:
    """Whether an address may become a link: stored articles may claim any scheme."""
    return url.startswith(("https://", "http://"))


_environment = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {"marked": marked, "moment": moment, "zoned": zoned, "number": number}
_environment.tests |= {"linkable": linkable, "repeating": repeats}
_environment.globals |= {"address": address, "narrowed": narrowed, "undated": undated, "within": within}
_environment.globals["headings"] = HEADINGS


def render(template: str, **values: Any) -> str:
    """A page."""
    return _environment.get_template(template).render(values)
