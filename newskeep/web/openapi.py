"""The HTTP API described for programs (OpenAPI 3.1)."""

from __future__ import annotations

from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from newskeep.export.columns import COLUMNS
from newskeep.export.forms import FORMS
from newskeep.web.answers import BadRequestError
from newskeep.web.recent import Endpoint
from storage.searching.counting import FIELDS

QUERY = ("q", "string", "A text in the search language; empty finds everything.")
ID = ("id", "integer", "An article's number.")


def _parameter(name: str, kind: str, text: str, *, place: str = "query", **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "description": text,
        "required": place == "path",
        "schema": {"type": kind, **schema},
    }


def _get(
    summary: str, *parameters: dict[str, Any], kind: str = "application/json", schema: Any = None
) -> Any:
    answers = {
        "200": {"description": "Found.", "content": {kind: {"schema": schema or {"type": "object"}}}},
        "304": {"description": "What the client has is still right."},
        "400": {"$ref": "#/components/responses/Wrong"},
        "401": {"$ref": "#/components/responses/Stranger"},
        "404": {"$ref": "#/components/responses/Missing"},
        "422": {"$ref": "#/components/responses/Costly"},
        "429": {"$ref": "#/components/responses/Often"},
        "451": {"$ref": "#/components/responses/Withheld"},
        "503": {"$ref": "#/components/responses/Full"},
    }
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}


def _paths() -> dict[str, Any]:
    query, key = _parameter(*QUERY), _parameter(*ID, place="path", minimum=0)
    limit = _parameter("limit", "integer", "At most so many.", minimum=1, maximum=200, default=20)
    before = _parameter("before", "integer", "The cursor of an earlier answer.", minimum=0)
    far = "quick: to 10,000, then `exact` is false; exact: all, which may take long."
    order = _parameter("order", "string", "What comes first.", enum=["newest", "relevance"], default="newest")
    counting = _parameter("count", "string", far, enum=["quick", "exact"], default="quick")
    many = {"type": "array", "items": {"type": "object"}}
    form = _parameter("format", "string", "", enum=[*FORMS])
    sides = [_parameter(name, "integer", "A revision.", minimum=1) for name in "ab"]
    by = _parameter("by", "string", "", enum=["day", "week", "month", "year"])
    fields = _parameter("fields", "string", f"Some of {', '.join(FIELDS)}, with commas.")
    address = _parameter("url", "string", "Any address of an article.")
    one = {"$ref": "#/components/schemas/Article"}
    return {
        "/api/search": _get("Articles that match.", query, limit, order, before, counting),
        "/api/article": _get("An article by its address.", address, schema=one),
        "/api/articles/{id}": _get("An article.", key, schema=one),
        "/api/articles/{id}/revisions": _get("Every state that it had.", key, schema=many),
        "/api/articles/{id}/diff": _get("What changed between two.", key, *sides),
        "/api/timeline": _get("Counts over time.", query, by, schema=many),
        "/api/facets": _get("Counts by field.", query, fields),
        "/api/export": _get("A file of all that match.", query, form, kind="*/*", schema=True),
    }


def _failure(text: str) -> dict[str, Any]:
    schema = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def description() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "newskeep", "version": "1", "description": "A news archive, read-only."},
        "paths": _paths(),
        "components": {
            "schemas": {"Article": {"type": "object", "properties": {name: {} for name in ("id", *COLUMNS)}}},
            "responses": {
                "Wrong": _failure("The request cannot be read; the error says what was expected."),
                "Stranger": _failure("From elsewhere a token is needed: Authorization: Bearer TOKEN."),
                "Costly": _failure("The query takes longer than two seconds: narrow it."),
                "Often": _failure("This reader asks too often; Retry-After says when to come back."),
                "Full": _failure("Too many requests at once; Retry-After says when to come back."),
                "Missing": _failure("There is no such thing."),
                "Withheld": _failure("Kept, but not shown."),
            },
        },
    }


def strict(path: str, endpoint: Endpoint) -> Endpoint:
    """An address's endpoint that refuses parameters which are not described: a misspelled one would be a
    restriction that silently does not hold."""
    asked = description()["paths"][path.replace(":int", "")]["get"]["parameters"]
    known = [it["name"] for it in asked if it["in"] == "query"]

    @wraps(endpoint)
    def answered(request: Request) -> Response:
        if unknown := sorted(set(request.query_params) - set(known)):
            raise BadRequestError(f"{unknown[0]}: no such parameter; there are {', '.join(known) or 'none'}")
        return endpoint(request)

    return answered


def document(_: Request) -> JSONResponse:
    """``/api/openapi.json``."""
    return JSONResponse(description())
