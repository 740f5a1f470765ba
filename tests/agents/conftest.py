"""The staff's API on each kind of database, and the mails it queues."""

import re
from collections.abc import Awaitable, Callable

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_center import mail
from contact_center.agents.api import ROUTES
from contact_center.db import Database
from contact_center.mail import Mail
from contact_center.models import Event, Job
from contact_center.settings import Settings
from routing.live_api import ROUTES as LIVE_ROUTES
from tests.api import Api


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, (*ROUTES, *LIVE_ROUTES))


Mails = Callable[[], Awaitable[list[Mail]]]
Facts = Callable[[], Awaitable[list[str]]]


@pytest.fixture
def mails(database: Database) -> Mails:
    """Every system mail queued so far, in order."""

    def query(tx: Session) -> list[Mail]:
        jobs = tx.execute(select(Job.payload).where(Job.kind == mail.KIND).order_by(Job.id)).scalars()
        return [msgspec.convert(payload, Mail) for payload in jobs]

    return lambda: database.read(query)


@pytest.fixture
def facts(database: Database) -> Facts:
    """The types of all facts recorded so far, in order."""

    def query(tx: Session) -> list[str]:
        return list(tx.execute(select(Event.type).order_by(Event.id)).scalars())

    return lambda: database.read(query)


def link_in(text: str) -> str:
    """The secret of the link in a mail."""
    found = re.search(r"http://\S+/console/\w+/([\w-]+)", text)
    assert found, text
    return found[1]
