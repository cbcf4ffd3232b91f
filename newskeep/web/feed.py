"""What a query finds as an Atom feed, for feed readers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response

from newskeep.web.answers import NotThereError, pool_of, text_of
from storage.records import StoredArticle

ENTRIES = 50
UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(request: Request) -> Response:
    """``/feed?q=...``: the newest articles of a query."""
    query = text_of(request, "q")
    return _atom(request, query, query or "All articles")


def saved(request: Request) -> Response:
    """``/saved/feed?name=...``: the newest articles of a saved search."""
    name = text_of(request, "name")
    with pool_of(request).archive() as store:
        query = next((it.query for it in store.saved_searches() if it.name == name), None)
    if query is None:
        raise NotThereError(f"no search is saved as {name!r}")
    return _atom(request, query, name)


def _atom(request: Request, query: str, title: str) -> Response:
    with pool_of(request).archive() as store:
        found = list(store.search(query, limit=ENTRIES))
    base = str(request.base_url)
    newest = max((it.first_seen_at for it in found), default=datetime(2000, 1, 1, tzinfo=UTC))
    text = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>{_text(str(request.url))}</id>
<title>{_text(title)}</title>
<updated>{newest.isoformat()}</updated>
<link rel="self" href={quoteattr(str(request.url))}/>
{"".join(_entry(it, base) for it in found)}</feed>
"""
    return Response(text.encode(), media_type="application/atom+xml")


def _entry(it: StoredArticle, base: str) -> str:
    author = _text(", ".join(it.authors) or it.site)
    return f"""<entry>
<id>{base}article/{it.id}</id>
<title>{_text(it.title or it.url)}</title>
<link href="{base}article/{it.id}"/>
<updated>{it.first_seen_at.isoformat()}</updated>
<author><name>{author}</name></author>
<summary>{_text(it.lead or "")}</summary>
</entry>
"""


def _text(value: str) -> str:
    return escape(UNWRITABLE.sub("", value))
