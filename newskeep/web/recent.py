"""Answers given a moment ago, given again: many readers of one page cost as much as one."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

SECONDS = 5.0  # so old may an answer be: new articles show after that at the latest
MOST = 200  # answers that are kept

Endpoint = Callable[[Request], Response]


class Recent:
    """The latest answers of one application."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[Hashable, tuple[float, Response]] = OrderedDict()
        self._lock = Lock()

    def of(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint, asked at most once in a while for the same thing. Errors are not kept."""

        @wraps(endpoint)
        def answered(request: Request) -> Response:
            key = _asked(request)
            now = self._clock()
            with self._lock:
                at, kept = self._kept.get(key, (now - SECONDS, None))
            if kept is not None and now - at < SECONDS:
                return kept
            answer = endpoint(request)
            self._keep(key, now, answer)
            return answer

        return answered

    def _keep(self, key: Hashable, now: float, answer: Response) -> None:
        with self._lock:
            self._kept[key] = now, answer
            self._kept.move_to_end(key)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)


def _asked(request: Request) -> Hashable:
    """Everything that an answer depends on."""
    scope, headers = request.scope, request.headers
    whole = scope["scheme"], headers.get("host"), scope["path"], scope["query_string"]
    return *whole, headers.get("if-none-match", "")
