"""SVG to PNG: the only file that knows resvg."""

from __future__ import annotations

import resvg_py

SCALE = 2.0  # pixels of the PNG a unit of the SVG: sharp in print and on dense screens
FAMILIES = ("Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial", "Helvetica", "Segoe UI", "FreeSans")
LETTER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">{}</svg>'


class NoFontError(Exception):
    """This system has no font that the texts of a picture could be drawn with."""

    def __init__(self) -> None:
        super().__init__(
            "this system has no font to draw text with: install one (fonts-dejavu), or name an .svg"
        )


def png(svg: str) -> bytes:
    """The picture as PNG. Raises :class:`NoFontError` where its texts would be missing."""
    return _drawn(svg, _family())


def _family() -> str:
    """The first font of the usual ones that this system can draw a letter with."""
    nothing = _drawn(LETTER.format(""), FAMILIES[0])
    for family in FAMILIES:
        if _drawn(LETTER.format('<text x="2" y="16" font-family="sans-serif">n</text>'), family) != nothing:
            return family
    raise NoFontError


def _drawn(svg: str, family: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=SCALE, sans_serif_family=family))
