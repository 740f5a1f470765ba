"""A call is asked for in a chat, within the business hours of its inbox, and planned when the reply is stored."""

import secrets
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours, Interval
from contact_center.db import Database
from contact_center.models import BusinessCalendar, Callback, Inbox
from faq_bot.flows.actions.http_shop import HttpShop
from faq_bot.flows.records import FlowOutcome, HandoverReason
from tests import scene
from tests.faq_bot.flows.actions.test_orders import Talk
from tests.scene import START

WEEK = [[Interval(480, 1020)] for _ in range(5)] + [[], []]


async def office(database: Database, week: list[list[Interval]]) -> None:
    """Every inbox is open at these hours in Vietnam."""
    hours = msgspec.to_builtins(Hours(zone="Asia/Ho_Chi_Minh", week=week))

    def unit(tx: Session) -> None:
        calendar = BusinessCalendar(name=secrets.token_hex(4), hours=hours, created_at=START)
        tx.add(calendar)
        tx.flush()
        tx.execute(sa.update(Inbox).values(calendar_id=calendar.id))

    await database.write(unit)


@pytest.fixture
async def talk(database: Database) -> Talk:
    talk = Talk(database, HttpShop("http://127.0.0.1:9", "x" * 32), await scene.conversation(database))
    await office(database, WEEK)
    return talk


async def rows(database: Database) -> list[Callback]:
    return await database.read(lambda tx: list(tx.execute(sa.select(Callback).order_by(Callback.id)).scalars()))


async def test_a_call_is_planned_for_the_chosen_hour_of_the_business(talk: Talk) -> None:
    await talk.begin("callback", "Lan", "0912 345 678", "A question about vases")
    assert talk.reply.content
    assert [each.label for each in talk.reply.content.choices][:2] == ["Tuesday, 3 March", "Wednesday, 4 March"]
    await talk.say("Tuesday, 3 March")
    assert "Vietnam time" in talk.reply.text
    await talk.say("9:00 to 10:00")
    assert await rows(talk.db) == []
    reply = await talk.say("yes")
    assert reply.outcome is FlowOutcome.DONE
    assert "0912345678 on Tuesday, 3 March, 9:00 to 10:00" in reply.text
    (row,) = await rows(talk.db)
    assert (row.phone, row.caller, row.topic) == ("0912345678", "Lan", "A question about vases")
    assert row.starts_at == datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


async def test_a_slot_that_passes_while_one_thinks_is_chosen_anew(talk: Talk) -> None:
    await talk.begin("callback", "Lan", "0912345678", "vases", "1", "1")
    talk.now += timedelta(days=1, hours=3)
    reply = await talk.say("yes")
    assert reply.state
    assert reply.state.at == "day"
    assert "That time has just passed" in reply.text
    assert await rows(talk.db) == []


async def test_a_number_that_another_conversation_wants_called_is_not_called_twice(talk: Talk) -> None:
    await talk.begin("callback", "Lan", "0912345678", "vases", "1", "1", "yes")
    talk.conversation = await scene.conversation(talk.db, who="bob")
    await office(talk.db, WEEK)
    reply = await talk.begin("callback", "Bob", "0912345678", "the same", "1", "1", "yes")
    assert reply.state
    assert reply.state.at == "phone"
    assert "planned" in reply.text
    assert len(await rows(talk.db)) == 1


async def test_where_nobody_ever_answers_a_person_is_told(talk: Talk) -> None:
    await office(talk.db, [[] for _ in range(7)])
    reply = await talk.begin("callback", "Lan", "0912345678", "vases")
    assert (reply.outcome, reply.reason) == (FlowOutcome.HANDS_OVER, HandoverReason.UNAVAILABLE)


async def test_an_inbox_that_is_always_open_calls_by_day_in_the_company_s_zone(talk: Talk) -> None:
    await talk.db.write(lambda tx: tx.execute(sa.update(Inbox).values(calendar_id=None)) and None)
    await talk.begin("callback", "Lan", "0912345678", "vases", "2")
    assert "Vietnam time" in talk.reply.text
    assert talk.reply.content
    labels = [each.label for each in talk.reply.content.choices]
    assert (labels[0], labels[11]) == ("8:00 to 9:00", "19:00 to 20:00")


async def test_without_any_calendar_there_is_universal_time(talk: Talk) -> None:
    def forget(tx: Session) -> None:
        tx.execute(sa.update(Inbox).values(calendar_id=None))
        tx.execute(sa.delete(BusinessCalendar))

    await talk.db.write(forget)
    await talk.begin("callback", "Lan", "0912345678", "vases", "2")
    assert "UTC" in talk.reply.text
