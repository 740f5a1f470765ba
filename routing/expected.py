"""How long somebody who waits will probably wait. Pure."""

from collections.abc import Sequence

from routing.records import SECOND

NEWEST = 20
"""So many of the last releases count (ROUTING.md, clause 16)."""
LEAST = 3
"""Of fewer, nothing can be said."""
STEP = 60


def expected_wait(place: int, free: int, released: Sequence[int]) -> int | None:
    """Seconds until it is the turn of the item at a place in the line, counted from 1; None: too little is known.

    free: agents who could have it and have room. released: how many microseconds ago agents who could have it finished
    something like it, the newest first.

    Whoever stands no further back than there are free agents waits no longer. Each of the others needs one more
    release, so the wait is as many mean intervals between releases as stand before it and for itself. Seen backwards
    from now, releases at random times (a Poisson process) have their n-th after a time of n mean intervals (a Gamma
    distribution); so the age of the oldest of the last n, by n, is the mean interval without bias. It counts in the
    time since the newest one: an estimate grows while nobody is released.
    """
    if place <= free:
        return 0
    counted = released[:NEWEST]
    if len(counted) < LEAST:
        return None
    return round((place - free) * counted[-1] / len(counted) / SECOND)


def said(seconds: int | None) -> int | None:
    """As customers are told: whole minutes, rounded up, so that the number does not move with each second."""
    return None if seconds is None else -(-seconds // STEP) * STEP
