"""Agents in the order of a strategy, put right only when somebody asks for the first of many. Pure."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.engine.agents import Agent

Key = Callable[["Agent"], tuple[int, ...]]
FEW = 24
"""So many are sorted at once; of more, the line is walked until enough are found."""


class Line:
    """stale: bits of agents whose place may have changed, or who are new or gone."""

    def __init__(self, key: Key, by_bit: Sequence["Agent | None"]) -> None:
        self._key, self._by_bit = key, by_bit
        self._line: list[tuple[tuple[int, ...], int]] = []
        self._keys: dict[int, tuple[int, ...]] = {}
        self.stale: set[int] = set()

    def first(self, mask: int, count: int) -> list[tuple[tuple[int, ...], "Agent"]]:
        """The first so many of the agents in the mask, with their keys."""
        if mask & (mask - 1) == 0:
            only = self._by_bit[mask.bit_length() - 1]
            assert only
            return [(self._key(only), only)]
        if mask.bit_count() <= FEW:
            return sorted((self._key(agent), agent) for agent in among(mask, self._by_bit))[:count]
        self._put_right()
        found: list[tuple[tuple[int, ...], Agent]] = []
        for key, bit in self._line:
            if mask >> bit & 1:
                agent = self._by_bit[bit]
                assert agent
                found.append((key, agent))
                if len(found) == count:
                    break
        return found

    def _put_right(self) -> None:
        if len(self.stale) > len(self._line) // 8:
            for bit in self.stale:
                self._forget_or_know(bit)
            self._line = sorted((key, bit) for bit, key in self._keys.items())
        else:
            for bit in self.stale:
                old = self._keys.get(bit)
                if old is not None:
                    del self._line[bisect_left(self._line, (old, bit))]
                new = self._forget_or_know(bit)
                if new is not None:
                    insort(self._line, (new, bit))
        self.stale.clear()

    def _forget_or_know(self, bit: int) -> tuple[int, ...] | None:
        agent = self._by_bit[bit]
        if agent is None or self not in agent.lines:
            self._keys.pop(bit, None)
            return None
        self._keys[bit] = key = self._key(agent)
        return key


class Lottery:
    """Agents in an order drawn anew for every item: nothing can be kept, so all are sorted."""

    def __init__(self, key: Key, by_bit: Sequence["Agent | None"]) -> None:
        self._key, self._by_bit = key, by_bit

    def first(self, mask: int, count: int) -> list[tuple[tuple[int, ...], "Agent"]]:
        return sorted((self._key(agent), agent) for agent in among(mask, self._by_bit))[:count]


def among(mask: int, by_bit: Sequence["Agent | None"]) -> Iterator["Agent"]:
    """The agents of a mask."""
    while mask:
        lowest = mask & -mask
        agent = by_bit[lowest.bit_length() - 1]
        assert agent
        yield agent
        mask ^= lowest
