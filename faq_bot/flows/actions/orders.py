"""What flows do with orders: only those of the address that the customer has proved, each call within its time, each
recorded.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from contact_center import mail
from contact_center.db import Database
from contact_center.events import ActionTaken
from contact_center.models import actor, record
from contact_center.values import Author
from faq_bot.flows.actions import showing
from faq_bot.flows.actions.shop import NewReturn, NotThere, Order, Return, Shop, ShopError
from faq_bot.flows.records import Ended, FlowContext, FlowState

T = TypeVar("T")

log = logging.getLogger(__name__)

SUBJECT = {"en": "Your return {number}", "vi": "Yêu cầu trả hàng {number}"}
TEXT = {
    "en": (
        "Your return has the number {number}. It is for order {order}: {items}\n\n"
        "1. Pack it well, if you can in the box that it came in.\n"
        "2. {label}\n"
        "3. Give the parcel to the courier, and keep the receipt until your money is back.\n"
    ),
    "vi": (
        "Yêu cầu trả hàng của bạn có mã {number}, thuộc đơn {order}: {items}\n\n"
        "1. Gói hàng cẩn thận, tốt nhất là trong hộp ban đầu.\n"
        "2. {label}\n"
        "3. Giao kiện hàng cho đơn vị vận chuyển và giữ biên nhận đến khi nhận được tiền hoàn.\n"
    ),
}
LABEL = {
    "en": "Print this label and stick it on the parcel: {url}",
    "vi": "In nhãn này và dán lên kiện hàng: {url}",
}
NO_LABEL = {
    "en": "Write the number {number} on the parcel, where it can be read well.",
    "vi": "Ghi mã {number} lên kiện hàng, ở chỗ dễ đọc.",
}


class Orders:
    """The actions that ask the shop."""

    def __init__(self, db: Database, shop: Shop) -> None:
        self._db, self._shop = db, shop

    async def find_order(self, state: FlowState, context: FlowContext) -> Ended:
        number, email = state.answers["order"], state.answers["email"]
        if email not in context.proven:
            return Ended(status="not_proven")
        try:
            order = await self._order(number, email, context)
        except ShopError as error:
            return Ended(status=error.status)
        return Ended(
            results=showing.results_of(order, context.language),
            options={"items": showing.options_of(order, context.language)},
        )

    async def start_return(self, state: FlowState, context: FlowContext) -> Ended:
        number, email = state.answers["order"], state.answers["email"]
        if email not in context.proven:
            return Ended(status="not_proven")
        try:
            order = await self._order(number, email, context)  # may be returned already: by this very return
            skus = showing.skus_of(order, state.answers["item"])
            if not skus:
                return Ended(status="not_allowed")
            new = NewReturn(
                key=_key(state, number, *skus), number=order.number, email=email, skus=skus,
                reason=state.answers["reason"], detail=state.answers.get("detail", ""),
            )  # fmt: skip
            asked = {"order": order.number, "email": showing.masked_email(email), "items": ", ".join(skus)}
            begun = await self._recorded("start_return", asked, lambda: self._shop.start_return(new), context)
        except ShopError as error:
            return Ended(status=error.status)
        told = partial(
            _mail, begun, email=email, order=order.number, items=state.answers["item_label"], context=context
        )
        return Ended(results={"return_number": begun.number}, writes=(told,))

    async def _order(self, number: str, email: str, context: FlowContext) -> Order:
        """The order, if it is this customer's, whatever the shop says."""

        async def asked() -> Order:
            order = await self._shop.order(number, email)
            if order.email.strip().lower() != email:
                log.warning("the shop gave an order of another customer; it is not shown")
                raise NotThere("the order was placed with another address")
            return order

        return await self._recorded(
            "find_order", {"order": number, "email": showing.masked_email(email)}, asked, context
        )

    async def _recorded(
        self, action: str, asked: dict[str, str], call: Callable[[], Awaitable[T]], context: FlowContext
    ) -> T:
        """The call, with a fact of who asked what and how it ended. Raises ShopError."""
        result = "ok"
        try:
            return await call()
        except ShopError as error:
            result = error.status
            raise
        finally:
            await self._db.write(_record, ActionTaken(action, asked, result), context)


def _record(tx: Session, fact: ActionTaken, context: FlowContext) -> None:
    record(tx, "conversation", context.conversation_id, fact, by=actor(Author.BOT), at=context.now)


def _mail(begun: Return, tx: Session, *, email: str, order: str, items: str, context: FlowContext) -> None:
    """How to send it back, to the address that was proved."""
    language = context.language
    label = (LABEL if begun.label_url else NO_LABEL)[language].format(url=begun.label_url, number=begun.number)
    mail.queue(
        tx,
        to=email,
        subject=SUBJECT[language].format(number=begun.number),
        text=TEXT[language].format(number=begun.number, order=order, items=items, label=label),
        locale=language,
        now=context.now,
    )


def _key(state: FlowState, *parts: str) -> str:
    """The same for the same return of the same run: however often it is tried, it is begun once."""
    return hashlib.sha256("\n".join([state.run, state.at, *parts]).encode()).hexdigest()[:40]
