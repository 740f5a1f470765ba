"""How contacts enter queues, on both databases: by rules, with what the queue says, and past what cannot serve them."""

from datetime import timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service as conversations
from contact_center.db import Database
from contact_center.models import Agent, Customer, IntakeRule, Label, PageView, Skill, Visit, VisitorConsent
from contact_center.values import WorkState
from routing import intake
from routing.records import Need
from routing.setup.schemas import Condition, Promise, Sticky
from tests import scene
from tests.routing.places import default, entered, place, queue, rule, there, to_message, to_queue
from tests.scene import START


async def test_the_first_rule_that_matches_says_the_queue_the_needs_and_the_priority(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox, refunds = scene.inbox(tx), queue(tx, "Refunds")
        skill = Skill(name="Money", folded="money", created_at=START)
        tx.add(skill)
        tx.flush()
        need = Need(skill.public_id, 3)
        rule(tx, refunds, Condition(about="words", values=("hoàn tiền",)), needs=(need,), priority=7)
        rule(tx, None, priority=2)
        item = entered(tx, inbox, body="Cho mình HOAN TIEN nhé")
        assert (place(tx, item), item.priority, item.needs) == ("Refunds", 7, [msgspec.to_builtins(need)])
        other = entered(tx, inbox, "bob", body="Hello")
        assert (place(tx, other), other.priority, other.needs) == ("General", 2, [])

    await database.write(unit)


async def test_a_rule_to_a_queue_that_is_gone_or_takes_nothing_of_the_channel_leads_to_the_default_one(
    database: Database,
) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        key = rule(tx, queue(tx, "Mail", channels=("email",)))
        assert place(tx, entered(tx, inbox)) == "General"
        tx.execute(sa.update(IntakeRule).where(IntakeRule.id == key).values(outcome={"queue": "gone"}))
        assert place(tx, entered(tx, inbox, "bob")) == "General"

    await database.write(unit)


async def test_rules_know_the_page_the_label_and_whether_the_customer_is_new(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        label = Label(name="VIP", folded="vip", colour="#000000", created_at=START)
        tx.add(label)
        tx.flush()
        rule(tx, queue(tx, "Cart"), Condition(about="page", how="contains", values=("/cart",)))
        rule(tx, queue(tx, "Important"), Condition(about="label", values=(label.public_id,)))
        rule(tx, queue(tx, "Regulars"), Condition(about="customer", values=("known",)))
        visit = Visit(
            inbox_id=inbox,
            visitor="ann",
            client_id="v",
            started_at=START,
            last_at=START,
            campaign={},
            device="",
            facts={},
        )
        tx.add_all([visit, VisitorConsent(inbox_id=inbox, visitor="ann", given_at=START)])
        tx.flush()
        tx.add(PageView(visit_id=visit.id, client_id="p", url="https://shop.example/cart", title="", at=START))
        item = entered(tx, inbox)
        assert place(tx, item) == "Cart"
        assert place(tx, entered(tx, inbox, "bob")) == "General"
        conversations.resolve(tx, item.conversation_id, by="system", at=START)
        later = START + timedelta(hours=2)
        again = scene.received(tx, inbox, who="ann", at=later).conversation_id
        row = scene.row(tx, again)
        row.labels = [label.public_id]
        tx.flush()
        assert intake.enter(tx, again, now=later)
        (mine,) = scene.items(tx, again)
        assert place(tx, mine) == "Important"
        conversations.resolve(tx, again, by="system", at=later)
        assert place(tx, entered(tx, inbox, at=later + timedelta(hours=2))) == "Regulars"

    await database.write(unit)


async def test_whose_dispatch_was_delayed_has_waited_since_the_message(database: Database) -> None:
    def unit(tx: Session) -> None:
        default(tx, promise=Promise(seconds=90))
        key = scene.received(tx, scene.inbox(tx)).conversation_id
        assert intake.enter(tx, key, now=START + timedelta(seconds=70), since=START)
        (item,) = scene.items(tx, key)
        assert (item.eligible_at, item.promise_at) == (START, START + timedelta(seconds=90))
        assert item.seen_at == START + timedelta(seconds=70)

    await database.write(unit)


async def test_a_queue_says_the_language_and_by_when_an_answer_is_due(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        default(tx, speaks=True, promise=Promise(seconds=90))
        key = scene.received(tx, inbox).conversation_id
        tx.execute(sa.update(Customer).values(locale="vi"))
        assert intake.enter(tx, key, now=START)
        (item,) = scene.items(tx, key)
        assert (item.language, item.promise_at) == ("vi", START + timedelta(seconds=90))
        default(tx, promise=None)
        plain = entered(tx, inbox, "bob")
        assert (plain.language, plain.promise_at, plain.state) == (None, None, WorkState.QUEUED)

    await database.write(unit)


async def test_a_contact_is_kept_for_who_handled_the_customer_last_if_they_are_there(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox, ada, bo = scene.inbox(tx), there(tx, "Ada"), there(tx, "Bo")
        default(tx, sticky=Sticky(seconds=60, days=7))
        at = START
        for agent in (bo, ada):
            item = entered(tx, inbox, at=at)
            conversations.assign(tx, item.conversation_id, agent_id=agent, by="system", at=at)
            conversations.resolve(tx, item.conversation_id, by="system", at=at)
            at += timedelta(minutes=1)
        kept = entered(tx, inbox, at=at)
        assert (kept.preferred_agent_id, kept.preferred_until) == (ada, at + timedelta(seconds=60))
        assert entered(tx, inbox, "bob", at=at).preferred_agent_id is None
        conversations.resolve(tx, kept.conversation_id, by="system", at=at)
        tx.execute(sa.update(Agent).where(Agent.id == ada).values(lease_until=at))
        gone = entered(tx, inbox, at=at + timedelta(seconds=1))
        assert gone.preferred_agent_id is None
        conversations.resolve(tx, gone.conversation_id, by="system", at=at)
        tx.execute(sa.update(Agent).values(lease_until=START + timedelta(days=9)))
        assert entered(tx, inbox, at=START + timedelta(days=8)).preferred_agent_id is None

    await database.write(unit)


async def test_a_full_queue_sends_on_and_the_item_says_so(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox, other = scene.inbox(tx), queue(tx, "Other")
        start = default(tx, max_waiting=1, overflow=(to_queue("full", other),))
        assert place(tx, entered(tx, inbox)) == "General"
        item = entered(tx, inbox, "bob")
        assert (place(tx, item), item.visited, item.by_message) == ("Other", [start], False)
        assert scene.facts(tx, "work_item", item.id) == ["WorkItemQueued", "WorkItemOverflowed"]

    await database.write(unit)


async def test_outside_the_hours_or_with_nobody_there_the_customer_is_left_to_a_message(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        shut = queue(tx, "Shut", never_open=True, overflow=(to_message("closed"),))
        first = rule(tx, shut)
        assert entered(tx, inbox).by_message
        default(tx, overflow=(to_message("no_staff"), to_message("full")), max_waiting=1)
        tx.execute(sa.update(IntakeRule).where(IntakeRule.id == first).values(enabled=False))
        item = entered(tx, inbox, "bob")
        assert (place(tx, item), item.by_message, item.state) == ("General", True, WorkState.QUEUED)
        there(tx, "Ada")
        assert not entered(tx, inbox, "cyd").by_message

    await database.write(unit)


async def test_nobody_who_speaks_the_language_is_nobody_there(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox, other = scene.inbox(tx), queue(tx, "Other")
        default(tx, speaks=True, overflow=(to_queue("no_staff", other),))
        ada = there(tx, "Ada")
        item = entered(tx, inbox)
        assert (place(tx, item), item.language) == ("Other", None)
        tx.execute(sa.update(Agent).where(Agent.id == ada).values(languages=["en"]))
        assert place(tx, entered(tx, inbox, "bob")) == "General"

    await database.write(unit)


async def test_two_closed_queues_that_lead_to_each_other_keep_the_item(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        second = queue(tx, "Second", never_open=True, overflow=(to_queue("closed", default(tx)),))
        start = default(tx, overflow=(to_queue("no_staff", second),))
        item = entered(tx, inbox)
        assert (place(tx, item), item.visited, item.by_message) == ("Second", [start], False)

    await database.write(unit)
