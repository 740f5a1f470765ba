"""Queues over the API, on both databases."""

import asyncio
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database, Signal
from contact_center.models import Event, Queue
from contact_center.work.signals import SETUP
from tests.api import Api
from tests.routing.setup.conftest import BASE, changed, default_queue, got, made, refusal

GONE = "00000000-0000-0000-0000-000000000000"


async def test_a_queue_begins_with_the_usual_settings_and_is_listed_by_name(
    api: Api, owner: httpx.AsyncClient, signals: list[Signal]
) -> None:
    sales = await made(owner, "/queues", name="  Bán hàng ")
    assert (sales["name"], sales["version"], sales["default"], sales["members"], sales["waiting"]) == (
        "Bán hàng", 1, False, 0, 0,
    )  # fmt: skip
    assert sales["settings"]["strategy"] == "longest_idle"
    assert SETUP in {signal.topic for signal in signals}
    agent = await api.signed_in()
    listed = await got(agent, "/queues")
    assert [each["name"] for each in listed["items"]] == ["Bán hàng", "General"]
    assert await got(agent, f"/queues/{sales['id']}") == sales
    first = await got(agent, "/queues?limit=1")
    assert [each["name"] for each in (await got(agent, f"/queues?after={first['next']}"))["items"]] == ["General"]
    assert (await agent.get(f"{BASE}/queues/{GONE}")).status_code == 404
    assert (await agent.post(f"{BASE}/queues", json={"name": "Mine"})).status_code == 403


async def test_two_queues_may_not_differ_in_case_and_tone_marks_alone(owner: httpx.AsyncClient) -> None:
    await made(owner, "/queues", name="Bán hàng")
    assert refusal(await owner.post(f"{BASE}/queues", json={"name": "ban HANG"})) == (409, "name_taken", "name")


async def test_of_two_administrators_who_change_a_queue_the_second_is_told(owner: httpx.AsyncClient) -> None:
    queue = await made(owner, "/queues", name="Sales")
    path = f"/queues/{queue['id']}"
    first = await changed(owner, path, name="Sales 2", version=1)
    assert (first["name"], first["version"]) == ("Sales 2", 2)
    late = await owner.patch(BASE + path, json={"name": "Sales 3", "version": 1})
    assert refusal(late)[:2] == (409, "changed_meanwhile")
    members = await owner.put(f"{BASE}{path}/members", json={"members": [], "version": 1})
    assert refusal(members)[:2] == (409, "changed_meanwhile")


async def test_a_change_keeps_what_is_left_out_and_its_fact_names_what_changed(
    owner: httpx.AsyncClient, database: Database
) -> None:
    hours = {"zone": "UTC", "week": [[]] * 7}
    calendar = await made(owner, "/calendars", name="Office", hours=hours)
    queue = await made(owner, "/queues", name="Sales", calendar=calendar["id"])
    settings = {**queue["settings"], "rank": 3, "speaks": True}
    after = await changed(owner, f"/queues/{queue['id']}", settings=settings, wrap_up={"mode": "optional"})
    assert (after["calendar"], after["settings"]["rank"], after["wrap_up"]["mode"]) == (calendar["id"], 3, "optional")
    assert (await changed(owner, f"/queues/{queue['id']}", calendar=None))["calendar"] is None

    def facts(tx: Session) -> list[dict[str, Any]]:
        query = sa.select(Event.data).where(Event.entity == "queue").order_by(Event.id)
        return [*tx.execute(query).scalars()]

    created, one, two = await database.read(facts)
    assert created["name"] == "Sales"
    assert (sorted(one["fields"]), two["fields"]) == (["rank", "speaks", "wrap_up"], ["calendar"])


