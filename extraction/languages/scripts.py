"""Scripts that one language owns: the letters alone say which it is."""

from __future__ import annotations

import re

OWNERS = (
    ("el", "\u0370-\u03ff\u1f00-\u1fff"), ("he", "\u0590-\u05ff"), ("th", "\u0e00-\u0e7f"),
    ("lo", "\u0e80-\u0eff"), ("ka", "\u10a0-\u10ff\u1c90-\u1cbf"), ("hy", "\u0530-\u058f"),
    ("gu", "\u0a80-\u0aff"), ("pa", "\u0a00-\u0a7f"), ("or", "\u0b00-\u0b7f"), ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"), ("ml", "\u0d00-\u0d7f"), ("si", "\u0d80-\u0dff"),
    ("km", "\u1780-\u17ff"), ("my", "\u1000-\u109f"), ("dv", "\u0780-\u07bf"),
    ("ko", "\uac00-\ud7af\u1100-\u11ff\u3130-\u318f"),
)  # fmt: skip
OWNED = re.compile("[" + "".join(block for _, block in OWNERS) + "]")
BLOCKS = {code: re.compile(f"[{block}]") for code, block in OWNERS}
KANA = re.compile("[\u3041-\u30ff]")
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
TELLING = re.compile("|".join(rule.pattern for rule in (OWNED, KANA, HAN)))
YIDDISH = re.compile("[\u05f0-\u05f2]|\u05d0[\u05b7\u05b8]|\u05d9\u05d9|\u05d5\u05d5")

SAMPLE = 600
SHARE = 0.8  # of the letters; a text in two scripts is left to the detectors
KANA_SHARE = 0.05  # of kana and Chinese characters together: any Japanese sentence has more


def owner(text: str) -> str | None:
    """The one language that writes these letters: "ko", "th", "ja", ..., "zh" for Chinese characters alone.

    None for letters that several languages share, and for a text in several scripts.
    """
    sample = text if len(text) <= SAMPLE else text[:: len(text) // SAMPLE]
    if sample.isascii() or not TELLING.search(sample):
        return None
    letters = sum(map(str.isalpha, sample)) or 1
    kana, han = len(KANA.findall(sample)), len(HAN.findall(sample))
    if kana + han >= SHARE * letters:
        return "ja" if kana >= KANA_SHARE * (kana + han) else "zh"
    first = OWNED.search(sample)
    if first is None:
        return None
    code = next(code for code, block in BLOCKS.items() if block.match(first[0]))
    share = sum(map(str.isalpha, BLOCKS[code].findall(sample))) / letters
    return code if share >= SHARE else None
