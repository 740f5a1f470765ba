"""What visitors hear of the business hours."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.webchat.opening import public_hours
from contact_center.calendars.hours import Hours, Interval
from contact_center.conversations import service
from contact_center.inboxes.calendars import change_calendar, create_calendar
from contact_center.inboxes.schemas import CalendarPatch, InboxPatch, NewCalendar
from contact_center.inboxes.service import change_inbox
from contact_center.models import BusinessCalendar, Event, Inbox
from contact_center.realtime import visitor_frames as frames
from contact_center.realtime.queries import conversation_id
from contact_center.realtime.staff_frames import StaffConversation, StaffSnapshot
from contact_center.settings import Settings
from tests.api import Clock
from tests.app_server import SITE, Server, serving, until_stored
from tests.chat_clients import VisitorClient

DAY = [Interval(8 * 60, 18 * 60)]
OFFICE = Hours("UTC", [DAY, DAY, DAY, DAY, DAY, [], []])
NEVER = Hours("UTC", [[]] * 7)
OPENS = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()  # Monday the 2nd of March 2026, 09:00


@pytest.fixture
async def server(database_settings: Settings, clock: Clock) -> AsyncIterator[Server]:
    async with serving(database_settings, clock=clock) as server:
        yield server


async def with_hours(server: Server, hours: Hours) -> str:
    """The id of an inbox that goes by these hours."""
    inbox, now = await server.inbox(), server.services.clock()

    def unit(tx: Session) -> None:
        calendar = create_calendar(tx, NewCalendar(name="Office", hours=hours), by="system", at=now)
        change_inbox(tx, inbox, InboxPatch(calendar=calendar.public_id), by="system", at=now)

    await server.db.write(unit)
    await server.process.webchat.opening.refresh()
    return inbox


async def change_hours(server: Server, hours: Hours) -> None:
    def unit(tx: Session) -> None:
        key = tx.execute(sa.select(BusinessCalendar.public_id)).scalar_one()
        change_calendar(tx, key, CalendarPatch(hours=hours), by="system", at=server.services.clock())

    await server.db.write(unit)


async def welcome(server: Server, inbox: str) -> frames.PublicHours:
    async with server.visitor(await server.embed_token(inbox)) as visitor:
        said: frames.Welcome = await visitor.next(frames.Welcome)
        return said.hours


def test_without_a_calendar_a_business_is_always_open() -> None:
    assert public_hours(None, OPENS) == frames.PublicHours(open=True, next_open=None)
    assert public_hours(NEVER, OPENS) == frames.PublicHours(open=False, next_open=None)


async def test_hello_says_whether_the_business_is_open_and_when_it_opens(server: Server, clock: Clock) -> None:
    inbox = await with_hours(server, OFFICE)
    assert await welcome(server, inbox) == frames.PublicHours(open=True)
    clock.now = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
    assert await welcome(server, inbox) == frames.PublicHours(open=False, next_open=OPENS)
    assert await welcome(server, await server.inbox("Another")) == frames.PublicHours(open=True)


async def test_who_never_opens_says_so_and_names_no_time(server: Server) -> None:
    assert await welcome(server, await with_hours(server, NEVER)) == frames.PublicHours(open=False)


async def test_visitors_hear_when_the_business_closes_and_opens(server: Server, clock: Clock) -> None:
    inbox = await with_hours(server, OFFICE)
    other = await server.embed_token(await server.inbox("Another"))
    async with server.visitor(await server.embed_token(inbox)) as visitor, server.visitor(other) as stranger:
        await visitor.next(frames.Welcome)
        for at in (datetime(2026, 3, 2, 17, 59, tzinfo=UTC), datetime(2026, 3, 2, 18, 0, tzinfo=UTC)):
            clock.now = at
            await server.process.webchat.opening.refresh()
        closed: frames.Hours = await visitor.next(frames.Hours)
        assert closed.hours == frames.PublicHours(open=False, next_open=OPENS)
        clock.now = OPENS
        await server.process.webchat.opening.refresh()
        await visitor.until(lambda: visitor.find(frames.Hours, hours=frames.PublicHours(open=True)))
        assert len(visitor.find(frames.Hours)) == 2
        await stranger.say("ping")
        await stranger.next(frames.Pong)
        assert not stranger.find(frames.Hours)


async def test_visitors_hear_at_once_of_changed_hours(server: Server) -> None:
    inbox = await with_hours(server, OFFICE)
    async with server.visitor(await server.embed_token(inbox)) as visitor:
        await visitor.next(frames.Welcome)
        await change_hours(server, NEVER)
        await visitor.next(frames.Hours, hours=frames.PublicHours(open=False))


async def test_the_first_page_with_a_widget_is_noted_once(server: Server, clock: Clock) -> None:
    inbox = await server.inbox()
    assert (await server.page(inbox, "https://elsewhere.example")).status_code == 403

    def shown(tx: Session) -> datetime | None:
        return tx.execute(sa.select(Inbox.first_shown_at).where(Inbox.public_id == inbox)).scalar_one()

    def facts(tx: Session) -> list[Any]:
        return list(tx.execute(sa.select(Event.data).where(Event.type == "InboxShown")).scalars())

    assert await server.db.read(shown) is None
    first = clock.now
    await server.page(inbox)
    await until_stored(server.db, shown)
    clock.now += timedelta(days=1)
    await server.page(inbox)
    assert await server.db.read(shown) == first
    assert [fact["site"] for fact in await server.db.read(facts)] == [SITE]


def shown(visitor: VisitorClient) -> frames.PublicConversation:
    return [each.conversation for each in visitor.frames if isinstance(each, frames.VisitorConversation)][-1]


async def test_who_writes_out_of_hours_hears_of_an_agent_once_that_one_has_answered(
    server: Server, clock: Clock
) -> None:
    inbox = await with_hours(server, OFFICE)
    clock.now = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    token = await server.embed_token(inbox)
    ada, cookie = await server.agent("Ada")
    async with server.visitor(token) as visitor, server.console(cookie) as console:
        conversation = (await visitor.send("a", "anybody there?")).conversation
        key = await server.db.read(conversation_id, conversation)
        await server.db.write(service.assign, key or 0, agent_id=ada, by="system", at=clock.now)
        await visitor.until(lambda: visitor.find(frames.VisitorConversation))
        assert (shown(visitor).waiting, shown(visitor).agent, shown(visitor).joined) == (True, None, None)
        await console.watch(conversation)
        assert console.find(StaffSnapshot)[-1].conversation.out_of_hours
        await console.send(conversation, "n", "a note", audience="staff")
        tab = visitor.tab()
        await tab.connect(hello=False)
        await tab.hello(conversation=conversation)
        (again,) = tab.find(frames.VisitorSnapshot)
        assert (again.conversation.waiting, again.conversation.agent) == (True, None)
        assert tab.find(frames.Welcome)[0].hours == frames.PublicHours(open=False, next_open=OPENS)
        await console.send(conversation, "r", "I am")
        for each in (visitor, tab):
            await each.until(lambda each=each: each.find(frames.VisitorConversation) and not shown(each).waiting)  # type: ignore[misc]
            assert shown(each).agent == frames.PublicAgent("Ada")
        await console.until(
            lambda: [each for each in console.find(StaffConversation) if not each.conversation.out_of_hours]
        )
        await tab.close()


async def test_who_writes_in_hours_hears_of_an_agent_at_once(server: Server) -> None:
    token = await server.embed_token(await with_hours(server, OFFICE))
    ada, _ = await server.agent("Ada")
    async with server.visitor(token) as visitor:
        key = await server.db.read(conversation_id, (await visitor.send("a", "anybody there?")).conversation)
        await server.db.write(service.assign, key or 0, agent_id=ada, by="system", at=server.services.clock())
        await visitor.until(lambda: visitor.find(frames.VisitorConversation))
        assert (shown(visitor).waiting, shown(visitor).agent) == (False, frames.PublicAgent("Ada"))
