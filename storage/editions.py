"""The same story in other languages: groups of articles, with the evidence that they belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from extraction.article import Edition
from extraction.urls import canonical
from storage import models
from storage.part import chunks

A, E, U = models.article.c, models.edition.c, models.url.c
DECLARED = "hreflang"
MOST = 60  # editions of one article; longer lists are no editions


def write_editions(connection: Connection, declared: Mapping[int, tuple[str, Sequence[Edition]]]) -> None:
    """Write what articles declare as their editions, and group them. Values: own URL, editions."""
    if not declared:
        return
    rows = [row for article, (own, editions) in declared.items() for row in _rows(article, own, editions)]
    for piece in chunks(declared):
        mine = E.article_id.in_(piece), E.evidence == DECLARED
        connection.execute(delete(models.edition).where(*mine))
    if rows:
        connection.execute(insert(models.edition), rows)
    for article, (own, _) in declared.items():
        urls = [row["url"] for row in rows if row["article_id"] == article]
        join_group(connection, article, _relatives(connection, own, urls))


def _rows(article: int, own: str, editions: Sequence[Edition]) -> list[dict[str, Any]]:
    found: dict[str, str] = {}
    for edition in editions[:MOST]:
        address = canonical(edition.url)
        if address and address != own and edition.language != "x-default":
            found.setdefault(address, edition.language)
    return [
        {"article_id": article, "url": url, "language": language, "evidence": DECLARED}
        for url, language in found.items()
    ]


def _relatives(connection: Connection, own: str, urls: Sequence[str]) -> set[int]:
    """Articles that this one declares, or that declare it."""
    named = select(U.article_id).where(U.url.in_(urls), U.article_id.is_not(None))
    naming = select(E.article_id).where(E.url == own)
    return {*connection.scalars(named), *connection.scalars(naming)}


def join_group(connection: Connection, article: int, others: set[int]) -> None:
    """Put an article into one group with others; groups that it links become one."""
    if not others - {article}:
        return
    members = [article, *others]
    groups = set(connection.scalars(select(A.edition_group).where(A.id.in_(members)))) - {None}
    everyone = A.id.in_(members) | A.edition_group.in_(groups)
    first = connection.scalar(select(func.min(A.id)).where(everyone))
    connection.execute(update(models.article).where(everyone).values(edition_group=first))
