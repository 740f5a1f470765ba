"""Offers and wrap-ups on the console's sockets and over HTTP: in every tab, once, and after coming back."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Agent, Conversation, Inbox, Offer
from contact_center.realtime import staff_frames as frames
from contact_center.settings import Settings
from contact_center.values import Presence, Role, utc_now
from contact_center.work.schemas import WrapUp
from routing import intake
from tests import scene
from tests.api import Clock
from tests.app_server import Server, serving, until_stored
from tests.chat_clients import StaffClient
from tests.routing.conftest import asking


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = utc_now()
    return clock


@pytest.fixture
async def server(database_settings: Settings, clock: Clock) -> AsyncIterator[Server]:
    async with serving(database_settings, works=False, clock=clock) as server:
        await server.db.write(lambda tx: asking(tx, wrap_up=WrapUp(mode="optional", codes=("Return",))))
        yield server


async def waiting(server: Server, count: int = 1) -> list[str]:
    def unit(tx: Session) -> list[str]:
        found, inbox, now = [], scene.inbox(tx), server.services.clock()
        for number in range(count):
            appended = scene.received(tx, inbox, who=f"customer-{number}", at=now, body="Where is my order?")
            assert intake.enter(tx, appended.conversation_id, now=now)
            found.append(appended.conversation)
        return found

    return await server.db.write(unit)


async def offered(console: StaffClient, count: int) -> frames.Offers:
    """Wait until the last that the console heard are so many offers."""

    def last() -> frames.Offers | None:
        heard = console.find(frames.Offers)
        return heard[-1] if heard and len(heard[-1].offers) == count else None

    await console.until(last)
    found = last()
    assert found
    return found


async def route(server: Server) -> None:
    await server.process.router.sweep()
    await server.process.router.drain()


def owner(tx: Session, conversation: str) -> int | None:
    return tx.execute(sa.select(Conversation.agent_id).where(Conversation.public_id == conversation)).scalar()


async def test_an_offer_is_in_every_tab_until_one_accepts_it(server: Server) -> None:
    ada, cookie = await server.agent("Ada")
    (conversation,) = await waiting(server)
    async with server.console(cookie) as first, server.console(cookie) as second:
        await route(server)
        (offer,) = (await offered(first, 1)).offers
        assert (offer.words, offer.channel, offer.page) == ("Where is my order?", "webchat", None)
        assert (offer.expires_at - offer.at).total_seconds() == 20
        assert await offered(second, 1)
        await first.say("accept_offer", offer=offer.id)
        answer = await first.next(frames.OfferAccepted)
        assert (answer.offer, answer.conversation) == (offer.id, conversation)
        assert await server.db.read(owner, conversation) == ada
        await offered(second, 0)
        await second.say("accept_offer", offer=offer.id)
        assert (await second.next(frames.StaffError)).code == "offer_ended"


async def test_a_tab_that_opens_later_is_told_what_is_offered(server: Server) -> None:
    _, cookie = await server.agent("Ada")
    await waiting(server)
    async with server.console(cookie):
        await route(server)
        async with server.console(cookie) as late:
            assert (await offered(late, 1)).server_time == server.services.clock()


async def test_a_declined_offer_goes_to_the_next_agent(server: Server) -> None:
    _, ada = await server.agent("Ada")
    bo_key, bo = await server.agent("Bo")
    (conversation,) = await waiting(server)
    async with server.console(ada) as first, server.console(bo) as second:
        await route(server)
        (offer,) = (await offered(first, 1)).offers
        await first.say("decline_offer", offer=offer.id, reason="busy")
        await offered(first, 0)
        await route(server)
        (again,) = (await offered(second, 1)).offers
        async with server.http(bo) as client:
            desk = (await client.get("/api/v1/offers")).json()
            assert [each["id"] for each in desk["offers"]] == [again.id]
            answer = await client.post(f"/api/v1/offers/{again.id}/accept")
        assert (answer.status_code, answer.json()["id"]) == (200, conversation)
        assert await server.db.read(owner, conversation) == bo_key
    reasons = sa.select(Offer.reason).order_by(Offer.id)
    assert await server.db.read(lambda tx: list(tx.execute(reasons).scalars())) == ["busy", None]


async def test_what_an_agent_gives_rings_at_the_other_and_the_giver_hears_the_answer(server: Server) -> None:
    ada_key, ada = await server.agent("Ada")
    bo_key, bo = await server.agent("Bo")
    (conversation,) = await waiting(server)
    me, other = await server.db.read(lambda tx: [tx.get_one(Agent, key).public_id for key in (ada_key, bo_key)])
    path = f"/api/v1/conversations/{conversation}/assign"
    async with server.console(ada) as first, server.console(bo) as second, server.http(ada) as client:
        assert (await client.post(path, json={"agent": me})).json()["agent"]["name"] == "Ada"
        given = await client.post(path, json={"agent": other, "note": "Wants the blue bowl", "instead_of": me})
        assert (given.status_code, given.json()["agent"]["name"]) == (200, "Ada")
        (offer,) = (await offered(second, 1)).offers
        assert (offer.given_by, offer.note) == ("Ada", "Wants the blue bowl")
        again = await client.post(path, json={"agent": other})
        assert (again.status_code, again.json()["code"]) == (409, "already_offered")
        await second.say("decline_offer", offer=offer.id, reason="busy")
        answer = await first.next(frames.Given)
        assert (answer.agent.name, answer.outcome, answer.conversation.id) == ("Bo", "declined", conversation)
        assert await server.db.read(owner, conversation) == ada_key
        first.forget()
        await client.post(path, json={"agent": other})
        (offer,) = (await offered(second, 1)).offers
        await second.say("accept_offer", offer=offer.id)
        answer = await first.next(frames.Given)
        assert (answer.outcome, answer.conversation.agent) == ("accepted", frames.AgentRef(other, "Bo"))
        assert await server.db.read(owner, conversation) == bo_key
        assert second.find(frames.Assigned) == []


async def test_only_supervisors_give_over_capacity(server: Server) -> None:
    _, ada = await server.agent("Ada")
    _, sue = await server.agent("Sue", role=Role.SUPERVISOR)
    away, _ = await server.agent("Bo", presence=Presence.AWAY)
    (conversation,) = await waiting(server)
    wanted = {"agent": await server.db.read(lambda tx: tx.get_one(Agent, away).public_id)}
    path = f"/api/v1/conversations/{conversation}/assign"
    async with server.http(ada) as client:
        refused = await client.post(path, json=wanted)
        assert (refused.status_code, refused.json()["code"]) == (409, "agent_absent")
        assert refused.json()["detail"] == "Bo is offline: choose somebody else, or a queue."
        assert (await client.post(path, json={**wanted, "over_capacity": True})).status_code == 403
    async with server.http(sue) as client:
        assert (await client.post(path, json=wanted)).status_code == 409
        given = await client.post(path, json={**wanted, "over_capacity": True})
        assert (given.status_code, given.json()["agent"]["name"]) == (200, "Bo")


async def test_who_misses_two_is_away_for_that_and_comes_back_at_will(server: Server, clock: Clock) -> None:
    _, cookie = await server.agent("Ada")
    await waiting(server, 2)
    async with server.console(cookie) as console:
        await console.say("watch_lists")
        await route(server)
        await offered(console, 2)
        clock.advance(seconds=21)
        await route(server)
        await offered(console, 0)
        await console.say("heartbeat")
        alive = await console.next(frames.Alive)
        assert (alive.presence, alive.reason) == ("away", "missed_offer")
        console.forget()
        await console.say("set_presence", presence="available", channels=["webchat"])
        assert (await console.next(frames.Alive)).presence == "available"
        await console.until(lambda: _person(console, "Ada") and _person(console, "Ada").only == ["webchat"])


def _person(console: StaffClient, name: str) -> Any:
    people = [each for frame in console.find(frames.PresenceChanged) for each in frame.people]
    return next((each for each in reversed(people) if each.agent.name == name), None)


async def test_a_contact_is_wrapped_up_with_a_code_and_holds_its_units_until_then(server: Server) -> None:
    _, cookie = await server.agent("Ada")
    (conversation,) = await waiting(server)
    async with server.console(cookie) as console, server.http(cookie) as client:
        await console.say("watch_lists")
        await route(server)
        (offer,) = (await offered(console, 1)).offers
        await client.post(f"/api/v1/offers/{offer.id}/accept")
        await client.post(f"/api/v1/conversations/{conversation}/resolve")
        await console.until(lambda: console.find(frames.Offers)[-1].wrap_ups)
        (wrap_up,) = console.find(frames.Offers)[-1].wrap_ups
        assert (wrap_up.conversation, wrap_up.codes, wrap_up.mode) == (conversation, ["Return"], "optional")
        await console.until(lambda: _person(console, "Ada") and _person(console, "Ada").wrapping)
        person = _person(console, "Ada")
        assert (person.units, person.total) == (25, 100)
        assert [(each.channel, each.items, each.limit, each.room) for each in person.channels] == [
            ("webchat", 1, 4, True)
        ]
        await console.say("finish_wrap_up", item=wrap_up.id, code="Return")
        await console.until(lambda: not console.find(frames.Offers)[-1].wrap_ups)
        late = await client.post(f"/api/v1/work-items/{wrap_up.id}/wrap-up", json={"code": "Return"})
        assert (late.status_code, late.json()["code"]) == (409, "wrap_up_ended")
        await console.until(lambda: _person(console, "Ada").units == 0)


async def test_take_next_and_giving_everything_back(server: Server) -> None:
    ada, cookie = await server.agent("Ada", presence=Presence.AWAY)
    (conversation,) = await waiting(server)
    async with server.http(cookie) as client:
        taken = (await client.post("/api/v1/work/next")).json()
        assert taken["conversation"]["id"] == conversation
        assert (await client.post("/api/v1/work/next")).json() == {"conversation": None}
        items = (await client.get(f"/api/v1/conversations/{conversation}/work-items")).json()["items"]
        why = (await client.get(f"/api/v1/work-items/{items[0]['id']}/why")).json()
        assert (why["item"]["state"], why["taken_by"]["name"], why["waits"]) == ("active", "Ada", None)
        assert (await client.post("/api/v1/work/give-back", json={"reason": "lunch"})).json() == {"conversations": 1}
        await until_stored(server.db, lambda tx: owner(tx, conversation) is None)
        why = (await client.get(f"/api/v1/work-items/{items[0]['id']}/why")).json()
        assert (why["waits"]["position"], why["waits"]["reasons"]) == (1, {"absent": 1})
        assert (await client.get("/api/v1/work-items/x/why")).status_code == 404
    assert await server.db.read(lambda tx: scene.facts(tx, "agent", ada))


async def test_channels_that_no_inbox_takes_are_not_shown(server: Server) -> None:
    await server.agent("Ada")
    _, cookie = await server.agent("Bo")
    await waiting(server)
    await server.inbox("Mail")
    mail = sa.update(Inbox).where(Inbox.name == "Mail").values(channel="email")
    await server.db.write(lambda tx: tx.execute(mail) and None)
    async with server.console(cookie) as console:
        await console.say("watch_lists")
        await console.until(lambda: _person(console, "Bo"))
        assert {each.channel for each in _person(console, "Bo").channels} == {"webchat", "email"}
