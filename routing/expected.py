"""How long somebody who waits will probably wait. Pure."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from routing.records import SECOND

NEWEST = 20
"""So many of the last releases count (ROUTING.md, clause 16)."""
LEAST = 3
"""Of fewer, nothing can be said."""
STEP = 60


class Worked(NamedTuple):
    """An item that an agent has or had in hand: from and until how many microseconds ago; 0: it still is."""

    began: int
    ended: int = 0


def interval(released: Sequence[int], worked: Collection[Worked] = (), at_once: int = 0) -> float | None:
    """Microseconds from one release to the next while all work; None: too little is known.

    released: how many microseconds ago agents finished something, the newest first. worked: what they had in hand
    since the oldest of those that count. at_once: how many items they can have in hand now; 0: not known.

    Seen backwards from now, releases at random times (a Poisson process) have their n-th after a time of n mean
    intervals (a Gamma distribution); so the age of the oldest of the last n, by n, is the mean interval without bias.
    It counts in the time since the newest one: an estimate grows while nobody is released.

    That holds while everybody was at work. In a quiet spell releases come as slowly as customers do, which says nothing
    of how fast a crowd is served. So the time that counts is the time in hand: all of it by the number of releases is
    how long one item takes, and by how many are in hand at once how far apart their releases are. While everybody was
    at work the two are the same, and else the second is the shorter.
    """
    counted = released[:NEWEST]
    if len(counted) < LEAST:
        return None
    oldest = counted[-1]
    plain = oldest / len(counted)
    if not at_once:
        return plain
    busy = sum(each.began - each.ended for each in worked if each.ended == oldest)
    busy += sum(min(each.began, oldest) - each.ended for each in worked if each.ended < oldest)
    return min(plain, busy / len(counted) / at_once) if busy > 0 else plain


def expected_wait(place: int, free: Sequence[int], pace: float | None, *, first: int = 0) -> int | None:
    """Seconds until it is the turn of the item at a place in the line, counted from 1; None: too little is known.

    free: for each item more that agents who could have it have room for, in how many seconds the steps and tiers of its
    queue let them be asked, ascending. pace: microseconds between two releases. first: in how many seconds the first
    of those who are there, free or busy, may be asked.

    Whoever stands no further back than there is room waits for the steps alone. Each of the others needs one more
    release, so the wait is as many intervals between releases as stand before it and for itself, and no shorter than
    that of those who stand before it.
    """
    if place <= len(free):
        return free[place - 1]
    if pace is None:
        return None
    return max(round((place - len(free)) * pace / SECOND), free[-1] if free else first)


def said(seconds: int | None) -> int | None:
    """As customers are told: whole minutes, rounded up, so that the number does not move with each second."""
    return None if seconds is None else -(-seconds // STEP) * STEP
