"""The same story in other languages: groups of articles, with the evidence that they belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from extraction.addresses.urls import canonical
from extraction.article import Edition
from storage.part import chunks
from storage.tables import models

A, E, U = models.article.c, models.edition.c, models.url.c
DECLARED = "hreflang"
MOST = 60  # editions of one article; longer lists are no editions


def write_editions(connection: Connection, declared: Mapping[int, tuple[str, Sequence[Edition]]]) -> None:
    """Write what articles declare as their editions, and group them. Values: own URL, editions."""
    own = {article: url for article, (url, _) in declared.items()}
    rows = [row for article, (url, editions) in declared.items() for row in _rows(article, url, editions)]
    if rows:
        connection.execute(insert(models.edition), rows)
    relatives = _naming(connection, own)
    for article, others in _named(connection, rows).items():
        relatives[article] |= others
    for article, others in relatives.items():
        join_group(connection, article, others)


def drop_editions(connection: Connection, articles: Sequence[int]) -> None:
    """Forget what articles declared, because they are read anew."""
    for piece in chunks(articles):
        mine = E.article_id.in_(piece), E.evidence == DECLARED
        connection.execute(delete(models.edition).where(*mine))


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


def _naming(connection: Connection, own: Mapping[int, str]) -> defaultdict[int, set[int]]:
    """The articles that declare these ones."""
    article_at = {url: article for article, url in own.items()}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for piece in chunks(own.values()):
        for url, article in connection.execute(select(E.url, E.article_id).where(E.url.in_(piece))):
            found[article_at[url]].add(article)
    return found


def _named(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[int, set[int]]:
    """The articles that these ones declare."""
    at: dict[str, int] = {}
    for piece in chunks(row["url"] for row in rows):
        wanted = select(U.url, U.article_id).where(U.url.in_(piece), U.article_id.is_not(None))
        at |= {row.url: row.article_id for row in connection.execute(wanted)}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row["url"] in at:
            found[row["article_id"]].add(at[row["url"]])
    return found


def join_group(connection: Connection, article: int, others: set[int]) -> None:
    """Put an article into one group with others; groups that it links become one."""
    if not others - {article}:
        return
    members = [article, *others]
    groups = set(connection.scalars(select(A.edition_group).where(A.id.in_(members)))) - {None}
    everyone = A.id.in_(members) | A.edition_group.in_(groups)
    first = connection.scalar(select(func.min(A.id)).where(everyone))
    connection.execute(update(models.article).where(everyone).values(edition_group=first))
