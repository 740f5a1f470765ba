"""What of an order is shown, in which words: as little as answers the question. Pure."""

from datetime import date

from faq_bot.flows.actions.shop import Item, Order, OrderStatus
from faq_bot.flows.records import Option

ALL = "all"
"""The option for everything that was ordered."""
MOST_NAMED = 4
STATUSES: dict[OrderStatus, dict[str, str]] = {
    OrderStatus.PLACED: {"en": "received, not packed yet", "vi": "đã nhận đơn, chưa đóng gói"},
    OrderStatus.PACKED: {"en": "packed, waiting for the courier", "vi": "đã đóng gói, chờ đơn vị vận chuyển"},
    OrderStatus.SHIPPED: {"en": "on its way", "vi": "đang giao"},
    OrderStatus.DELIVERED: {"en": "delivered", "vi": "đã giao"},
    OrderStatus.RETURNED: {"en": "returned", "vi": "đã trả hàng"},
    OrderStatus.CANCELLED: {"en": "cancelled", "vi": "đã hủy"},
}
WORDS = {
    "en": {"unknown": "not known yet", "more": "{count} more", "all": "Everything", "address": "your address"},
    "vi": {"unknown": "chưa rõ", "more": "{count} món khác", "all": "Tất cả", "address": "địa chỉ của bạn"},
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def results_of(order: Order, language: str) -> dict[str, str]:
    """By the names that definitions use."""
    words = WORDS[language]
    return {
        "order_number": order.number,
        "status": order.status.value,
        "status_text": STATUSES[order.status][language],
        "placed": day(order.placed_on, language),
        "expected": day(order.expected_on, language),
        "delivered": day(order.delivered_on, language),
        "carrier": order.carrier or words["unknown"],
        "tracking": order.tracking or words["unknown"],
        "ship_to": masked_address(order.ship_to) or words["address"],
        "items_text": items_text(order.items, language),
        "returnable": "yes" if order.returnable else "no",
        "return_number": order.return_number,
    }


def options_of(order: Order, language: str) -> tuple[Option, ...]:
    """What can be returned: each line, by its place in the order, and all of them."""
    lines = [Option(str(place), _line(item, language)) for place, item in enumerate(order.items[:10], 1)]
    return (*lines, Option(ALL, WORDS[language]["all"])) if len(order.items) > 1 else tuple(lines)


def skus_of(order: Order, key: str) -> tuple[str, ...]:
    """The products behind an option; none for one that the order does not have."""
    if key == ALL:
        return tuple(item.sku for item in order.items)
    place = int(key) if key.isascii() and key.isdigit() else 0
    return (order.items[place - 1].sku,) if 1 <= place <= len(order.items) else ()


def items_text(items: tuple[Item, ...], language: str) -> str:
    named = [_line(item, language) for item in items[:MOST_NAMED]]
    rest = len(items) - MOST_NAMED
    return ", ".join([*named, WORDS[language]["more"].format(count=rest)] if rest > 0 else named)


def day(on: date | None, language: str) -> str:
    """1 December 2026, or 1/12/2026."""
    if on is None:
        return WORDS[language]["unknown"]
    return f"{on.day}/{on.month}/{on.year}" if language == "vi" else f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def masked_address(address: str) -> str:
    """What its owner recognises and nobody else can use: 12 Nguyễn Huệ, Quận 1, Huế as 12…, Huế."""
    first, _, rest = address.strip().partition(",")
    city = rest.rpartition(",")[2].strip()
    return ", ".join(filter(None, [f"{first.strip()[:3].rstrip()}…" if first.strip() else "", city]))


def masked_email(email: str) -> str:
    """lan@example.com as l…@example.com."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}…{at}{domain}"


def _line(item: Item, language: str) -> str:
    name = item.names.get(language, item.name)
    return name if item.quantity == 1 else f"{name} × {item.quantity}"
