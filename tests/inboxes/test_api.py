"""Inboxes and calendars as administrators set them up, over the API, on both databases."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.inboxes.api import ROUTES
from contact_center.models import Event
from contact_center.settings import Settings
from contact_center.values import Role
from tests.api import Api

BASE = "/api/v1"
DAY = [{"start": 480, "end": 1080}]
HOURS: dict[str, Any] = {"zone": "Asia/Ho_Chi_Minh", "week": [DAY, DAY, DAY, DAY, DAY, [], []], "holidays": []}


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, ROUTES)


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.ADMINISTRATOR)


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    response = await client.post(f"{BASE}/{path}", json=body)
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json()
    return found


def refusal(response: httpx.Response) -> tuple[int, str, str | None]:
    problem = response.json()
    return response.status_code, problem["code"], problem.get("field")


def facts(tx: Session, entity: str) -> list[tuple[str, Any]]:
    found = sa.select(Event.type, Event.data).where(Event.entity == entity).order_by(Event.id)
    return [(row.type, {key: value for key, value in row.data.items() if key != "fact"}) for row in tx.execute(found)]


async def test_of_two_who_change_an_inbox_the_second_is_told(api: Api, owner: httpx.AsyncClient) -> None:
    inbox = await made(owner, "inboxes", name=" Shop ")
    path = f"{BASE}/inboxes/{inbox['id']}"
    assert (inbox["name"], inbox["version"]) == ("Shop", 1)
    first = await owner.patch(path, json={"name": "Lotus", "version": 1})
    assert (first.status_code, first.json()["version"]) == (200, 2)
    second = await owner.patch(path, json={"name": "Orchid", "version": 1})
    assert refusal(second)[:2] == (409, "changed_meanwhile")
    assert (await owner.get(path)).json()["name"] == "Lotus"
    assert (await owner.patch(path, json={"allowed_sites": ["https://a.example"]})).json()["version"] == 3
    assert await api.db.read(facts, "inbox") == [
        ("InboxCreated", {"name": "Shop", "channel": "webchat"}),
        ("InboxChanged", {"fields": ["name"]}),
        ("InboxChanged", {"fields": ["allowed_sites"]}),
    ]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"colour": "red"}, "invalid_input", "settings.colour"),
        ({"pre_chat": [{"key": "name"}, {"key": "shoe"}]}, "field_unknown", "settings.pre_chat.1.key"),
        ({"pre_chat": [{"key": "email"}, {"key": "email"}]}, "field_twice", "settings.pre_chat.1.key"),
        ({"privacy_url": "javascript:alert(1)"}, "address_unfit", "settings.privacy_url"),
        ({"privacy_url": "https://"}, "address_unfit", "settings.privacy_url"),
        ({"privacy_url": "https://me:pw@shop.example/"}, "address_unfit", "settings.privacy_url"),
        ({"privacy_url": "https://shop.example/a b"}, "address_unfit", "settings.privacy_url"),
        ({"privacy_url": "https://[shop"}, "address_unfit", "settings.privacy_url"),
        ({"inactivity_minutes": -1}, "invalid_input", "settings.inactivity_minutes"),
        ({"consent": "always"}, "invalid_input", "settings.consent"),
    ],
)
async def test_settings_that_do_not_fit_are_refused_with_their_place(
    owner: httpx.AsyncClient, given: dict[str, Any], code: str, field: str
) -> None:
    inbox = await made(owner, "inboxes", name="Shop")
    response = await owner.patch(f"{BASE}/inboxes/{inbox['id']}", json={"settings": given})
    assert refusal(response) == (422, code, field)


async def test_of_the_settings_too_what_is_left_out_stays(owner: httpx.AsyncClient) -> None:
    inbox = await made(owner, "inboxes", name="Shop", settings={"colour": "#123456", "title": {"vi": "Sen"}})
    path = f"{BASE}/inboxes/{inbox['id']}"
    after = (await owner.patch(path, json={"settings": {"rating": False}})).json()["settings"]
    assert after == {**inbox["settings"], "rating": False}
    after = (await owner.patch(path, json={"settings": {"title": {"en": "Lotus"}}})).json()["settings"]
    assert (after["title"], after["colour"], after["rating"]) == ({"en": "Lotus"}, "#123456", False)


async def test_a_site_that_is_none_is_named_by_its_place(owner: httpx.AsyncClient) -> None:
    sites = ["https://shop.example", "shop.example/cart"]
    response = await owner.post(f"{BASE}/inboxes", json={"name": "Shop", "allowed_sites": sites})
    assert refusal(response) == (422, "site_unfit", "allowed_sites.1")
    many = [f"https://shop{n}.example" for n in range(101)]
    response = await owner.post(f"{BASE}/inboxes", json={"name": "Shop", "allowed_sites": many})
    assert refusal(response) == (422, "too_many_sites", "allowed_sites")
    assert refusal(await owner.post(f"{BASE}/inboxes", json={"name": "  "})) == (422, "name_missing", "name")


async def test_a_blank_text_is_left_out(owner: httpx.AsyncClient) -> None:
    settings = {"title": {"en": " Lotus ", "vi": "  "}, "consent": "on_visit", "privacy_url": "https://shop.example/p"}
    kept = (await made(owner, "inboxes", name="Shop", settings=settings))["settings"]
    assert (kept["title"], kept["consent"]) == ({"en": "Lotus"}, "on_visit")


async def test_an_inbox_goes_by_a_calendar_which_is_then_not_deleted(api: Api, owner: httpx.AsyncClient) -> None:
    calendar = await made(owner, "calendars", name="Office", hours=HOURS)
    inbox = await made(owner, "inboxes", name="Shop")
    path, of_calendar = f"{BASE}/inboxes/{inbox['id']}", f"{BASE}/calendars/{calendar['id']}"
    assert inbox["calendar"] is None
    assert (await owner.patch(path, json={"calendar": calendar["id"]})).json()["calendar"] == calendar["id"]
    assert (await owner.patch(path, json={"name": "Lotus"})).json()["calendar"] == calendar["id"]
    assert (await owner.get(f"{BASE}/inboxes")).json()["items"][0]["calendar"] == calendar["id"]
    assert (await owner.get(of_calendar)).json()["inboxes"] == ["Lotus"]

    refused = await owner.delete(of_calendar)
    assert refusal(refused)[:2] == (409, "calendar_used")
    assert "Lotus" in refused.json()["detail"]
    assert (await owner.patch(path, json={"calendar": None})).json()["calendar"] is None
    assert (await owner.delete(of_calendar)).status_code == 204
    assert (await owner.get(of_calendar)).status_code == 404
    gone = await owner.patch(path, json={"calendar": calendar["id"]})
    assert refusal(gone) == (422, "calendar_gone", "calendar")
    assert [name for name, _ in await api.db.read(facts, "calendar")] == ["CalendarCreated", "CalendarDeleted"]


async def test_a_calendar_says_how_it_stands(api: Api, owner: httpx.AsyncClient) -> None:
    calendar = await made(owner, "calendars", name="Office", hours=HOURS)
    api.clock.advance(hours=1)  # Monday the 2nd of March 2026, 17:00 in Vietnam
    path = f"{BASE}/calendars/{calendar['id']}"
    assert (await owner.get(path)).json()["outlook"] == {
        "open": True,
        "opens_at": "2026-03-03T01:00:00Z",
        "closes_at": "2026-03-02T11:00:00Z",
    }
    api.clock.advance(hours=1)
    closed = (await owner.get(path)).json()["outlook"]
    assert (closed["open"], closed["opens_at"]) == (False, "2026-03-03T01:00:00Z")
    checked = await owner.post(f"{BASE}/calendars/check", json={"hours": {**HOURS, "week": [[]] * 7}})
    assert checked.json() == {"open": False, "opens_at": None, "closes_at": None}
    always = {**HOURS, "week": [[{"start": 0, "end": 1440}]] * 7}
    checked = await owner.post(f"{BASE}/calendars/check", json={"hours": always})
    assert checked.json() == {"open": True, "opens_at": None, "closes_at": None}


async def test_of_two_who_change_a_calendar_the_second_is_told(owner: httpx.AsyncClient) -> None:
    calendar = await made(owner, "calendars", name="Office", hours=HOURS)
    path = f"{BASE}/calendars/{calendar['id']}"
    assert (await owner.patch(path, json={"name": "Shop hours", "version": 1})).json()["version"] == 2
    assert refusal(await owner.patch(path, json={"hours": HOURS, "version": 1}))[:2] == (409, "changed_meanwhile")


async def test_hours_that_make_no_sense_are_refused_with_their_place(owner: httpx.AsyncClient) -> None:
    calendar = await made(owner, "calendars", name="Office", hours=HOURS)
    wrong = {**HOURS, "week": [[{"start": 600, "end": 540}], *[[]] * 6]}
    for response in (
        await owner.post(f"{BASE}/calendars", json={"name": "Two", "hours": wrong}),
        await owner.post(f"{BASE}/calendars/check", json={"hours": wrong}),
        await owner.patch(f"{BASE}/calendars/{calendar['id']}", json={"hours": wrong}),
    ):
        assert refusal(response) == (422, "interval_backwards", "hours.week.0.0")
    taken = await owner.post(f"{BASE}/calendars", json={"name": "Office", "hours": HOURS})
    assert refusal(taken) == (409, "name_taken", "name")


async def test_calendars_are_paged_by_name(owner: httpx.AsyncClient) -> None:
    for name in ("Sunday", "Night", "Office"):
        await made(owner, "calendars", name=name, hours=HOURS)
    first = (await owner.get(f"{BASE}/calendars?limit=2")).json()
    rest = (await owner.get(f"{BASE}/calendars?limit=2&after={first['next']}")).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["Night", "Office", "Sunday"]
    assert rest["next"] is None


async def test_the_zones_are_places(owner: httpx.AsyncClient) -> None:
    names = (await owner.get(f"{BASE}/time-zones")).json()["names"]
    assert {"Asia/Ho_Chi_Minh", "Europe/Berlin", "UTC"} <= set(names)
    assert not [name for name in names if name.startswith(("Etc/", "posix", "right", "US/"))]


async def test_a_renewed_identity_key_is_another_one(api: Api, owner: httpx.AsyncClient) -> None:
    inbox, other = await made(owner, "inboxes", name="Shop"), await made(owner, "inboxes", name="Other")
    path = f"{BASE}/inboxes/{inbox['id']}/identity-key"
    first = (await owner.get(path)).json()
    assert first == (await owner.get(path)).json()
    renewed = (await owner.post(path)).json()
    foreign = (await owner.get(f"{BASE}/inboxes/{other['id']}/identity-key")).json()
    assert [first["number"], renewed["number"], foreign["number"]] == [1, 2, 1]
    assert len({first["key"], renewed["key"], foreign["key"]}) == 3
    assert (await owner.get(path)).json() == renewed
    assert ("IdentityKeyRenewed", {"number": 2}) in await api.db.read(facts, "inbox")
