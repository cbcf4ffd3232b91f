"""The captured page itself, harmless: it runs nothing and calls nowhere."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from crawler.rereading import page_of
from extraction.parsing.charset import decode
from newskeep.web.answers import captured, pool_of, revision_of

# It may show itself and nothing else: no script, no form, no request to anywhere.
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-DNS-Prefetch-Control": "off"}
# No policy keeps these from opening a connection: `link rel=preconnect`, a frame that may not load, and a
# link that is pressed but may not be followed.
CONNECTS = re.compile(
    r"<(?P<end>/?)(?:(?P<link>link)|iframe|frame)(?=[\s/>])|\b(?:srcdoc|href)(?=\s*=)", re.IGNORECASE
)


def replay(request: Request) -> Response:
    """The captured page: for the frame beside the text that was read from it."""
    key = request.path_params["id"]
    with pool_of(request).archive() as store:
        it = store.article(key)
        state = revision_of(request, it, store.revisions(key))
        taken = page_of(store.exchange(captured(it, state)))
    kind = taken.headers.get("content-type", "text/html")
    text, _ = decode(taken.body, kind)
    shown = "html" if "html" in kind.split(";")[0].lower() else "plain"
    headers = {**HEADERS, "Content-Type": f"text/{shown}; charset=utf-8"}
    return Response(harmless(text).encode("utf-8", "replace"), headers=headers)


def harmless(page: str) -> str:
    """The page's text without what a policy does not stop; nothing else of it changes."""
    return CONNECTS.sub(_renamed, page)


def _renamed(found: re.Match[str]) -> str:
    if found["end"] is None:
        return f"data-{found[0]}"
    return f"<{found['end']}{'meta' if found['link'] else 'x-frame'}"
