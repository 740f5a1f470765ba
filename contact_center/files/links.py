"""Links to files that end: for who has no sign-in to show. Pure."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from contact_center.errors import Forbidden

LASTS = timedelta(hours=4)
"""How long a link works at most: an hour less, where it was made late in one."""
_HOUR = 3_600


class LinkQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands behind the path of a file. until: seconds since 1970."""

    until: Annotated[int, msgspec.Meta(ge=0, le=1 << 40)] | None = None
    signature: Annotated[str, msgspec.Meta(max_length=64)] = ""


class FileLinks(msgspec.Struct, frozen=True, kw_only=True):
    """Where files can be had by whoever asked. seconds: how long; paths: by the id of a file."""

    seconds: int
    paths: dict[str, str]


def end_of(now: datetime) -> int:
    """When a link that is made now ends: on the hour, so that one that is made again soon is the same."""
    return int(now.timestamp() + LASTS.total_seconds()) // _HOUR * _HOUR


def signed(path: str, *, file: str, until: int, secret_key: str) -> str:
    """A path with the proof that it was given out. file: the key of its blob."""
    return f"{path}?until={until}&signature={_signature(file, until, secret_key)}"


def seconds_left(query: LinkQuery, *, file: str, secret_key: str, now: datetime) -> int | None:
    """How long a link still works; none for an address without a signature. Raises Forbidden."""
    if query.until is None:
        return None
    if not hmac.compare_digest(query.signature.encode(), _signature(file, query.until, secret_key).encode()):
        raise Forbidden("This link was not made here.", code="link_invalid")
    left = query.until - int(now.timestamp())
    if left <= 0:
        raise Forbidden("This link has ended. Open the page again where you found it.", code="link_ended")
    return left


def _signature(file: str, until: int, secret_key: str) -> str:
    return hmac.digest(secret_key.encode(), f"file link:{file}:{until}".encode(), hashlib.sha256).hex()
