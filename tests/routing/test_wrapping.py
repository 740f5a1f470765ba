"""The end of a wrap-up: with the code that the queue asks for, once, by the agent whose it is."""

import pytest
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database
from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.values import WorkState
from contact_center.work.schemas import WrapUp
from routing import desk_queries, wrapping
from tests import scene
from tests.routing.conftest import asking, present, queued
from tests.scene import START


@pytest.fixture
async def ada(database: Database) -> int:
    return await database.write(present, "Ada")


async def over(database: Database, agent: int, wrap_up: WrapUp) -> str:
    """A contact of the agent's that is to be wrapped up: the work item's public id."""

    def unit(tx: Session) -> str:
        (key,) = queued(tx, 1)
        asking(tx, wrap_up=wrap_up)
        service.assign(tx, key, agent_id=agent, by="system", at=START)
        service.resolve(tx, key, by=f"agent:{agent}", at=START)
        (item,) = scene.items(tx, key)
        assert item.state == WorkState.WRAPPING
        return item.public_id

    return await database.write(unit)


async def finish(database: Database, item: str, agent: int, code: str | None) -> None:
    await database.write(wrapping.finish, item, agent, code=code, now=START)


async def test_a_required_code_has_to_be_one_of_the_queue_s(database: Database, ada: int) -> None:
    item = await over(database, ada, WrapUp(mode="required", codes=("Return", "Delivery")))
    shown = await database.read(desk_queries.desk, ada, now=START)
    assert [(each.id, each.mode, each.codes) for each in shown.wrap_ups] == [(item, "required", ["Return", "Delivery"])]
    for code, fault in ((None, "code_required"), ("Weather", "unknown_code")):
        with pytest.raises(InvalidInput) as refused:
            await finish(database, item, ada, code)
        assert refused.value.code == fault
    await finish(database, item, ada, "Return")
    assert (await database.read(desk_queries.desk, ada, now=START)).wrap_ups == []
    with pytest.raises(Conflict, match="ended already"):
        await finish(database, item, ada, "Return")


async def test_an_optional_one_may_go_without(database: Database, ada: int) -> None:
    item = await over(database, ada, WrapUp(mode="optional", codes=("Return",)))
    await finish(database, item, ada, None)


async def test_nobody_finishes_another_s(database: Database, ada: int) -> None:
    item = await over(database, ada, WrapUp(mode="optional"))
    bo = await database.write(present, "Bo")
    with pytest.raises(NotFound):
        await finish(database, item, bo, None)
