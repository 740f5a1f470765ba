"""The bot as a dispatch step, on both databases: what it stores, once, and that nobody is left with it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import first_responder, service
from contact_center.db import Database
from contact_center.inboxes.schemas import BotSettings, InboxPatch, InboxSettings
from contact_center.inboxes.service import change_inbox
from contact_center.models import BotTurn, Conversation, Event, Inbox, Job, KbArticle
from contact_center.realtime.queries import join_visitor, notices
from contact_center.values import JobState, Owner
from faq_bot import choices
from faq_bot.nlu.errors import Unavailable
from routing import intake
from tests import scene
from tests.faq_bot.talks import SURE, UNSURE, Engine, Talk, choices_of


@pytest.fixture
def engine() -> Engine:
    return Engine(back=SURE, money=UNSURE)


@pytest.fixture
def talk(database: Database, engine: Engine) -> Talk:
    return Talk(database, engine)


async def test_it_takes_a_new_conversation_and_answers_with_an_article_and_its_link(talk: Talk) -> None:
    assert await talk.begin("can I send it back?")
    (answer,) = await talk.said()
    assert "Within 30 days." in answer.body
    assert "https://help.example/help/en/returns-en" in answer.body
    shown = await talk.last()
    assert (shown["kind"], shown["title"]) == ("article", "Returns en")
    assert choices_of(shown) == [choices.YES, choices.NO, choices.PERSON]
    row = await talk.row()
    assert (row.owner, row.waiting_since) == (Owner.BOT, None)
    assert (await talk.turns())[0].article == "returns"


async def test_the_same_job_run_twice_answers_once(talk: Talk) -> None:
    await talk.begin("can I send it back?")
    assert await talk.answer()
    assert len(await talk.said()) == 1


async def test_a_crash_between_storing_and_finishing_the_job_says_nothing_twice(talk: Talk, database: Database) -> None:
    await talk.begin("can I send it back?")
    again = Talk(database, talk.engine)
    again.key, again.now = talk.key, talk.now
    assert await again.answer()
    assert len(await talk.said()) == 1


async def test_two_processes_that_answer_at_once_say_it_once(talk: Talk, database: Database) -> None:
    await talk.begin("hello")
    await talk.says("can I send it back?", at_once=False)

    class Meddling(Engine):
        async def understand(self, text: str, spoken: str = "", *, conversation: str = ""):  # type: ignore[no-untyped-def]
            if self.asked == 0:
                self.asked = 1
                await talk.answer()
            return await super().understand(text, spoken)

    other = Talk(database, Meddling(back=SURE))
    other.key, other.now = talk.key, talk.now
    assert await other.answer()
    assert [each.body.partition("\n")[0] for each in await talk.said()][1:] == ["Within 30 days."]


async def test_what_comes_while_it_thinks_is_answered_together(talk: Talk, database: Database) -> None:
    class Late(Engine):
        async def understand(self, text: str, spoken: str = "", *, conversation: str = ""):  # type: ignore[no-untyped-def]
            if self.asked == 0:
                self.asked = 1
                await talk.says("a bowl that I want to give back", at_once=False)
            return await super().understand(text, spoken)

    await talk.begin("hello")
    talk.bot._mind._understander = Late(back=SURE)
    await talk.says("I have something", at_once=True)
    said = await talk.said()
    assert len(said) == 2
    assert (await talk.turns())[-1].question == "I have something a bowl that I want to give back"


async def test_a_person_takes_over_on_request_and_the_wait_begins_then(talk: Talk, database: Database) -> None:
    await talk.begin("can I send it back?")
    talk.now += timedelta(minutes=3)
    assert await talk.says("I want to talk to a person")
    over = talk.now
    row = await talk.row()
    assert (row.owner, row.waiting_since) == (Owner.NONE, over)
    jobs = sa.select(Job).where(Job.kind == "dispatch", Job.state == JobState.QUEUED)
    (job,) = await database.read(lambda tx: tx.execute(jobs).scalars().all())
    talk.now += timedelta(seconds=30)
    assert not await talk.answer()
    assert await database.write(intake.enter, talk.key, now=talk.now, since=job.created_at)
    (item,) = await database.read(scene.items, talk.key)
    assert item.eligible_at == over
    (line,) = [each for each in await database.read(notices, talk.key, after=0) if each.kind == "BotHandedOver"]
    assert line.reason == "request"


async def test_it_never_speaks_after_handing_over(talk: Talk) -> None:
    await talk.begin("I want to talk to a person")
    count = len(await talk.said())
    for text in ("ok", "can I send it back?", "hello"):
        assert not await talk.says(text)
    assert len(await talk.said()) == count
    await talk.db.write(service.resolve, talk.key, by="system", at=talk.now)
    assert not await talk.says("can I send it back?")
    assert len(await talk.said()) == count


async def test_an_agent_may_take_it_at_any_time_and_the_bot_is_silent(talk: Talk, database: Database) -> None:
    await talk.begin("can I send it back?")
    ada = await database.write(scene.agent, "Ada")
    await database.write(service.assign, talk.key, agent_id=ada, by=f"agent:{ada}", at=talk.now)
    assert not await talk.says("can I send it back again?")
    assert len(await talk.said()) == 1


async def test_an_inbox_without_a_bot_is_left_to_people(talk: Talk) -> None:
    assert not await talk.begin("can I send it back?", BotSettings())
    assert await talk.said() == []
    assert (await talk.row()).owner == Owner.NONE


async def test_a_bot_that_is_switched_off_hands_over_what_it_has(talk: Talk, database: Database) -> None:
    await talk.begin("can I send it back?")

    def switch_off(tx: Session) -> None:
        inbox = tx.execute(sa.select(Inbox)).scalar_one()
        settings = InboxSettings(bot=BotSettings(enabled=False))
        change_inbox(tx, inbox.public_id, InboxPatch(settings=settings), by="system", at=talk.now)

    await database.write(switch_off)
    assert await talk.says("and my money?")
    assert (await talk.kept()).reason == "off"


@pytest.mark.parametrize("error", [Unavailable("dead"), RuntimeError("broken model"), TimeoutError()])
async def test_a_broken_engine_hands_over(talk: Talk, error: Exception) -> None:
    talk.engine.broken = error
    assert await talk.begin("can I send it back?")
    assert (await talk.kept()).reason == "fault"
    assert (await talk.row()).owner == Owner.NONE
    assert (await talk.last())["kind"] == "handed_over"


async def test_internal_articles_are_neither_answers_nor_choices(talk: Talk) -> None:
    talk.engine.ranked = {"limits": [("limits", 5.0), ("returns", 0.2), ("refunds", 0.1)]}
    await talk.begin("what are your goodwill limits?")
    for message in await talk.said():
        assert "XL-500" not in message.body
        assert "limits" not in str(message.content)


async def test_it_asks_back_and_answers_what_is_chosen(talk: Talk) -> None:
    await talk.begin("my money")
    asked = await talk.last()
    assert choices_of(asked) == ["article:returns", "article:refunds", "article:delivery", choices.NONE, choices.PERSON]
    await talk.says("Refunds en", choice="article:refunds")
    assert (await talk.last())["title"] == "Refunds en"
    await talk.says("Yes", choice=choices.YES)
    assert (await talk.kept()).outcome == "resolved"
    turns = await talk.turns()
    assert [each.helped for each in turns] == [None, True, None]


async def test_a_choice_of_an_older_message_is_only_its_words(talk: Talk) -> None:
    await talk.begin("my money")
    (asked,) = await talk.said()
    await talk.says("can I send it back?")

    def unit(tx: Session) -> None:
        row = tx.get_one(Conversation, talk.key)
        from contact_center.contents import Chosen

        message = scene.from_customer(
            talk.key, "old", body="Refunds en", content=Chosen(message=asked.public_id, choice="article:refunds")
        )
        assert row.owner == Owner.BOT
        from contact_center.conversations.sending import append_one

        append_one(tx, message)

    await talk.db.write(unit)
    await talk.answer()
    assert (await talk.turns())[-1].question == "Refunds en"


async def test_no_to_everything_reaches_a_person_and_repeats_nothing(talk: Talk) -> None:
    await talk.begin("my money")
    await talk.says("None of these", choice=choices.NONE)
    assert (await talk.kept()).reason == "not_understood"
    assert [each.review for each in await talk.turns()] == ["open", "none"]


async def test_a_no_to_what_was_chosen_is_to_be_looked_at(talk: Talk) -> None:
    await talk.begin("my money")
    await talk.says("Refunds", choice="article:refunds")
    await talk.says("No", choice=choices.NO)
    assert [(each.article, each.rejected, each.review) for each in await talk.turns()][:2] == [
        (None, False, "none"), ("refunds", True, "open"),
    ]  # fmt: skip


async def test_after_a_no_it_offers_what_else_may_be_meant_and_then_a_person(talk: Talk) -> None:
    await talk.begin("can I send it back?")
    await talk.says("No", choice=choices.NO)
    assert "article:returns" not in choices_of(await talk.last())
    await talk.says("None of these", choice=choices.NONE)
    assert (await talk.row()).owner == Owner.NONE
    assert (await talk.turns())[0].rejected


async def test_the_language_is_the_customers_and_a_missing_text_is_marked(talk: Talk, database: Database) -> None:
    await talk.begin("tôi muốn trả lại hàng back được không", locale="en")
    assert (await talk.kept()).language == "vi"
    assert (await talk.last())["locale"] == "vi"


async def test_an_article_that_is_there_in_another_language_alone_says_so(database: Database, engine: Engine) -> None:
    talk = Talk(database, engine)
    await talk.begin("hello")

    def only_english(tx: Session) -> None:
        tx.execute(sa.text("DELETE FROM kb_publication WHERE locale = 'vi'"))

    await database.write(only_english)
    await talk.says("tôi muốn trả lại hàng đã mua, gửi back cho cửa hàng thì làm như thế nào vậy ạ")
    assert "(Bài này hiện chỉ có bằng tiếng Anh.)" in (await talk.said())[-1].body


async def test_a_flood_costs_no_more_than_its_limit(talk: Talk) -> None:
    await talk.begin("can I send it back?")
    for number in range(40):
        await talk.says(f"question {number} about money back")
        if (await talk.row()).owner == Owner.NONE:
            break
    assert talk.engine.asked <= 13
    assert (await talk.row()).owner == Owner.NONE


async def test_the_widget_sees_that_the_bot_has_it(talk: Talk, database: Database) -> None:
    await talk.begin("can I send it back?")
    (snapshot,) = (await database.read(join_visitor, talk.key, None)).frames
    assert snapshot.conversation.bot  # type: ignore[union-attr]
    assert await database.read(first_responder.bot_has, talk.key)


async def test_everything_goes_with_the_conversation(talk: Talk, database: Database) -> None:
    await talk.begin("can I send it back?")

    def delete(tx: Session) -> int:
        tx.execute(sa.delete(Conversation).where(Conversation.id == talk.key))
        return tx.execute(sa.select(sa.func.count()).select_from(BotTurn)).scalar_one()

    assert await database.write(delete) == 0


async def test_an_article_withdrawn_meanwhile_is_not_said(talk: Talk, database: Database) -> None:
    await talk.begin("my money")

    def archive(tx: Session) -> None:
        tx.execute(sa.update(KbArticle).where(KbArticle.key == "refunds").values(archived_at=talk.now))

    await database.write(archive)
    await talk.says("Refunds en", choice="article:refunds")
    assert (await talk.last())["kind"] == "handed_over"


async def test_facts_tell_what_it_did(talk: Talk, database: Database) -> None:
    await talk.begin("can I send it back?")
    await talk.says("I want a human")
    found = await database.read(scene.facts, "conversation", talk.key)
    assert [each for each in found if each.startswith("Bot")] == ["BotTookOver", "BotOutcomeKnown", "BotHandedOver"]
    staff, public = await database.read(scene.sequences, talk.key)
    assert staff == list(range(1, len(staff) + 1))
    assert public == list(range(1, len(public) + 1))
    assert await database.read(lambda tx: tx.execute(sa.select(Event).limit(1)).scalar()) is not None


async def test_many_messages_at_once_are_handed_over_once(talk: Talk) -> None:
    await talk.begin("can I send it back?")
    for number in range(13):
        await talk.says(f"and what of thing {number}", at_once=False)
    await talk.answer()
    assert ((await talk.kept()).reason, (await talk.row()).owner) == ("flood", Owner.NONE)
    said = len(await talk.said())
    await talk.says("and more")
    assert len(await talk.said()) == said
