"""A router over each kind of database, with a clock that tests move and signals that nobody hears."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.bus import MemoryBus
from contact_center.db import Database
from contact_center.models import Queue
from contact_center.settings import Settings
from contact_center.values import Presence
from contact_center.work.schemas import WrapUp
from routing import intake, loading
from routing.records import Decision, Strategy
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
        assert intake.enter(tx, key, now=at)
        found.append(key)
    return found


def present(tx: Session, name: str, limit: int | None = None) -> int:
    """An agent who is there for the next ten minutes."""
    return scene.agent(tx, name, presence=Presence.AVAILABLE, lease=600, limit=limit)


def asking(tx: Session, /, *, wrap_up: WrapUp | None = None, **settings: Any) -> None:
    """The queue offers its items with a countdown, instead of giving them at once."""
    queue = tx.execute(sa.select(Queue)).scalar_one()
    queue.settings = {**queue.settings, "answer": "offer", **settings}
    queue.wrap_up = msgspec.to_builtins(wrap_up or WrapUp())


def item_keys(tx: Session) -> list[int]:
    """What waits, oldest first."""
    return [item.id for item in loading.waiting(tx)]


def decided(item: int, *agents: int, suspends: tuple[int, ...] = ()) -> Decision:
    """As if the engine had decided it; whether it may be so is for the claim to find out."""
    return Decision(
        item=item, queue=1, at=0, waited=0, step=0, aged=False, strategy=Strategy.LONGEST_IDLE, agents=agents,
        candidates=(), eligible=len(agents), reasons={}, version=1, suspends=suspends, turn=1,
    )  # fmt: skip


async def settle(router: Router) -> int:
    """Let it look for what no signal told of, and decide; returns how many items were given or offered."""
    await router.sweep()
    return await router.drain()


def set_queue(tx: Session, /, **settings: Any) -> None:
    """Change settings of the default queue."""
    queue = tx.execute(sa.select(Queue).where(Queue.is_default)).scalar_one()
    queue.settings = {**queue.settings, **settings}
    queue.version += 1
    tx.flush()


def another_queue(tx: Session, /, name: str, **settings: Any) -> int:
    """A queue of chosen members beside the one that there is."""
    queue = Queue(
        name=name, folded=name.lower(), settings={"members": "chosen", **settings}, wrap_up={}, created_at=scene.START
    )
    tx.add(queue)
    tx.flush()
    return queue.id
