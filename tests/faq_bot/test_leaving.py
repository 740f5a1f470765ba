"""A flow that is left for another one waits; and an order that is asked for by its number is looked up at once."""

import pytest

from contact_center.db import Database
from faq_bot import choices
from tests.faq_bot.flows.playing import Play
from tests.faq_bot.talks import Engine, Talk

CALLBACK, STATUS = choices.FLOW + "callback", choices.FLOW + "order_status"


@pytest.fixture
async def talk(database: Database) -> Talk:
    """At the telephone number of a callback, which was left for an order's status."""
    engine = Engine(phone=[(CALLBACK, 4.0)], parcel=[(STATUS, 4.0), ("delivery", -9.0)])
    found = Talk(database, engine, flows=Play("callback").flows)
    await found.begin("phone me about this")
    await found.says("Lan")
    await found.says("where has my parcel got to")
    return found


async def test_it_is_said_that_a_flow_that_is_left_waits(talk: Talk) -> None:
    assert (await talk.last())["flow"] == "order_status"
    assert "after it we can go on with “Have us call you”" in (await talk.said())[-1].body


async def test_after_the_other_one_it_is_offered_and_goes_on_where_it_was(talk: Talk) -> None:
    for text in ("lan@example.com", "123456", "S23456"):
        await talk.says(text)
    assert "Shall we go on with it?" in (await talk.said())[-1].body
    assert [each["id"] for each in (await talk.last())["choices"]] == [CALLBACK]
    await talk.says("Go on", choice=CALLBACK)
    assert "Which number shall we call?" in (await talk.said())[-1].body
    assert (await talk.kept()).state.get("left") is None
    await talk.says("0912 345 678")
    assert "What is it about?" in (await talk.said())[-1].body


async def test_it_is_offered_too_where_the_other_one_is_cancelled(talk: Talk) -> None:
    await talk.says("Cancel", choice="flow:cancel")
    assert [each["id"] for each in (await talk.last())["choices"]] == [STATUS, CALLBACK]


@pytest.mark.parametrize("text", ["where is my order S31001", "đơn S31001 của em đâu rồi"])
async def test_an_order_that_is_named_is_looked_up_at_once(database: Database, text: str) -> None:
    torn = [("delivery", 4.0), (STATUS, 0.0)]
    engine = Engine(order=torn, đơn=[(STATUS, 0.3), ("delivery", 0.2)])
    talk = Talk(database, engine, flows=Play("callback").flows)
    await talk.begin(text, locale="vi" if "đơn" in text else "en")
    assert (await talk.last())["flow"] == "order_status"
