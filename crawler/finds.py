"""What a page was found to link to. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.agenda import Candidate, Role
from crawler.spelling import extends
from extraction.addresses.links import Link


@dataclass(frozen=True, slots=True)
class Find:
    """A link that was found, and what it is thought to be."""

    link: Link
    role: Role
    via: str


def without_parts(candidate: Candidate, finds: Sequence[Find]) -> list[Find]:
    """The links of a listing without news, but for those that show a part of what it shows.

    Those are its filters, and where no menu leads to it (a search, a tag) its further pages.
    """
    pages = {find.link.url for find in finds if find.role is Role.PAGE}
    if not pages or all(find.role is not Role.ARTICLE for find in finds):
        return list(finds)
    left = pages if candidate.role is Role.OTHER else set[str]()
    return [
        find
        for find in finds
        if find.link.url not in left and not (find.role > Role.PAGE and extends(find.link.url, candidate.url))
    ]
