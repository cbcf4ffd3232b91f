"""Public suffixes ("co.uk", "blogspot.com"): where a registered domain begins.

The list is the one that ships with tldextract, read here as it stands: the package itself brings an HTTP
client that a reader of pages has no use for, and a tenth of a second of start-up.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

SNAPSHOT = ".tld_set_snapshot"


@cache
def _rules() -> frozenset[str]:
    """The rules of the Public Suffix List, ICANN's and private ones."""
    spec = find_spec("tldextract")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("tldextract is not installed", name="tldextract")
    lines = Path(spec.origin).with_name(SNAPSHOT).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("//"))


def registered(host: str) -> str | None:
    """The suffix of a host (in ASCII) with one label more; None where it has no known suffix, or is one."""
    labels = host.split(".")
    shown = [_shown(label) for label in labels]
    size = _suffix(shown)
    return ".".join(labels[-size - 1 :]) if 0 < size < len(labels) and labels[-size - 1] else None


def _suffix(labels: list[str]) -> int:
    """How many labels the longest matching rule covers, 0 where none does."""
    rules = _rules()
    for start in range(len(labels)):
        name = ".".join(labels[start:])
        if f"!{name}" in rules:
            return len(labels) - start - 1
        wild = f"*.{'.'.join(labels[start + 1 :])}"
        if name in rules or wild in rules:
            return len(labels) - start
    return 0


def _shown(label: str) -> str:
    """A label as the list writes it: in its own script."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
