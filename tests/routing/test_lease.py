"""Of several processes one decides; when it has died another does, and the first one's claims still do no harm."""

from datetime import timedelta

from contact_center.db import Database
from contact_center.leases import hold, let_go
from routing.lease import LENGTH, Lease
from tests.api import Clock
from tests.scene import START

SOON = START + LENGTH - timedelta(milliseconds=1)


async def test_one_holds_it_and_renews_it_while_the_others_wait(database: Database) -> None:
    assert await database.write(hold, "router", "a", now=START, length=LENGTH) == 1
    assert await database.write(hold, "router", "b", now=SOON, length=LENGTH) is None
    assert await database.write(hold, "router", "a", now=SOON, length=LENGTH) == 1
    assert await database.write(hold, "router", "b", now=START + LENGTH, length=LENGTH) is None


async def test_another_takes_it_over_when_it_was_not_renewed(database: Database) -> None:
    await database.write(hold, "router", "a", now=START, length=LENGTH)
    assert await database.write(hold, "router", "b", now=START + LENGTH, length=LENGTH) == 2
    assert await database.write(hold, "router", "a", now=START + LENGTH, length=LENGTH) is None


async def test_who_lets_go_leaves_nobody_waiting(database: Database) -> None:
    await database.write(hold, "router", "a", now=START, length=LENGTH)
    await database.write(let_go, "router", "b", now=START)
    assert await database.write(hold, "router", "b", now=START, length=LENGTH) is None
    await database.write(let_go, "router", "a", now=START)
    assert await database.write(hold, "router", "b", now=START, length=LENGTH) == 2


async def test_leases_of_other_names_are_their_own(database: Database) -> None:
    assert await database.write(hold, "router", "a", now=START, length=LENGTH) == 1
    assert await database.write(hold, "other", "b", now=START, length=LENGTH) == 1


async def test_two_processes_agree_who_decides(database: Database, clock: Clock) -> None:
    first, second = Lease(database, "first", clock), Lease(database, "second", clock)
    assert await first.renew()
    if database.dialect == "sqlite":  # one process, which asks nobody
        assert first.held
        return
    assert not await second.renew()
    assert (first.held, second.held) == (True, False)
    await first.let_go()
    assert not first.held
    assert await Lease(database, "third", clock).renew()
