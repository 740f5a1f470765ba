"""Deleting queues that are in use, on both databases: refused with what uses them, or handed over by choice."""

import asyncio

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.models import Event, Queue, WorkItem
from contact_center.values import WorkState
from contact_center.work import offers
from routing import overflowing
from tests import scene
from tests.routing.places import entered, place, rule, there
from tests.routing.setup.conftest import BASE, changed, default_queue, got, made, refusal
from tests.scene import START


async def test_an_unused_queue_is_gone_and_its_name_is_free(owner: httpx.AsyncClient) -> None:
    queue = await made(owner, "/queues", name="Sales")
    path = f"{BASE}/queues/{queue['id']}"
    assert (await owner.delete(path)).status_code == 204
    assert (await owner.delete(path)).status_code == 404
    assert (await owner.patch(path, json={"name": "Again"})).status_code == 404
    assert [each["name"] for each in (await got(owner, "/queues"))["items"]] == ["General"]
    await made(owner, "/queues", name="Sales")


async def test_the_default_queue_never_goes(owner: httpx.AsyncClient) -> None:
    general, sales = await default_queue(owner), await made(owner, "/queues", name="Sales")
    for query in ("", f"?move_to={sales['id']}"):
        answer = await owner.delete(f"{BASE}/queues/{general['id']}{query}")
        assert refusal(answer)[:2] == (409, "default_queue")


async def test_what_uses_a_queue_is_named_and_can_be_handed_over(owner: httpx.AsyncClient, database: Database) -> None:
    queue = await made(owner, "/queues", name="Sales", settings={"members": "everybody", "speaks": True})
    target = await made(owner, "/queues", name="Support", settings={"members": "everybody"})
    overflow = [{"when": "closed", "to": "queue", "queue": queue["id"]}]
    await made(owner, "/queues", name="Night", settings={"overflow": overflow})
    await changed(owner, f"/queues/{target['id']}", settings={**target["settings"], "overflow": overflow})

    def unit(tx: Session) -> list[int]:
        inbox, ada = scene.inbox(tx), there(tx, "Ada")
        rule(tx, queue["id"])
        items = [entered(tx, inbox, who) for who in ("ann", "bob")]
        offers.make(tx, items[1], [ada], expires_at=START, by="system", at=START)
        return [item.id for item in items]

    keys = await database.write(unit)
    assert (await got(owner, f"/queues/{queue['id']}"))["waiting"] == 2
    refused = await owner.delete(f"{BASE}/queues/{queue['id']}")
    assert refusal(refused)[:2] == (409, "queue_in_use")
    for named in ("2 waiting", "overflow of Night, Support", f"intake rule To {queue['id']}"):
        assert named in refused.json()["detail"]
    for wrong in (queue["id"], "gone"):
        answer = await owner.delete(f"{BASE}/queues/{queue['id']}?move_to={wrong}")
        assert refusal(answer) == (422, "queue_gone", "move_to")
    answer = await owner.delete(f"{BASE}/queues/{queue['id']}?move_to={target['id']}")
    assert answer.status_code == 204, answer.text

    def after(tx: Session) -> list[tuple[str, str, str | None, list[str]]]:
        items = tx.execute(sa.select(WorkItem).where(WorkItem.id.in_(keys)).order_by(WorkItem.id)).scalars()
        return [(place(tx, each), each.state, each.language, scene.facts(tx, "work_item", each.id)) for each in items]

    first, second = await database.read(after)
    assert first == ("Support", WorkState.QUEUED, None, ["WorkItemQueued", "WorkItemChanged"])
    assert second[:2] == ("Support", WorkState.OFFERED)
    by_name = {each["name"]: each for each in (await got(owner, "/queues"))["items"]}
    assert by_name["Night"]["settings"]["overflow"][0]["queue"] == target["id"]
    assert by_name["Support"]["settings"]["overflow"] == []
    (mine,) = (await got(owner, "/intake-rules"))["items"]
    assert (mine["outcome"]["queue"], mine["version"]) == (target["id"], 2)


async def test_eligible_since_stays_and_the_removal_says_how_many_moved(
    owner: httpx.AsyncClient, database: Database
) -> None:
    queue, target = await made(owner, "/queues", name="Sales"), await default_queue(owner)

    def unit(tx: Session) -> int:
        rule(tx, queue["id"])
        return entered(tx, scene.inbox(tx)).id

    key = await database.write(unit)
    assert (await owner.delete(f"{BASE}/queues/{queue['id']}?move_to={target['id']}")).status_code == 204

    def after(tx: Session) -> tuple[object, ...]:
        fact = tx.execute(sa.select(Event.data).where(Event.type == "QueueRemoved")).scalar_one()
        return tx.get_one(WorkItem, key).eligible_at, fact["moved"], fact["name"]

    assert await database.read(after) == (START, 1, "Sales")


async def test_what_an_agent_has_in_hand_comes_back_to_the_default_queue(
    owner: httpx.AsyncClient, database: Database
) -> None:
    """Work that is being answered does not keep a queue; given back, it finds another."""
    queue = await made(owner, "/queues", name="Sales")

    def unit(tx: Session) -> tuple[int, int]:
        rule(tx, queue["id"])
        item = entered(tx, scene.inbox(tx))
        item.state = WorkState.ACTIVE
        return item.id, item.conversation_id

    key, _ = await database.write(unit)
    assert (await owner.delete(f"{BASE}/queues/{queue['id']}?move_to={(await default_queue(owner))['id']}")).is_success

    def back(tx: Session) -> str:
        item = tx.get_one(WorkItem, key)
        assert tx.get_one(Queue, item.queue_id).removed_at is not None
        item.state = WorkState.QUEUED
        tx.flush()
        assert overflowing.due(tx, START) == [key]
        overflowing.go_on(tx, key, now=START)
        return place(tx, item)

    assert await database.write(back) == "General"


async def test_two_queues_deleted_at_once_in_favour_of_each_other_leave_one(
    owner: httpx.AsyncClient,
) -> None:
    one, two = await made(owner, "/queues", name="One"), await made(owner, "/queues", name="Two")
    answers = await asyncio.gather(
        owner.delete(f"{BASE}/queues/{one['id']}?move_to={two['id']}"),
        owner.delete(f"{BASE}/queues/{two['id']}?move_to={one['id']}"),
    )
    assert sorted(answer.status_code for answer in answers) == [204, 422]
    assert len((await got(owner, "/queues"))["items"]) == 2
