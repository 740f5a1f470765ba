"""Message ids and the time of a mail, as its header names them. Pure."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from channels.email.charsets import clean

LONGEST = 512
"""Characters of an id that is one; longer ones are left out."""
MOST = 100
"""Ids of References that are kept: the first, and the last ones."""
_ID = re.compile(r"<([^<>]{1,2000})>")
_SPACES = re.compile(r"\s+")


def ids(header: str) -> tuple[str, ...]:
    """Each once, in order, without brackets; without any brackets, the words that look like ids."""
    found = _ID.findall(header) or [word for word in header.split() if "@" in word]
    cleaned = (clean(_SPACES.sub("", each.encode("utf-8", "replace").decode())) for each in found)
    unique = tuple(dict.fromkeys(each for each in cleaned if 0 < len(each) <= LONGEST))
    return unique if len(unique) <= MOST else (unique[0], *unique[1 - MOST :])


def moment(header: str) -> datetime | None:
    """What a Date says, in UTC; none where it is none. Without a zone it is taken for UTC."""
    try:
        said = parsedate_tz(header[:200])
        if said is None:
            return None
        offset = timezone(timedelta(seconds=said[9] or 0))
        return datetime(*said[:6], tzinfo=offset).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):  # all of which it raises
        return None
