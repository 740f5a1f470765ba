"""Intake rules over the API, on both databases: their order, what they may name, and trying them."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from contact_center.db import Database
from contact_center.models import Queue
from tests.api import Api
from tests.routing.setup.conftest import BASE, changed, default_queue, got, made, refusal
from tests.scene import START

RULES = "/intake-rules"


def about(what: str, *values: str, how: str = "is") -> dict[str, Any]:
    return {"about": what, "how": how, "values": values}


async def rule(client: httpx.AsyncClient, name: str, *conditions: dict[str, Any], **outcome: Any) -> dict[str, Any]:
    return await made(client, RULES, name=name, conditions=conditions, outcome=outcome)


async def tried(client: httpx.AsyncClient, **contact: Any) -> dict[str, Any]:
    response = await client.post(f"{BASE}{RULES}/try", json=contact)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_rules_are_asked_in_the_order_in_which_they_were_put(owner: httpx.AsyncClient) -> None:
    one, two, three = [(await rule(owner, name))["id"] for name in ("One", "Two", "Three")]
    answer = await owner.put(f"{BASE}{RULES}/order", json={"rules": [three, one, two]})
    assert [each["name"] for each in answer.json()["items"]] == ["Three", "One", "Two"]
    four = await rule(owner, "Four")
    listed = (await got(owner, RULES))["items"]
    assert [each["name"] for each in listed] == ["Three", "One", "Two", "Four"]
    for wrong in ([three, one, two], [three, one, two, two], [three, one, two, four["id"], "gone"]):
        answer = await owner.put(f"{BASE}{RULES}/order", json={"rules": wrong})
        assert refusal(answer)[:2] == (409, "changed_meanwhile")
    assert (await owner.delete(f"{BASE}{RULES}/{one}")).status_code == 204
    assert (await owner.get(f"{BASE}{RULES}/{one}")).status_code == 404


async def test_of_two_who_change_a_rule_the_second_is_told(api: Api, owner: httpx.AsyncClient) -> None:
    path = f"{RULES}/{(await rule(owner, 'VIP', about('customer', 'known'), priority=3))['id']}"
    after = await changed(owner, path, enabled=False, version=1)
    assert (after["enabled"], after["outcome"]["priority"], after["version"]) == (False, 3, 2)
    assert refusal(await owner.patch(BASE + path, json={"name": "x", "version": 1}))[:2] == (409, "changed_meanwhile")
    assert await got(owner, path) == after
    assert (await (await api.signed_in()).get(BASE + RULES)).status_code == 403


@pytest.mark.parametrize(
    ("condition", "code", "place"),
    [
        (about("inbox", "gone"), "inbox_gone", "values.0"),
        (about("label", "gone"), "label_gone", "values.0"),
        (about("field.tier", "gold"), "field_unknown", "about"),
        (about("channel", "webchat", "fax"), "condition_unfit", "values.1"),
        (about("hours", "late"), "condition_unfit", "values.0"),
        (about("language", "Vietnamese"), "condition_unfit", "values.0"),
        (about("words", "?!"), "condition_unfit", "values.0"),
        (about("page", " "), "condition_unfit", "values.0"),
        (about("channel", "web", how="contains"), "condition_unfit", "how"),
    ],
)
async def test_a_condition_that_nothing_could_fulfil_is_refused_with_its_place(
    owner: httpx.AsyncClient, condition: dict[str, Any], code: str, place: str
) -> None:
    body = {"name": "x", "conditions": [about("customer", "new"), condition], "outcome": {}}
    assert refusal(await owner.post(BASE + RULES, json=body)) == (422, code, f"conditions.1.{place}")


async def test_an_outcome_names_what_is_there(owner: httpx.AsyncClient) -> None:
    for outcome, code, field in (
        ({"queue": "gone"}, "queue_gone", "outcome.queue"),
        ({"needs": [{"skill": "gone"}]}, "skill_gone", "outcome.needs.0.skill"),
    ):
        answer = await owner.post(BASE + RULES, json={"name": "x", "conditions": [], "outcome": outcome})
        assert refusal(answer) == (422, code, field)
    skill = (await made(owner, "/skills", name="French"))["id"]
    high = {"name": "x", "conditions": [], "outcome": {"needs": [{"skill": skill, "level": 6}]}}
    assert refusal(await owner.post(BASE + RULES, json=high)) == (422, "level_unfit", "outcome.needs.0.level")


async def test_trying_a_contact_says_which_rule_matches_and_why_none_before_it(owner: httpx.AsyncClient) -> None:
    queue, general = (await made(owner, "/queues", name="Refunds"))["id"], (await default_queue(owner))["id"]
    off = await rule(owner, "Off")
    await changed(owner, f"{RULES}/{off['id']}", enabled=False)
    await rule(owner, "English refunds", about("words", "refund"), about("language", "en"), queue=queue, priority=2)
    match = await rule(owner, "Refunds", about("words", "hoàn tiền", "refund"), queue=queue, priority=5)
    await rule(owner, "Rest")
    answer = await tried(owner, language="vi", words="Refund, please")
    assert (answer["rule"], answer["queue"], answer["priority"], answer["queue_gone"]) == (match["id"], queue, 5, False)
    assert [(each["name"], each["failed"], each["skipped"]) for each in answer["tried"]] == [
        ("Off", None, True), ("English refunds", 1, False), ("Refunds", None, False),
    ]  # fmt: skip
    rest = await tried(owner, words="Hello")
    assert (rest["queue"], [each["failed"] for each in rest["tried"]]) == (general, [None, 0, 0, None])
    assert await got(owner, f"/queues/{queue}") == await got(owner, f"/queues/{queue}")


async def test_trying_says_where_a_rule_s_queue_is_gone(owner: httpx.AsyncClient, database: Database) -> None:
    queue, general = (await made(owner, "/queues", name="Refunds"))["id"], (await default_queue(owner))["id"]
    await rule(owner, "All", queue=queue)
    removed = sa.update(Queue).where(Queue.public_id == queue).values(removed_at=START)
    await database.write(lambda tx: tx.execute(removed) and None)
    answer = await tried(owner)
    assert (answer["queue"], answer["queue_gone"]) == (general, True)
    assert (await tried(owner, channel="email", hours="closed", customer="known", fields={"a": "b"}))["queue_gone"]
