"""How much a server takes on: requests at once, and requests of one reader in a second."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

READERS = 10_000  # whose last requests are remembered


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one process of the server."""

    at_once: int = 2  # answers that are worked on: while one computes, the other's database reads
    waiting: int = 100  # requests that wait for their turn or are sent; whoever comes then is sent away
    rate: float | None = None  # requests a second of one reader, in the long run; None: as many as they like
    burst: float = 50.0  # so many more at a time: a page asks for several things


class Rates:
    """Who asked how often: each reader has ``burst`` requests, which come back at ``rate`` a second."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = limits, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @property
    def bounded(self) -> bool:
        """Whether readers may have to wait at all."""
        return self._limits.rate is not None

    def wait(self, reader: str) -> float:
        """Seconds that a reader has to wait before the next request; 0 lets this one in and counts it."""
        rate, now = self._limits.rate, self._clock()
        if rate is None:
            return 0.0
        left, at = self._left.pop(reader, (self._limits.burst, now))
        left = min(left + (now - at) * rate, self._limits.burst)
        admitted = left >= 1
        self._left[reader] = left - admitted, now
        if len(self._left) > READERS:
            self._left.popitem(last=False)
        return 0.0 if admitted else (1 - left) / rate
