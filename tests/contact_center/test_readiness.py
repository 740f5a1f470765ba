"""/readyz writes, so that a database that only reads is not called ready."""

from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa

from contact_center.db import Database
from contact_center.models import WriteProbe
from contact_center.readiness import Readiness, probe

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_the_probe_keeps_one_row_and_writes_it_each_time(database: Database) -> None:
    for later in (0, 5):
        await database.write(probe, NOW + timedelta(seconds=later))
    found = await database.read(lambda tx: list(tx.execute(sa.select(WriteProbe.at)).scalars()))
    assert found == [NOW + timedelta(seconds=5)]


async def test_a_database_that_takes_no_writes_is_not_ready(database: Database) -> None:
    ready = await Readiness().answer(database, lambda: NOW)
    assert (ready.status_code, msgspec.json.decode(ready.body)) == (200, {"status": "ready", "synchronous": "FULL"})
    await database.close()
    assert (await Readiness().answer(database, lambda: NOW)).status_code == 503


async def test_many_who_ask_at_once_cost_one_write(database: Database) -> None:
    readiness = Readiness()
    times = iter(NOW + timedelta(seconds=number) for number in range(9))
    for _ in range(3):
        await readiness.answer(database, lambda: next(times))
    found = await database.read(lambda tx: tx.execute(sa.select(WriteProbe.at)).scalar_one())
    assert found == NOW
