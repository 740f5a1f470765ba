"""For how long what is kept. Pure."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

Days = Annotated[int, msgspec.Meta(ge=0, le=36_500)]
AtLeastOne = Annotated[int, msgspec.Meta(ge=1, le=36_500)]


class Retention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days; 0 means for ever."""

    conversations: Days = 0
    """After the end of a conversation: it goes with all that belongs to it, and customers without any other.

    Mails that could not be taken in go as long after they came.
    """
    files: Days = 0
    """After the end of their conversation, at the latest with it; so do mails as they came, which hold files."""
    visits: AtLeastOne = 90
    """After a visitor's last page; never for ever, since consent was given for a purpose."""
    consents: Days = 0
    """After a consent was withdrawn: until then the row proves both."""
    blocks: Days = 30
    """After a block has run out."""
    feedback: Days = 0
    """After an article was rated: the words that were left with the vote, which itself stays."""
    searches: AtLeastOne = 90
    """After somebody has searched the help centre; never for ever, since people type all sorts of things."""


def cutoff(days: int, now: datetime) -> datetime | None:
    """What ended before this is past its time; none where nothing ever is."""
    return now - timedelta(days=days) if days else None
