"""A conversation with the bot straight in a database, with an engine that knows a few words."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.contents import Chosen
from contact_center.conversations import service
from contact_center.conversations.sending import append_one
from contact_center.db import Database
from contact_center.inboxes.schemas import BotSettings, InboxSettings, NewInbox
from contact_center.inboxes.service import create_inbox
from contact_center.models import (
    BotConversation,
    BotTurn,
    Conversation,
    KbArticle,
    KbPublication,
    KbTranslation,
    Message,
)
from contact_center.values import Address, Author, InboundMessage, NewMessage, Role, Writer
from faq_bot.bot import Bot
from faq_bot.flows.port import GuidedFlows
from faq_bot.nlu.records import EngineName, Ranked, Understanding
from tests.scene import START

ARTICLES = {
    "returns": ("public", "Returns", "Within 30 days."),
    "refunds": ("public", "Refunds", "By the way you paid."),
    "delivery": ("public", "Delivery", "Two days."),
    "limits": ("internal", "Goodwill limits", "Up to XL-500 a case."),
}


def publish(tx: Session, locales: Sequence[str] = ("en", "vi")) -> None:
    """The articles, in these languages."""
    for key, (visibility, title, summary) in ARTICLES.items():
        article = KbArticle(
            key=key, kind="article", visibility=visibility, role=Role.AGENT, created_at=START, changed_at=START
        )
        tx.add(article)
        tx.flush()
        for locale in locales:
            text = {
                "article_id": article.id, "locale": locale, "slug": f"{key}-{locale}", "title": f"{title} {locale}",
                "summary": summary, "body": f"More about {key}.", "revision": 1,
            }  # fmt: skip
            draft = KbTranslation(**text, status="published", changed_at=START)
            tx.add(draft)
            tx.flush()
            tx.add(KbPublication(translation_id=draft.id, at=START, **text))
    tx.flush()


def opened(tx: Session, settings: BotSettings | None = None) -> int:
    """An inbox whose bot answers."""
    bot = settings or BotSettings(enabled=True)
    new = NewInbox(name="Shop", settings=InboxSettings(bot=bot))
    return create_inbox(tx, new, by="system", at=START).id


class Engine:
    """Ranks by what a test says of a text; `broken`: raises it. asked: how often."""

    def __init__(self, **ranked: list[tuple[str, float]]) -> None:
        self.ranked = ranked
        self.broken: Exception | None = None
        self.asked = 0
        self.locale = "en"

    async def understand(self, text: str, spoken: str = "", *, conversation: str = "") -> Understanding | None:
        self.asked += 1
        if self.broken is not None:
            raise self.broken
        found = next((each for word, each in self.ranked.items() if word in text.lower()), None)
        if found is None:
            found = [("delivery", -2.0), ("returns", -2.0), ("refunds", -2.0)]
        first = found[0][1]
        return Understanding(
            ranked=tuple(Ranked(*each) for each in found),
            score=first,
            in_scope=first > 0,
            right=0.97 if first >= SURELY else 0.45 if first > 0 else 0.02,
            among_three=0.99 if first >= SURELY else 0.9 if first > 0 else 0.05,
            engine=EngineName.HYBRID,
            locale=spoken,
        )


SURELY = 3.0
"""A score from which on the engine of a test is sure."""
SURE = [("returns", 4.0), ("refunds", 0.0), ("delivery", 0.0), ("limits", 0.0)]
UNSURE = [("returns", 0.3), ("refunds", 0.25), ("delivery", 0.2), ("limits", 0.1)]


class Talk:
    """One customer's conversation. Times go on by a second with each message."""

    def __init__(self, db: Database, engine: Engine, flows: GuidedFlows | None = None) -> None:
        self.db, self.engine, self.now = db, engine, START
        self.bot = Bot(db=db, understander=engine, clock=lambda: self.now, base_url="https://help.example", flows=flows)
        self.key = 0

    async def begin(self, text: str, settings: BotSettings | None = None, *, locale: str = "en") -> bool:
        def unit(tx: Session) -> int:
            publish(tx)
            inbound = InboundMessage(
                inbox_id=opened(tx, settings), sender=Address("webchat", "ann"), client_id="first", body=text,
                locale=locale, at=self.now,
            )  # fmt: skip
            return service.receive(tx, inbound).conversation_id

        self.key = await self.db.write(unit)
        return await self.answer()

    async def says(self, text: str, *, choice: str | None = None, at_once: bool = True) -> bool:
        self.now += timedelta(seconds=1)

        def unit(tx: Session) -> None:
            newest = self._messages(tx)[-1]
            chosen = None if choice is None else Chosen(message=newest.public_id, choice=choice)
            customer = tx.get_one(Conversation, self.key).customer_id
            message = NewMessage(
                conversation_id=self.key, writer=Writer(Author.CUSTOMER, customer), body=text,
                client_id=secrets.token_hex(6), at=self.now, content=chosen,
            )  # fmt: skip
            append_one(tx, message)

        await self.db.write(unit)
        return await self.answer() if at_once else False

    async def answer(self) -> bool:
        self.now += timedelta(seconds=1)
        return await self.bot.answer(self.key, self.now)

    async def messages(self) -> list[Message]:
        return await self.db.read(self._messages)

    def _messages(self, tx: Session) -> list[Message]:
        query = sa.select(Message).where(Message.conversation_id == self.key).order_by(Message.staff_seq)
        return list(tx.execute(query).scalars())

    async def said(self) -> list[Message]:
        """What the bot has said."""
        return [each for each in await self.messages() if each.author == Author.BOT]

    async def last(self) -> dict[str, Any]:
        """What the bot's newest message shows."""
        return (await self.said())[-1].content or {}

    async def turns(self) -> list[BotTurn]:
        query = sa.select(BotTurn).where(BotTurn.conversation_id == self.key).order_by(BotTurn.id)
        return await self.db.read(lambda tx: list(tx.execute(query).scalars()))

    async def kept(self) -> BotConversation:
        return await self.db.read(lambda tx: tx.get_one(BotConversation, self.key))

    async def row(self) -> Conversation:
        return await self.db.read(lambda tx: tx.get_one(Conversation, self.key))


def choices_of(content: dict[str, Any]) -> list[str]:
    return [each["id"] for each in content.get("choices", ())]


def later(when: datetime, **by: float) -> datetime:
    return when + timedelta(**by)


def plain(value: Any) -> Any:
    return msgspec.to_builtins(value)
