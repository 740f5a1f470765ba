"""The bot's side of the API on each kind of database, with conversations that it had."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.app import API
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.folding import fold
from contact_center.models import BotConversation, BotTurn, Conversation, Message
from contact_center.settings import Settings
from contact_center.values import Role
from faq_bot.desk.naming import Guides
from faq_bot.flows.records import FlowCard
from faq_bot.routes import PAGES
from knowledge_base.help.centre import HelpCentre
from knowledge_base.search.lookup import Lookup
from tests.api import Api
from tests.knowledge_base.conftest import published, sent, written
from tests.scene import START, inbox, received

__all__ = ["published", "sent", "written"]
GIFT = FlowCard(
    id="gift",
    names={"en": "Send a gift", "vi": "Gửi quà"},
    phrasings={},
    labels={"card": {"en": "Card", "vi": "Thiệp"}},
)
Turn = dict[str, Any]
Talk = Callable[..., Awaitable[str]]


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    api = Api(database, database_settings, API, PAGES)
    help_centre = HelpCentre(db=database, clock=api.clock, lookup=Lookup(database, api.clock))
    extra = SimpleNamespace(files=FileStore(database_settings.data_dir), guides=Guides((GIFT,)), help=help_centre)
    api.services = replace(api.services, extra=extra)
    return api


@pytest.fixture
async def writer(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.AGENT)


@pytest.fixture
async def lead(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.SUPERVISOR)


def turn(tx: Session, conversation_id: int, message_id: int, given: Turn, at: datetime) -> None:
    question = given.get("question", "")
    values = {"locale": "en", "decision": "answer", "folded": fold(question), "question": question, "at": at} | given
    tx.add(BotTurn(conversation_id=conversation_id, message_id=message_id, **values))


@pytest.fixture
def talk(database: Database) -> Talk:
    """A conversation that the bot had, with a turn for each of what is given; returns its public id."""

    async def make(*turns: Turn, at: datetime = START, **bot: Any) -> str:
        def unit(tx: Session) -> str:
            shop = tx.execute(sa.text("SELECT id FROM inbox ORDER BY id LIMIT 1")).scalar() or inbox(tx)
            who = secrets.token_hex(4)
            key = 0
            for given in turns or ({},):
                appended = received(tx, shop, who=who, at=at, body=given.get("question") or "Yes")
                key = appended.conversation_id
                newest = sa.select(sa.func.max(Message.id)).where(Message.conversation_id == key)
                if given:
                    turn(tx, key, tx.execute(newest).scalar_one(), given, at)
            tx.add(BotConversation(**{"conversation_id": key, "started_at": at, "language": "en", "state": {}} | bot))
            return str(tx.execute(sa.select(Conversation.public_id).where(Conversation.id == key)).scalar_one())

        return await database.write(unit)

    return make


async def article(writer: httpx.AsyncClient, lead: httpx.AsyncClient, key: str, title: str, **fields: Any) -> str:
    """One that readers have; returns its id."""
    made = await written(writer, key=key, text={"title": title, "slug": key}, **fields)
    await published(lead, made)
    return made
