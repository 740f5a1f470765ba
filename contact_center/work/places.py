"""Where a work item stands in its queue: given the better of two, and its own again. Pure."""

from datetime import datetime

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What of a work item decides when its turn is."""

    eligible_at: datetime
    priority: int
    promise_at: datetime | None


class Inherited(msgspec.Struct, frozen=True, kw_only=True):
    """The place that an item had, and that of a contact that ended in it: it was given the better of both."""

    item_id: int
    own: Place
    theirs: Place

    @property
    def given(self) -> Place:
        return better(self.own, self.theirs)


def better(one: Place, other: Place) -> Place:
    """As early as the earlier, as urgent as the more urgent, due as soon as the sooner."""
    return Place(
        eligible_at=min(one.eligible_at, other.eligible_at),
        priority=max(one.priority, other.priority),
        promise_at=min(filter(None, (one.promise_at, other.promise_at)), default=None),
    )


def exchanged(place: Place, given: Place, own: Place) -> Place:
    """The place with its own in what is still as it was given; what was changed since stays."""
    names = Place.__struct_fields__
    return Place(**{
        name: getattr(own if getattr(place, name) == getattr(given, name) else place, name) for name in names
    })  # fmt: skip
