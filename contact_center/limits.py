"""Token buckets: how fast one sender may go on. In memory, per process."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

MAX_BUCKETS = 20_000


class Bucket:
    """Lets `burst` through at once and `rate` a second after that."""

    __slots__ = ("_clock", "_level", "_then", "burst", "rate")

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst = rate, burst
        self._clock = clock
        self._level, self._then = burst, clock()

    def take(self, amount: float = 1) -> float:
        """0.0 if so much more may pass; else the seconds to wait for it."""
        now = self._clock()
        self._level = min(self.burst, self._level + (now - self._then) * self.rate)
        self._then = now
        if self._level >= amount:
            self._level -= amount
            return 0.0
        return (amount - self._level) / self.rate


class Buckets:
    """A bucket for each sender, as many as MAX_BUCKETS: whoever was quiet the longest is forgotten first."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, key: str, amount: float = 1) -> float:
        """0.0 if so much more of this sender may pass; else the seconds to wait for it."""
        bucket = self._buckets.pop(key, None) or Bucket(self._rate, self._burst, self._clock)
        self._buckets[key] = bucket
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket.take(amount)


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