async def test_of_settings_and_wrap_up_too_what_is_left_out_stays(owner: httpx.AsyncClient) -> None:
    settings = {"speaks": True, "promise": {"seconds": 90, "percent": 95}, "weights": [0] * 10}
    wrap_up = {"mode": "required", "seconds": 90, "codes": ["Sold"]}
    queue = await made(owner, "/queues", name="Sales", settings=settings, wrap_up=wrap_up)
    path = f"/queues/{queue['id']}"
    after = await changed(owner, path, settings={"rank": 3})
    assert after["settings"] == {**queue["settings"], "rank": 3}
    assert (await changed(owner, path, settings={"promise": None}))["settings"]["promise"] is None
    after = await changed(owner, path, settings={}, wrap_up={"mode": "optional"})
    assert after["wrap_up"] == {"mode": "optional", "seconds": 90, "codes": ["Sold"]}
    again = await owner.patch(BASE + path, json={"settings": {"rnak": 3}})
    assert refusal(again)[:2] == (422, "invalid_input")


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"overflow": [{"when": "closed", "to": "queue", "queue": GONE}]}, "overflow_queue_unfit", "overflow.0.queue"),
        ({"overflow": [{"when": "closed", "to": "queue"}]}, "overflow_queue_unfit", "overflow.0.queue"),
        ({"overflow": [{"when": "closed", "to": "queue", "queue": "OWN"}]}, "overflow_queue_unfit", "overflow.0.queue"),
        ({"overflow": [{"when": "waited", "to": "message"}]}, "seconds_missing", "overflow.0.seconds"),
        ({"overflow": [{"when": "long_wait", "to": "message", "seconds": 0}]}, "seconds_missing", "overflow.0.seconds"),
        ({"overflow": [{"when": "full", "to": "message"}]}, "max_waiting_missing", "max_waiting"),
        ({"max_waiting": 5}, "full_missing", "max_waiting"),
        ({"max_waiting": 5, "overflow": [{"when": "closed", "to": "message"}]}, "full_missing", "max_waiting"),
        ({"steps": [{"alternatives": [[{"skill": GONE}]]}]}, "skill_gone", "steps.0.alternatives.0.0.skill"),
        ({"steps": [{}, {"alternatives": [[]]}]}, "skill_missing", "steps.1.alternatives.0"),
        ({"steps": [{"seconds": 0}]}, "seconds_unfit", "steps.0.seconds"),
    ],
)  # fmt: skip
async def test_settings_that_do_not_fit_are_refused_with_their_place(
    owner: httpx.AsyncClient, given: dict[str, Any], code: str, field: str
) -> None:
    queue = await made(owner, "/queues", name="Sales")
    for overflow in given.get("overflow", []):
        if overflow.get("queue") == "OWN":
            overflow["queue"] = queue["id"]
    answer = await owner.patch(f"{BASE}/queues/{queue['id']}", json={"settings": given})
    assert refusal(answer) == (422, code, f"settings.{field}")


async def test_a_wrap_up_that_requires_a_code_has_codes(owner: httpx.AsyncClient) -> None:
    body = {"name": "Sales", "wrap_up": {"mode": "required", "codes": [" "]}}
    assert refusal(await owner.post(f"{BASE}/queues", json=body)) == (422, "codes_missing", "wrap_up.codes")
    body["wrap_up"] = {"mode": "required", "codes": [" Sold ", "Sold", "Not sold"]}
    assert (await made(owner, "/queues", **body))["wrap_up"]["codes"] == ["Sold", "Not sold"]


async def test_odd_steps_are_kept_with_a_warning(owner: httpx.AsyncClient) -> None:
    settings = {"steps": [{"seconds": 5}, {}], "members": "everybody"}
    queue = await made(owner, "/queues", name="Sales", settings=settings)
    flaws = {(each["step"], each["flaw"]) for each in queue["warnings"]}
    assert flaws == {(0, "shorter_than_offer"), (1, "nobody_new")}


async def test_there_is_always_exactly_one_default_queue_and_it_takes_every_channel(
    owner: httpx.AsyncClient, database: Database
) -> None:
    general = await default_queue(owner)
    sales = await made(owner, "/queues", name="Sales")
    mail = await made(owner, "/queues", name="Mail", settings={"channels": ["email"]})
    unfit = await owner.post(f"{BASE}/queues/{mail['id']}/default")
    assert refusal(unfit) == (422, "default_takes_all", "settings.channels")
    for _ in range(2):
        answer = await owner.post(f"{BASE}/queues/{sales['id']}/default")
        assert answer.json()["default"]
    assert not (await got(owner, f"/queues/{general['id']}"))["default"]
    settings = {**sales["settings"], "channels": ["webchat"]}
    lacking = await owner.patch(f"{BASE}/queues/{sales['id']}", json={"settings": settings})
    assert refusal(lacking) == (422, "default_takes_all", "settings.channels")
    count = sa.select(sa.func.count()).select_from(Queue).where(Queue.is_default)
    assert await database.read(lambda tx: tx.execute(count).scalar_one()) == 1


async def test_of_two_queues_made_the_default_at_once_one_is(owner: httpx.AsyncClient) -> None:
    made_ones = [await made(owner, "/queues", name=name) for name in ("One", "Two", "Three")]
    answers = await asyncio.gather(*(owner.post(f"{BASE}/queues/{each['id']}/default") for each in made_ones))
    assert {answer.status_code for answer in answers} == {200}
    assert [each["default"] for each in (await got(owner, "/queues"))["items"]].count(True) == 1


async def test_a_calendar_that_a_queue_goes_by_is_kept(owner: httpx.AsyncClient) -> None:
    calendar = await made(owner, "/calendars", name="Office", hours={"zone": "UTC", "week": [[]] * 7})
    queue = await made(owner, "/queues", name="Sales", calendar=calendar["id"])
    answer = await owner.delete(f"{BASE}/calendars/{calendar['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "calendar_used")
    assert "Sales" in answer.json()["detail"]
    assert (await owner.delete(f"{BASE}/queues/{queue['id']}")).status_code == 204
    assert (await owner.delete(f"{BASE}/calendars/{calendar['id']}")).status_code == 204
    gone = await owner.post(f"{BASE}/queues", json={"name": "Sales", "calendar": calendar["id"]})
    assert refusal(gone) == (422, "calendar_gone", "calendar")
