"""Keyset paging: a page of rows and an opaque cursor to the next."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from contact_center.errors import InvalidInput
from contact_center.values import to_micros

T = TypeVar("T")
R = TypeVar("R")
K = TypeVar("K", bound=tuple[Any, ...])


class PageQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The query of a list; a list with filters inherits from it."""

    after: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    """The `next` of the page before."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some rows of a list. next: the `after` of the next page, null at the end."""

    items: list[T]
    next: str | None


def page_of(
    rows: Sequence[R], limit: int, *, item: Callable[[R], T], cursor: Callable[[R], tuple[Any, ...]]
) -> Page[T]:
    """A page from at most limit + 1 rows: the row too many only proves that there is a next page."""
    shown = rows[:limit]
    following = encode_cursor(cursor(shown[-1])) if len(rows) > limit else None
    return Page([item(row) for row in shown], following)


def encode_cursor(key: tuple[Any, ...]) -> str:
    """The sort key of a page's last row as text that is safe in an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def decode_cursor(text: str, shape: type[K]) -> K:
    """The sort key in a cursor, such as tuple[datetime, int]; InvalidInput where it is not one of ours."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        key: K = msgspec.json.decode(raw, type=shape)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise _foreign() from None
    if not all(map(_is_storable, key)):
        raise _foreign()
    return key


def _is_storable(part: Any) -> bool:
    """Whether a database could hold it at all: no U+0000, at most 64 bits, and a time with a zone that can be kept."""
    if isinstance(part, str):
        return "\0" not in part
    if isinstance(part, datetime):
        try:
            to_micros(part)
        except ValueError:
            return False
    return not isinstance(part, int) or -(2**63) <= part < 2**63


def _foreign() -> InvalidInput:
    return InvalidInput("This is not a cursor of this list.", field="after")
