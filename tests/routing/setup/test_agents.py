"""What routing knows of the staff, on both databases."""

import httpx

from contact_center.values import Role
from tests.api import Api
from tests.routing.setup.conftest import BASE, changed, default_queue, got, made, refusal


async def test_an_agent_begins_with_the_usual_limits_and_the_queues_of_everybody(
    api: Api, owner: httpx.AsyncClient
) -> None:
    agent, general = await api.agent(), await default_queue(owner)
    seen = await got(owner, f"/staff/{agent.public_id}/routing")
    assert (seen["name"], seen["skills"], seen["languages"], seen["capacity"]) == (agent.name, [], [], None)
    assert seen["queues"] == [general["id"]]
    assert seen["limits"]["total"] == 100
    assert [each["channel"] for each in seen["limits"]["channels"]] == ["webchat", "email", "voice", "callback", "task"]
    chat = seen["limits"]["channels"][0]
    assert (chat["cap"], chat["cost"]) == (api.settings.chat_limit, 100 // api.settings.chat_limit)
    mine = await api.signed_in(agent)
    assert await got(mine, "/me/routing") == seen
    assert (await mine.get(f"{BASE}/staff/{agent.public_id}/routing")).status_code == 403


async def test_skills_languages_and_capacity_are_set_and_what_is_left_out_stays(
    api: Api, owner: httpx.AsyncClient
) -> None:
    agent = await api.agent()
    path = f"/staff/{agent.public_id}/routing"
    skill = (await made(owner, "/skills", name="French"))["id"]
    chats, no_calls = {"channel": "webchat", "cap": 8, "cost": 20}, {"channel": "voice", "cap": 0, "cost": 100}
    capacity = {"total": 200, "channels": [chats, no_calls]}
    one = await changed(owner, path, skills=[{"skill": skill, "level": 3}], languages=["vi", "en", "vi"], version=1)
    assert (one["skills"], one["languages"], one["version"]) == ([{"skill": skill, "level": 3}], ["en", "vi"], 2)
    two = await changed(owner, path, capacity=capacity)
    assert (two["skills"], two["languages"]) == (one["skills"], one["languages"])
    assert (two["limits"]["total"], two["limits"]["idle_cost"]) == (200, 5)
    assert {each["channel"]: each["cap"] for each in two["limits"]["channels"]} == {
        "webchat": 8, "email": 10, "voice": 0, "callback": 1, "task": 10,
    }  # fmt: skip
    assert (await changed(owner, path, capacity=None))["capacity"] is None
    late = await owner.patch(BASE + path, json={"languages": [], "version": 1})
    assert refusal(late)[:2] == (409, "changed_meanwhile")


async def test_what_does_not_fit_is_refused_with_its_place(api: Api, owner: httpx.AsyncClient) -> None:
    path = f"{BASE}/staff/{(await api.agent()).public_id}/routing"
    skill = {"skill": (await made(owner, "/skills", name="French"))["id"], "level": 1}
    gone = {"skills": [skill, {"skill": "gone", "level": 1}]}
    assert refusal(await owner.patch(path, json=gone)) == (422, "skill_gone", "skills.1.skill")
    twice = {"skills": [skill, skill]}
    assert refusal(await owner.patch(path, json=twice)) == (422, "skill_twice", "skills.1.skill")
    channel = {"channel": "email", "cap": 1, "cost": 1}
    both = {"capacity": {"channels": [channel, channel]}}
    assert refusal(await owner.patch(path, json=both)) == (422, "channel_twice", "capacity.channels.1.channel")
    assert (await owner.patch(path, json={"skills": [{**skill, "level": 6}]})).status_code == 422
    assert (await owner.patch(f"{BASE}/staff/gone/routing", json={})).status_code == 404


async def test_the_list_has_everybody_but_the_disabled_with_the_queues_they_were_chosen_for(
    api: Api, owner: httpx.AsyncClient
) -> None:
    supervisor = await api.signed_in(Role.SUPERVISOR)
    ada, gone, invited = await api.agent(), await api.agent(), await api.agent(password=None)
    queue, general = (await made(owner, "/queues", name="A"))["id"], await default_queue(owner)
    members = [{"agent": ada.public_id}, {"agent": gone.public_id}]
    await owner.put(f"{BASE}/queues/{queue}/members", json={"members": members})
    await owner.post(f"{BASE}/staff/{gone.public_id}/disable")
    found, after = dict[str, list[str]](), ""
    while True:
        page = await got(supervisor, f"/routing/agents?limit=2{after}")
        found |= {each["agent"]: each["queues"] for each in page["items"]}
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(found) == 4
    assert (found[ada.public_id], found[invited.public_id]) == ([queue, general["id"]], [general["id"]])
