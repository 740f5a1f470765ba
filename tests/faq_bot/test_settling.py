"""What comes of conversations that go silent with the bot."""

from datetime import timedelta

import pytest

from contact_center.db import Database
from contact_center.values import Status
from faq_bot import choices
from faq_bot.settling import SILENCE, settle_silent
from tests.faq_bot.talks import SURE, UNSURE, Engine, Talk


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database, Engine(back=SURE, money=UNSURE))


async def test_who_does_not_come_back_after_an_answer_counts_as_helped(talk: Talk) -> None:
    await talk.begin("can I send it back?")
    await talk.db.write(settle_silent, now=talk.now + SILENCE - timedelta(hours=1))
    assert (await talk.row()).status == Status.OPEN
    await talk.db.write(settle_silent, now=talk.now + SILENCE + timedelta(hours=1))
    assert ((await talk.row()).status, (await talk.kept()).outcome) == (Status.RESOLVED, "resolved")


async def test_who_leaves_a_question_open_has_given_up(talk: Talk) -> None:
    await talk.begin("my money")
    await talk.db.write(settle_silent, now=talk.now + SILENCE + timedelta(hours=1))
    assert (await talk.kept()).outcome == "abandoned"


async def test_what_is_with_people_is_left_alone(talk: Talk) -> None:
    await talk.begin("I want to talk to a person")
    await talk.db.write(settle_silent, now=talk.now + SILENCE + timedelta(hours=1))
    assert ((await talk.row()).status, (await talk.kept()).outcome) == (Status.OPEN, "escalated")


async def test_a_said_yes_stands(talk: Talk) -> None:
    await talk.begin("can I send it back?")
    await talk.says("Yes", choice=choices.YES)
    await talk.says("hello")
    await talk.db.write(settle_silent, now=talk.now + SILENCE + timedelta(hours=1))
    assert (await talk.kept()).outcome == "resolved"
