"""What a client shows of a conversation: it takes the next change, drops what it has and asks again at a hole. Pure."""

from enum import Enum


class Step(Enum):
    NEXT = "next"
    KNOWN = "known"
    HOLE = "hole"


class View:
    """last: the sequence number up to which everything is shown; none before the first snapshot."""

    __slots__ = ("asked", "last")

    def __init__(self) -> None:
        self.last: int | None = None
        self.asked = False
        """Whether the gap was asked for; not again until it has come."""

    def take(self, seq: int) -> Step:
        if self.last is None or seq > self.last + 1:
            return Step.HOLE
        if seq <= self.last:
            return Step.KNOWN
        self.last = seq
        self.asked = False
        return Step.NEXT

    def snapshot(self, seq: int) -> int:
        """Begin anew at a snapshot; returns up to where was shown before."""
        before, self.last = self.last or 0, max(seq, self.last or 0)
        self.asked = False
        return before
