"""What a merge keeps for the day on which it is undone."""

import msgspec

from contact_center.conversations.standing import Stood
from contact_center.work.places import Inherited


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge moved, by key. status: of the source before. addresses: that took part in the source alone.

    pointers: conversations that had been merged into the source before. source, target: how both stood before.
    place: which the target's work item was given; none where not both had one.
    """

    messages: list[int]
    facts: list[int]
    status: str
    addresses: list[str]
    pointers: list[int]
    source: Stood = Stood()
    target: Stood = Stood()
    place: Inherited | None = None
