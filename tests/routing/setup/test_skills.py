"""Skills over the API, on both databases, and their deletion while something asks for them."""

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.models import AgentSkill, WorkItem
from routing.records import Need
from tests import scene
from tests.api import Api
from tests.routing.places import entered, rule
from tests.routing.setup.conftest import BASE, changed, got, made, refusal


async def test_skills_have_one_name_each_and_are_listed_by_it(api: Api, owner: httpx.AsyncClient) -> None:
    french = await made(owner, "/skills", name=" Français ")
    assert french == {"id": french["id"], "name": "Français", "agents": 0, "version": 1}
    await made(owner, "/skills", name="Billing")
    assert refusal(await owner.post(f"{BASE}/skills", json={"name": "FRANCAIS"})) == (409, "name_taken", "name")
    agent = await api.signed_in()
    assert [each["name"] for each in (await got(agent, "/skills"))["items"]] == ["Billing", "Français"]
    first = await got(agent, "/skills?limit=1")
    assert [each["name"] for each in (await got(agent, f"/skills?after={first['next']}"))["items"]] == ["Français"]


async def test_of_two_who_rename_a_skill_the_second_is_told(owner: httpx.AsyncClient) -> None:
    path = f"/skills/{(await made(owner, '/skills', name='Money'))['id']}"
    assert (await changed(owner, path, name="Billing", version=1))["version"] == 2
    assert refusal(await owner.patch(BASE + path, json={"name": "Cash", "version": 1}))[:2] == (
        409,
        "changed_meanwhile",
    )
    assert (await owner.delete(BASE + path)).status_code == 204
    assert (await owner.patch(BASE + path, json={"name": "Cash"})).status_code == 404


async def test_a_skill_that_is_asked_for_goes_only_where_it_is_dropped(
    api: Api, owner: httpx.AsyncClient, database: Database
) -> None:
    skill = (await made(owner, "/skills", name="French"))["id"]
    other = (await made(owner, "/skills", name="Billing"))["id"]
    steps = [
        {"seconds": 30, "alternatives": [[{"skill": skill, "level": 3}, {"skill": other, "level": 1}]]},
        {"seconds": 30, "alternatives": [[{"skill": skill, "level": 1}], [{"skill": other, "level": 1}]]},
    ]
    queue = await made(owner, "/queues", name="Sales", settings={"steps": steps})
    agent = await api.agent()
    await changed(owner, f"/staff/{agent.public_id}/routing", skills=[{"skill": skill, "level": 5}])

    def unit(tx: Session) -> int:
        rule(tx, queue["id"], needs=(Need(skill, 2), Need(other, 1)))
        return entered(tx, scene.inbox(tx)).id

    item = await database.write(unit)
    refused = await owner.delete(f"{BASE}/skills/{skill}")
    assert refusal(refused)[:2] == (409, "skill_in_use")
    for named in ("steps of Sales", "intake rule To", "1 waiting"):
        assert named in refused.json()["detail"]
    assert (await owner.delete(f"{BASE}/skills/{skill}?drop=true")).status_code == 204
    kept = (await got(owner, f"/queues/{queue['id']}"))["settings"]["steps"]
    assert [step["alternatives"] for step in kept] == [[[{"skill": other, "level": 1}]], []]
    (mine,) = (await got(owner, "/intake-rules"))["items"]
    assert mine["outcome"]["needs"] == [{"skill": other, "level": 1}]

    def after(tx: Session) -> tuple[object, ...]:
        left = tx.execute(sa.select(sa.func.count()).select_from(AgentSkill)).scalar_one()
        return tx.get_one(WorkItem, item).needs, left, scene.facts(tx, "work_item", item)

    needs, left, facts = await database.read(after)
    assert (needs, left, facts) == ([{"skill": other, "level": 1}], 0, ["WorkItemQueued", "WorkItemChanged"])


async def test_a_skill_that_only_agents_have_goes_at_once(api: Api, owner: httpx.AsyncClient) -> None:
    skill = (await made(owner, "/skills", name="French"))["id"]
    agent = await api.agent()
    await changed(owner, f"/staff/{agent.public_id}/routing", skills=[{"skill": skill, "level": 5}])
    assert (await got(owner, "/skills"))["items"][0]["agents"] == 1
    assert (await owner.delete(f"{BASE}/skills/{skill}")).status_code == 204
    assert (await got(owner, f"/staff/{agent.public_id}/routing"))["skills"] == []
