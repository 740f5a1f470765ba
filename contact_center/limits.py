"""Token buckets: how fast one sender may go on. In memory, per process."""

import time
from collections.abc import Callable, Hashable


class Bucket:
    """Lets `burst` through at once and `rate` a second after that."""

    __slots__ = ("_clock", "_level", "_then", "burst", "rate")

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst = rate, burst
        self._clock = clock
        self._level, self._then = burst, clock()

    def take(self) -> float:
        """0.0 if one more may pass; else the seconds to wait for it."""
        now = self._clock()
        self._level = min(self.burst, self._level + (now - self._then) * self.rate)
        self._then = now
        if self._level >= 1:
            self._level -= 1
            return 0.0
        return (1 - self._level) / self.rate


class Tally:
    """Counts what is held at once under a key, such as the sockets of one address."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: dict[Hashable, int] = {}

    def enter(self, key: Hashable) -> bool:
        """False where the key holds its limit already."""
        if self._held.get(key, 0) >= self._limit:
            return False
        self._held[key] = self._held.get(key, 0) + 1
        return True

    def leave(self, key: Hashable) -> None:
        left = self._held.get(key, 0) - 1
        if left > 0:
            self._held[key] = left
        else:
            self._held.pop(key, None)
