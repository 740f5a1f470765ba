"""A router over each kind of database, with a clock that tests move and signals that nobody hears."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from contact_center.bus import MemoryBus
from contact_center.db import Database
from contact_center.settings import Settings
from contact_center.values import Presence
from routing import claims
from routing.router import Router
from tests import scene
from tests.api import Clock


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = scene.START
    return clock


@pytest.fixture
def router(database: Database, database_settings: Settings, clock: Clock) -> Router:
    return Router(db=database, bus=MemoryBus(), settings=database_settings, clock=clock)


def queued(tx: Session, count: int) -> list[int]:
    """So many conversations of different customers that wait, a second apart: their keys, oldest first."""
    inbox = scene.inbox(tx)
    found: list[int] = []
    for number in range(count):
        at = scene.START + timedelta(seconds=number - count)
        key = scene.received(tx, inbox, who=f"customer-{number}", at=at).conversation_id
        assert claims.enqueue(tx, key, queue="chat", now=at)
        found.append(key)
    return found


def present(tx: Session, name: str, limit: int | None = None) -> int:
    """An agent who is there for the next ten minutes."""
    return scene.agent(tx, name, presence=Presence.AVAILABLE, lease=600, limit=limit)
