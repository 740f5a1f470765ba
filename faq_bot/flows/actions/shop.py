"""The seam to whoever has the orders: what flows ask a shop, and what it answers."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol

import msgspec

from contact_center.errors import ContactCenterError

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Number = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class ShopError(ContactCenterError):
    """The root of what a shop answers instead."""

    status = "unavailable"


class NotThere(ShopError):
    """It has no such order."""

    status = "not_found"


class NotAllowed(ShopError):
    """It does not do this with this order."""

    status = "not_allowed"


class Unavailable(ShopError):
    """It does not answer, not in time, or not as agreed."""


class OrderStatus(StrEnum):
    PLACED = "placed"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Item(msgspec.Struct, frozen=True):
    """One line of an order. sku: the shop's own key of the product. names: what it is called, by language, where the
    shop knows that; else it is called by its name.
    """

    sku: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_.-]{1,60}$")]
    name: Line
    quantity: Annotated[int, msgspec.Meta(ge=1, le=9_999)]
    names: Annotated[dict[str, Line], msgspec.Meta(max_length=20)] = {}


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """email: of whoever placed it; what is told goes to them alone. ship_to: the address, which is shown in part.
    return_number: of a return that was begun.
    """

    number: Number
    email: Annotated[str, msgspec.Meta(max_length=254)]
    status: OrderStatus
    placed_on: date
    items: Annotated[tuple[Item, ...], msgspec.Meta(min_length=1, max_length=100)]
    ship_to: Annotated[str, msgspec.Meta(max_length=500)] = ""
    carrier: Annotated[str, msgspec.Meta(max_length=100)] = ""
    tracking: Annotated[str, msgspec.Meta(max_length=100)] = ""
    expected_on: date | None = None
    delivered_on: date | None = None
    returnable: bool = False
    return_number: Annotated[str, msgspec.Meta(max_length=40)] = ""


class NewReturn(msgspec.Struct, frozen=True, kw_only=True):
    """key: the same for each try of one return, so that it is begun once. skus: what comes back."""

    key: str
    number: str
    email: str
    skus: tuple[str, ...]
    reason: str
    detail: str = ""


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """A return that the shop awaits. label_url: what the customer prints, where there is such a thing."""

    number: Number
    label_url: Annotated[str, msgspec.Meta(pattern='^(https?://[^\\s<>"]{1,500})?$')] = ""


class Shop(Protocol):
    """Each call ends within seconds, and raises NotThere, NotAllowed or Unavailable."""

    async def order(self, number: str, email: str) -> Order:
        """The order with this number that was placed with this address. NotThere where that is another one's."""

    async def start_return(self, new: NewReturn) -> Return:
        """Begin a return; one that was begun with this key is given again. NotAllowed where the shop takes nothing."""
