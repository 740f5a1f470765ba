"""Who is a member of a queue, on both databases."""

from typing import Any

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.models import Event
from contact_center.values import Role
from routing import loading
from tests.api import Api
from tests.routing.setup.conftest import BASE, got, made, refusal


async def put(client: httpx.AsyncClient, queue: str, *members: dict[str, Any]) -> httpx.Response:
    return await client.put(f"{BASE}/queues/{queue}/members", json={"members": members})


async def test_the_chosen_members_are_exactly_those_who_are_put(
    api: Api, owner: httpx.AsyncClient, database: Database
) -> None:
    ada, bo, cy = [await api.agent() for _ in range(3)]
    queue = (await made(owner, "/queues", name="Sales"))["id"]
    first = await put(owner, queue, {"agent": ada.public_id, "tier": 1}, {"agent": bo.public_id, "delay": 30})
    assert [(each["agent"], each["tier"], each["delay"]) for each in first.json()["members"]] == [
        (bo.public_id, 0, 30), (ada.public_id, 1, 0),
    ]  # fmt: skip
    assert first.json()["version"] == 2
    second = await put(owner, queue, {"agent": bo.public_id, "delay": 30, "rank": 5}, {"agent": cy.public_id})
    assert {each["agent"]: each["rank"] for each in second.json()["members"]} == {bo.public_id: 5, cy.public_id: None}
    assert await got(owner, f"/queues/{queue}/members") == second.json()
    assert (await got(owner, f"/queues/{queue}"))["members"] == 2

    def facts(tx: Session) -> list[dict[str, Any]]:
        return [
            *tx.execute(sa.select(Event.data).where(Event.type == "QueueMembersChanged").order_by(Event.id)).scalars()
        ]

    assert (await database.read(facts))[1] == {
        "fact": "QueueMembersChanged", "added": [cy.id], "removed": [ada.id], "changed": [bo.id],
    }  # fmt: skip


async def test_nobody_is_a_member_twice_or_without_being_on_the_staff(api: Api, owner: httpx.AsyncClient) -> None:
    queue, ada = (await made(owner, "/queues", name="Sales"))["id"], {"agent": (await api.agent()).public_id}
    assert refusal(await put(owner, queue, ada, ada)) == (422, "member_twice", "members.1.agent")
    assert refusal(await put(owner, queue, ada, {"agent": "x"})) == (422, "agent_gone", "members.1.agent")
    assert (await got(owner, f"/queues/{queue}/members"))["members"] == []


async def test_a_member_who_is_disabled_gets_nothing_and_is_one_again_when_enabled(
    api: Api, owner: httpx.AsyncClient, database: Database
) -> None:
    agent = await api.agent()
    queue = (await made(owner, "/queues", name="Sales"))["id"]
    await put(owner, queue, {"agent": agent.public_id})
    disabled = await owner.post(f"{BASE}/staff/{agent.public_id}/disable")
    assert disabled.status_code == 200
    assert (await got(owner, f"/queues/{queue}"))["members"] == 0
    listed = (await got(owner, f"/queues/{queue}/members"))["members"]
    assert [each["agent"] for each in listed] == [agent.public_id]

    def able(tx: Session) -> list[int]:
        return [each.id for each in loading.agents(tx, now=api.clock(), chat_limit=4) if each.id == agent.id]

    assert await database.read(able) == []
    again = await put(owner, queue, {"agent": agent.public_id, "tier": 2})
    assert [each["tier"] for each in again.json()["members"]] == [2]
    await owner.post(f"{BASE}/staff/{agent.public_id}/enable")
    assert (await got(owner, f"/queues/{queue}"))["members"] == 1


async def test_supervisors_may_see_the_members_and_agents_may_not(api: Api, owner: httpx.AsyncClient) -> None:
    queue = (await made(owner, "/queues", name="Sales"))["id"]
    supervisor, agent = await api.signed_in(Role.SUPERVISOR), await api.signed_in()
    assert await got(supervisor, f"/queues/{queue}/members") == {"members": [], "version": 1}
    assert (await agent.get(f"{BASE}/queues/{queue}/members")).status_code == 403
