"""Whether a customer wants something done, such as for an order of their own, rather than explained. Pure."""

from collections.abc import Sequence

from faq_bot.flows.checks import order_number_in
from faq_bot.signs.phrases import Phrases, Word

_SELF = "em|mình|tôi|anh|chị|tui|tớ|con|cháu|bác|cô|chú"
_OWN = Phrases(
    (
        "my (order|orders|parcel|package|delivery|purchase|shipment|stuff)",
        "(i want|i need|i'd like|i would like|want|need) to (change|return|send|track|check|update|exchange)",
        "(please|pls|plz) (change|return|track|check|update|look)",
        "i ordered",
        "where is (the|that) order",
        "order status",
        f"(đơn|đơn hàng|hàng|kiện hàng|gói hàng) (của)? ({_SELF})",
        "(đơn|đơn hàng|kiện hàng|gói hàng) (của shop)? (đang|đã|đi|giao)? (ở|tới|đến|đâu) (đâu|rồi)",
        f"({_SELF}) (muốn|cần) (đổi|trả|kiểm tra|tra|theo dõi|xem|sửa|thay)",
        f"(đổi|trả|kiểm tra|tra|check|xem|sửa) * (giúp|giùm|dùm|hộ|cho) ({_SELF})",
        "(kiểm tra|tra|check|xem) (giúp|giùm|dùm|hộ)",
    )
)


def is_own_case(text: str, said: Sequence[Word]) -> bool:
    """said: the text's words. An order's number is enough."""
    return order_number_in(text) is not None or said in _OWN
