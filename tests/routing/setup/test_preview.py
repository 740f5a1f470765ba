"""Who would get an item now and why the others would not, on both databases."""

from typing import Any

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.models import Agent, AgentSkill, Skill
from contact_center.values import Presence
from tests import scene
from tests.routing.setup.conftest import BASE, made, refusal
from tests.scene import START


def staff(tx: Session) -> tuple[str, dict[str, str]]:
    """Ada and Bo are there and speak French, Bo better; Cy is there; Di is away. The skill, and who is who."""
    skill = Skill(name="French", folded="french", created_at=START)
    tx.add(skill)
    tx.flush()
    keys = {name: scene.agent(tx, name, presence=Presence.AVAILABLE, lease=600) for name in ("Ada", "Bo", "Cy")}
    keys["Di"] = scene.agent(tx, "Di")
    tx.execute(sa.update(Agent).where(Agent.id == keys["Ada"]).values(last_work_at=START, languages=["vi"]))
    for name, level in (("Ada", 1), ("Bo", 4)):
        tx.add(AgentSkill(agent_id=keys[name], skill_id=skill.id, level=level))
    mine = sa.select(Agent.public_id, Agent.name).where(Agent.id.in_(keys.values()))
    names = {row.public_id: row.name for row in tx.execute(mine)}
    return skill.public_id, names


async def asked(client: httpx.AsyncClient, queue: dict[str, Any], **question: Any) -> dict[str, Any]:
    response = await client.post(f"{BASE}/queues/{queue['id']}/preview", json=question)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_it_says_who_would_get_it_and_why_the_others_would_not(
    owner: httpx.AsyncClient, database: Database
) -> None:
    skill, names = await database.write(staff)
    queue = await made(owner, "/queues", name="Sales", settings={"members": "everybody"})
    answer = await asked(owner, queue, needs=[{"skill": skill, "level": 1}])
    assert [names[each] for each in answer["chosen"]] == ["Bo"]
    assert (answer["decided_by"], answer["step"]) == ("released_at", 0)
    reasons = {each["name"]: each["reason"] for each in answer["agents"] if each["name"] in names.values()}
    assert reasons == {"Bo": None, "Ada": None, "Cy": "lacks_skill", "Di": "lacks_skill"}
    assert [each["name"] for each in answer["agents"][:2]] == ["Bo", "Ada"]
    assert (answer["agents"][0]["units"], answer["agents"][0]["total"], answer["agents"][0]["ring"]) == (0, 100, 0)
    di = await asked(owner, queue)
    assert next(each for each in di["agents"] if each["name"] == "Di")["reason"] == "absent"
    speaks = await asked(owner, queue, language="vi")
    assert [names[each] for each in speaks["chosen"]] == ["Ada"]


async def test_settings_that_are_not_saved_yet_are_tried_and_not_kept(
    owner: httpx.AsyncClient, database: Database
) -> None:
    skill, names = await database.write(staff)
    queue = await made(owner, "/queues", name="Sales")
    assert (await asked(owner, queue))["chosen"] == []
    assert {each["reason"] for each in (await asked(owner, queue))["agents"]} == {"not_member"}
    steps = [{"seconds": 60, "alternatives": [[{"skill": skill, "level": 4}]]}, {}]
    unsaved = {**queue["settings"], "members": "everybody", "steps": steps, "strategy": "broadcast"}
    early = await asked(owner, queue, settings=unsaved)
    assert ([names[each] for each in early["chosen"]], early["step"]) == (["Bo"], 0)
    ada = next(each for each in early["agents"] if each["name"] == "Ada")
    assert (ada["reason"], ada["ring"]) == ("later_step", 1)
    late = await asked(owner, queue, settings=unsaved, waited=60)
    assert (sorted(names[each] for each in late["chosen"]), late["step"]) == (["Ada", "Bo", "Cy"], 1)
    assert late["decided_by"] is None
    assert (await asked(owner, queue))["chosen"] == []


async def test_a_closed_queue_gives_to_nobody(owner: httpx.AsyncClient, database: Database) -> None:
    await database.write(staff)
    calendar = await made(owner, "/calendars", name="Never", hours={"zone": "UTC", "week": [[]] * 7})
    queue = await made(owner, "/queues", name="Night", settings={"members": "everybody"}, calendar=calendar["id"])
    answer = await asked(owner, queue)
    assert (answer["chosen"], {each["reason"] for each in answer["agents"]}) == ([], {"queue_closed"})


async def test_what_does_not_fit_is_refused_with_its_place(owner: httpx.AsyncClient) -> None:
    queue = await made(owner, "/queues", name="Sales")
    path = f"{BASE}/queues/{queue['id']}/preview"
    need = await owner.post(path, json={"needs": [{"skill": "gone"}]})
    assert refusal(need) == (422, "skill_gone", "needs.0.skill")
    settings = {"overflow": [{"when": "full", "to": "message"}]}
    unfit = await owner.post(path, json={"settings": settings})
    assert refusal(unfit) == (422, "max_waiting_missing", "settings.max_waiting")
    assert (await owner.post(f"{BASE}/queues/gone/preview", json={})).status_code == 404
