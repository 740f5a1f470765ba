"""The API of customers on each kind of database, and people in it."""

from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa

from contact_center.conversations.customer_api import ROUTES as CONVERSATION_ROUTES
from contact_center.customers.api import ROUTES
from contact_center.db import Database
from contact_center.models import Conversation, Customer
from contact_center.settings import Settings
from tests import scene
from tests.api import Api

Person = Callable[[str], Awaitable[tuple[str, str]]]


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, (*ROUTES, *CONVERSATION_ROUTES))


@pytest.fixture
async def inbox_id(database: Database) -> int:
    return await database.write(scene.inbox)


@pytest.fixture
def person(database: Database, inbox_id: int) -> Person:
    """Somebody who has written once: the public ids of customer and conversation."""

    async def make(who: str) -> tuple[str, str]:
        appended = await database.write(scene.received, inbox_id, who=who)
        keys = sa.select(Customer.public_id).where(Customer.id == appended.customer_id)
        customer = await database.read(lambda tx: tx.execute(keys).scalar_one())
        return customer, appended.conversation

    return make


async def conversations_of(database: Database, customer: str) -> set[str]:
    query = sa.select(Conversation.public_id).join(Customer, Customer.id == Conversation.customer_id)
    query = query.where(Customer.public_id == customer)
    return set(await database.read(lambda tx: list(tx.execute(query).scalars())))
