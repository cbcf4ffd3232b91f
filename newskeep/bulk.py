"""Many pages of many sites at once: each site is learned from the pages given, then read the fast way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from extraction.addresses.urls import site_of
from extraction.article import Article, Page
from extraction.extract import extract
from extraction.overrides import Override
from extraction.profiles.zone import localised
from extraction.site import read_site

HELD = 256 * 1024 * 1024  # bytes of pages held in memory at once

T = TypeVar("T")


def read_all(
    items: Iterable[tuple[T, Page]],
    detector: str = "auto",
    held: int = HELD,
    overrides: Sequence[Override] = (),
) -> Iterator[tuple[T, Article]]:
    """Read pages, each beside what identifies it; the answers come site by site.

    Up to ``held`` bytes of pages are looked at together, so that input of any length is read.
    """
    for together in _windows(items, held):
        alone, sites = _by_site(together, overrides)
        for identity, page in alone:
            yield identity, localised(extract(page, detector=detector, overrides=overrides))
        for mine in sites:
            articles = map(localised, read_site([page for _, page in mine], detector=detector))
            yield from zip((identity for identity, _ in mine), articles, strict=True)


def _windows(items: Iterable[tuple[T, Page]], held: int) -> Iterator[list[tuple[T, Page]]]:
    together: list[tuple[T, Page]] = []
    size = 0
    for item in items:
        together.append(item)
        size += len(item[1].body)
        if size >= held:
            yield together
            together, size = [], 0
    yield together


def _by_site(
    items: Iterable[tuple[T, Page]], overrides: Sequence[Override]
) -> tuple[list[tuple[T, Page]], list[list[tuple[T, Page]]]]:
    """Pages to be read alone (of no site, or of one that an override knows), and the pages of each site."""
    grouped: dict[str | None, list[tuple[T, Page]]] = defaultdict(list)
    for item in items:
        known = any(override.covers(item[1].url) for override in overrides)
        grouped[None if known else site_of(item[1].url)].append(item)
    return grouped.pop(None, []), list(grouped.values())
