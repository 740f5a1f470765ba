"""The shop's orders, for trying out what the bot does with them; returns are kept as long as the process runs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from contact_center.demo.shop.catalog import BY_SLUG
from contact_center.inboxes.schemas import Locale
from faq_bot.flows.actions.shop import Item, NewReturn, NotAllowed, NotThere, Order, OrderStatus, Return

RETURN_DAYS = 30
MOST_RETURNS = 1_000
"""That are remembered; the oldest are forgotten."""


class Sample(NamedTuple):
    """An order that was placed so many days ago. items: quantities by the product's slug."""

    number: str
    email: str
    locale: Locale
    status: OrderStatus
    days_ago: int
    items: dict[str, int]
    ship_to: str
    tracking: str = ""


SAMPLES = (
    Sample("S31001", "lan@mail.example", "vi", OrderStatus.SHIPPED, 2, {"lotus-cups": 1, "celadon-teapot": 1},
           "12 Nguyễn Huệ, Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh", "GHN4417002"),
    Sample("S31002", "lan@mail.example", "vi", OrderStatus.DELIVERED, 6, {"moon-vase": 1, "pho-bowl": 2},
           "12 Nguyễn Huệ, Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh", "GHN4415870"),
    Sample("S31003", "minh@mail.example", "vi", OrderStatus.PLACED, 0, {"rice-bowls": 1},
           "45 Hàng Bông, Quận Hoàn Kiếm, Hà Nội"),
    Sample("S31004", "ann@mail.example", "en", OrderStatus.PACKED, 1, {"herb-planter": 3},
           "7 Trần Phú, Hải Châu District, Đà Nẵng"),
    Sample("S31005", "ann@mail.example", "en", OrderStatus.DELIVERED, 9, {"water-jug": 1},
           "7 Trần Phú, Hải Châu District, Đà Nẵng", "VTP9920113"),
    Sample("S31006", "ann@mail.example", "en", OrderStatus.DELIVERED, 60, {"incense-burner": 1},
           "7 Trần Phú, Hải Châu District, Đà Nẵng", "VTP9871554"),
    Sample("S31007", "bob@mail.example", "en", OrderStatus.CANCELLED, 4, {"phin-dripper": 2},
           "3 Lê Lợi, Huế"),
)  # fmt: skip


class DemoOrders:
    """The demonstration's shop as flows ask it. today: by the shop's calendar."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._returns: dict[str, tuple[str, Return]] = {}

    async def order(self, number: str, email: str) -> Order:
        wanted = _plain(number), email.strip().lower()
        for sample in SAMPLES:
            if (_plain(sample.number), sample.email) == wanted:
                return self._as_it_stands(sample)
        raise NotThere("the shop has no such order")

    async def start_return(self, new: NewReturn) -> Return:
        if new.key in self._returns:
            return self._returns[new.key][1]
        order = await self.order(new.number, new.email)
        if not order.returnable or not new.skus or not {item.sku for item in order.items}.issuperset(new.skus):
            raise NotAllowed("this cannot be returned")
        while len(self._returns) >= MOST_RETURNS:
            del self._returns[next(iter(self._returns))]
        begun = Return(number=f"R{order.number.removeprefix('S')}")
        self._returns[new.key] = order.number, begun
        return begun

    def _as_it_stands(self, sample: Sample) -> Order:
        placed = self._today() - timedelta(days=sample.days_ago)
        delivered = placed + timedelta(days=3) if sample.status is OrderStatus.DELIVERED else None
        order = Order(
            number=sample.number,
            email=sample.email,
            status=sample.status,
            placed_on=placed,
            items=tuple(
                Item(
                    slug,
                    BY_SLUG[slug].name[sample.locale],
                    count,
                    names={str(key): name for key, name in BY_SLUG[slug].name.items()},
                )
                for slug, count in sample.items.items()
            ),
            ship_to=sample.ship_to,
            carrier={"G": "Giao Hàng Nhanh", "V": "Viettel Post"}.get(sample.tracking[:1], ""),
            tracking=sample.tracking,
            expected_on=placed + timedelta(days=4),
            delivered_on=delivered,
            returnable=delivered is not None and self._today() - delivered <= timedelta(days=RETURN_DAYS),
        )
        begun = next((each for number, each in self._returns.values() if number == sample.number), None)
        if begun is None:
            return order
        return msgspec.structs.replace(order, status=OrderStatus.RETURNED, returnable=False, return_number=begun.number)


def _plain(number: str) -> str:
    """People write it with and without dashes, in capitals or not, and often without its letter."""
    return number.replace("-", "").replace(" ", "").upper().removeprefix("S")
