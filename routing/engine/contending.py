"""Which items contend for the agents who have got room, by kinds: of each kind only the first can be next. Pure."""

from collections.abc import Iterable

from routing.engine.agents import READY, Agent, Floor
from routing.engine.queues import Entry, Signature
from routing.engine.waiting import Book
from routing.ordering import ItemKey

SEVERAL = 8
"""When so many agents have new room, all kinds of items are looked at instead of each agent's."""

Contender = tuple[ItemKey, Signature]


class Contest:
    """Reads of floor and book what has changed since the last decision."""

    def __init__(self, floor: Floor, book: Book) -> None:
        self._floor, self._book = floor, book

    def best_for(self, agent: Agent, channels: Iterable[str]) -> Signature | None:
        """The kind whose first item goes before all that the agent may have. Nobody else may have any of it now.

        Where nothing is aged, a queue that ranks lower for the agent need not be looked at.
        """
        live, mask = self._book.live, agent.mask
        found: list[Contender] = []
        for rank, spots in agent.spots:
            kinds = [
                kind
                for channel in channels
                for spot in spots[channel]
                for kind, may in live[spot].items()
                if may & mask
            ]
            if kinds and not self._book.aged:
                return min(kinds, key=_first)
            found += [(_ranked(kind.heap[0], rank), kind) for kind in kinds]
        return min(found)[1] if found else None

    def contenders(self, moved: Iterable[Signature]) -> list[Contender]:
        """The first item of each kind that has got somebody who could have it. Keys may be too low, never too high."""
        live, freed = self._book.live, self._floor.freed
        if len(freed) > SEVERAL:
            more = {kind for kinds in live.values() for kind in kinds}
        else:
            more = {
                kind
                for agent, channels in freed.items()
                for _, spots in agent.spots
                for channel in channels
                for spot in spots[channel]
                for kind in live[spot]
            }
            more.update(moved)
        return [found for kind in more if (found := self.contender(kind))]

    def contender(self, signature: Signature) -> Contender | None:
        """The first item of the kind with its key, if somebody can have it."""
        eligible = signature.mask & signature.ready[READY]
        if not eligible or not signature.live:
            return None
        return _ranked(signature.heap[0], signature.best_rank(eligible)), signature


def _first(kind: Signature) -> Entry:
    return kind.heap[0]


def _ranked(entry: Entry, rank: int) -> ItemKey:
    """The key of an entry where its queue has this rank; among the aged, ranks do not count."""
    if not rank or not entry[0]:
        return entry
    return (1, rank, entry[2], entry[3], entry[4])
