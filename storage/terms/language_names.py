"""PURE: what people write for a language, and the code under which articles in it are kept."""

from __future__ import annotations

import difflib

# Code, then other codes that are taken for it (of countries, of three letters), then names.
_TOLD = """
ar ara arabic العربية | bg bul bulgarian български | bn ben bengali | ca cat catalan català
cs cz ces cze czech čeština | da dk dan danish dansk | de deu ger german deutsch
el gr ell gre greek ελληνικά | en eng english | es spa spanish español espanol castilian
et est estonian eesti | fa per fas persian farsi فارسی | fi fin finnish suomi
fr fra fre french français francais | he iw heb hebrew עברית | hi hin hindi | hr hrv croatian hrvatski
hu hun hungarian magyar | hy arm hye armenian | id ind indonesian | it ita italian italiano
ja jp jpn japanese 日本語 | ka geo kat georgian | kk kaz kazakh | ko kor korean 한국어 | lt lit lithuanian
lv lav latvian | nl dut nld dutch nederlands | no nor norwegian norsk | pl pol polish polski
pt por portuguese português portugues | ro ron rum romanian română | ru rus russian русский
sk slk slo slovak slovenčina | sl slv slovene slovenian | sq alb sqi albanian shqip
sr srp serbian српски srpski | sv swe swedish svenska | th tha thai ไทย | tr tur turkish türkçe turkce
uk ua ukr ukrainian українська | ur urd urdu | vi vie vietnamese | zh cn zho chi chinese mandarin 中文
"""
_CODES = {name: line.split()[0] for line in _TOLD.replace("\n", "|").split("|") for name in line.split()[1:]}


def meant(name: str) -> str | None:
    """The code that is meant by a name or another code of a language; None for what is no such."""
    written = name.casefold()
    near = difflib.get_close_matches(written, _CODES, 1, cutoff=0.8) if len(written) > 3 else []
    return _CODES.get(written) or (_CODES[near[0]] if near else None)
