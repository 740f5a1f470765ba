"""In which order two conversations stand once they are one, and which numbers that gives. Pure."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from heapq import merge
from typing import NamedTuple


class Place(NamedTuple):
    """A number of a conversation's sequence. at: when what has it happened, in microseconds. public: it has one in
    the sequence that customers see, too: that number, or none.
    """

    conversation: int
    staff_seq: int
    public_seq: int | None
    at: int


class Numbers(NamedTuple):
    """New numbers by (conversation, old number), and the last of each sequence."""

    staff: Mapping[tuple[int, int], int]
    public: Mapping[tuple[int, int], int]
    last_staff: int
    last_public: int


def interleaved(ours: Sequence[Place], theirs: Sequence[Place]) -> list[Place]:
    """Both by time; what stands after something in its own conversation stays after it, whatever its time."""
    keyed = (_rising(places, rank) for rank, places in enumerate((ours, theirs)))
    return [place for _, _, place in merge(*keyed, key=lambda each: each[:2])]


def _rising(places: Sequence[Place], rank: int) -> list[tuple[int, int, Place]]:
    """With times that never fall."""
    found, latest = list[tuple[int, int, Place]](), 0
    for place in places:
        latest = max(latest, place.at)
        found.append((latest, rank, place))
    return found


def numbered(places: Sequence[Place], *, staff: int, public: int) -> Numbers:
    """Numbers after the last ones given. One of each sequence is left out, by which whoever has the old ones learns
    that they hold no more.
    """
    staff, public = staff + 1, public + 1
    new_staff, new_public = dict[tuple[int, int], int](), dict[tuple[int, int], int]()
    for place in places:
        staff += 1
        new_staff[place.conversation, place.staff_seq] = staff
        if place.public_seq is not None:
            public += 1
            new_public[place.conversation, place.public_seq] = public
    return Numbers(new_staff, new_public, staff, public)


def mark(numbers: Numbers, conversation: int, seq: int) -> int:
    """Where a party is that had seen a conversation up to a public number; 0 where nothing of it was seen."""
    old = sorted(known for owner, known in numbers.public if owner == conversation)
    place = bisect_right(old, seq)
    return numbers.public[conversation, old[place - 1]] if place else 0
