"""What there is to be done in a flow, and between which names. Pure."""

from typing import NamedTuple


class Shape(NamedTuple):
    """needs: the answers it takes, by field. gives: the results and options it finds. shop: it asks the shop.

    proven: it takes only an e-mail address that the customer has proved to have.
    """

    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    shop: bool = False
    proven: bool = False


ORDER_RESULTS = (
    "order_number", "status", "status_text", "placed", "expected", "delivered", "carrier", "tracking", "ship_to",
    "items_text", "returnable", "return_number", "items",
)  # fmt: skip
ACTIONS: dict[str, Shape] = {
    "find_order": Shape(("order", "email"), ORDER_RESULTS, shop=True, proven=True),
    "start_return": Shape(("order", "email", "item", "reason"), ("return_number",), shop=True, proven=True),
    "callback_days": Shape((), ("days", "zone")),
    "callback_times": Shape(("day",), ("times",)),
    "plan_callback": Shape(("caller", "phone", "topic", "day", "time"), ("when",)),
}
