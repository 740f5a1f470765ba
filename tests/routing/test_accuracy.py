"""The error of the expected waits: what was told against what came of it, by queue and for today."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.db import Database
from contact_center.models import Queue, WorkItem
from contact_center.settings import Settings
from contact_center.values import Role
from routing.accuracy import ROUTES, accuracy
from tests import scene
from tests.api import Api
from tests.routing.conftest import queued
from tests.scene import START

SOON = START + timedelta(hours=1)


def answered(tx: Session, waits: list[tuple[int | None, int | None]]) -> None:
    """Contacts that began at START: told and waited in seconds; who was not told, and who is not answered yet."""
    for key, (told, waited) in zip(queued(tx, len(waits)), waits, strict=True):
        (item,) = scene.items(tx, key)
        item.created_at, item.expected_wait = START, told
        item.answered_at = None if waited is None else START + timedelta(seconds=waited)


async def test_error_and_bias_are_the_means_of_who_was_told_and_answered(database: Database) -> None:
    await database.write(answered, [(60, 90), (120, 30), (0, 30), (None, 500), (300, None)])
    (found,) = (await database.read(accuracy, SOON)).queues
    assert (found.name, found.count, found.told, found.waited, found.error, found.bias) == (
        "General", 3, 60, 50, 50, 10,
    )  # fmt: skip


async def test_each_queue_is_measured_alone_and_only_for_today(database: Database) -> None:
    def unit(tx: Session) -> None:
        answered(tx, [(60, 60), (60, 120), (90, 30)])
        other = Queue(name="Billing", folded="billing", settings={}, wrap_up={}, created_at=START)
        tx.add(other)
        tx.flush()
        second = tx.execute(sa.select(WorkItem).order_by(WorkItem.id.desc()).limit(1)).scalar_one()
        second.queue_id = other.id

    await database.write(unit)
    found = (await database.read(accuracy, SOON)).queues
    assert [(each.name, each.count, each.bias) for each in found] == [("Billing", 1, 60), ("General", 2, -30)]
    assert list((await database.read(accuracy, SOON + timedelta(days=1))).queues) == []


@pytest.fixture
def api(database: Database, settings: Settings) -> Api:
    return Api(database, settings, ROUTES)


async def test_supervisors_read_it_and_agents_do_not(api: Api, database: Database) -> None:
    await database.write(answered, [(60, 90)])
    supervisor = await api.signed_in(Role.SUPERVISOR)
    found = (await supervisor.get("/api/v1/queues/wait-accuracy")).json()
    assert found["since"] == "2026-03-02T00:00:00Z"
    assert [{**each, "queue": ""} for each in found["queues"]] == [
        {"queue": "", "name": "General", "count": 1, "told": 60, "waited": 90, "error": 30, "bias": -30}
    ]
    assert (await (await api.signed_in(Role.AGENT)).get("/api/v1/queues/wait-accuracy")).status_code == 403
    program = await api.with_token([Scope.REPORTS_READ])
    assert (await program.get("/api/v1/queues/wait-accuracy")).status_code == 200
