"""A contact on its way through a simulated day. Pure."""

from routing.records import SECOND, WaitingItem
from routing.simulate.outcomes import Ended, Outcome
from routing.simulate.records import Contact


class Progress:
    """item: as it waits, or waited. entered: when it came to its queue. visited: queues, by number. offered: to whom it
    is offered now. left: microseconds of handling to come; ends_at: when they are over, none while it is suspended.
    """

    __slots__ = (
        "agent", "answered_at", "attempts", "contact", "ended", "ends_at", "entered", "item", "left", "missed",
        "offered", "visited",
    )  # fmt: skip

    def __init__(self, contact: Contact, item: WaitingItem) -> None:
        self.contact, self.item = contact, item
        self.entered, self.visited = item.eligible_at, {item.queue}
        self.offered: tuple[int, ...] = ()
        self.attempts = self.missed = 0
        self.agent: int | None = None
        self.answered_at: int | None = None
        self.left = round(contact.handling * SECOND)
        self.ends_at: int | None = None
        self.ended: Ended | None = None

    @property
    def waits(self) -> bool:
        """Whether it is in its queue: neither offered, nor answered, nor gone."""
        return not self.offered and self.unanswered

    @property
    def unanswered(self) -> bool:
        """Whether it waits still, in its queue or while it is offered."""
        return self.answered_at is None and self.ended is None

    def pause_or_go_on(self, now: int, *, suspended: bool) -> int | None:
        """Stop the handling clock or start it again; returns when the handling ends where it was started."""
        if suspended and self.ends_at is not None:
            self.left, self.ends_at = self.ends_at - now, None
        elif not suspended and self.ends_at is None:
            self.ends_at = now + self.left
            return self.ends_at
        return None

    def end(self, number: int, outcome: Outcome, now: int, agent: str | None = None) -> None:
        """How the contact ended, once and for all."""
        assert self.ended is None, self.ended
        answered = outcome is Outcome.ANSWERED
        self.ended = Ended(
            contact=number,
            queue=self.contact.queue,
            outcome=outcome,
            waited=(now if self.answered_at is None else self.answered_at) - self.item.eligible_at,
            handled=round(self.contact.handling * SECOND) if answered else 0,
            wrapped=round(self.contact.wrap_up * SECOND) if answered else 0,
            agent=agent,
            missed=self.missed,
            overflowed=len(self.visited) > 1,
        )
