"""The demonstration's past: a plan that holds together, and its playing through the real state changes."""

import itertools
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.calendars.opening import is_open, next_close
from contact_center.db import Database, open_database
from contact_center.demo import seeding
from contact_center.demo.past.plan import CONVERSATIONS, Act, Plan, plan
from contact_center.demo.past.scripts import Sign, open_scripts, past_scripts
from contact_center.demo.people import STAFF
from contact_center.folding import fold
from contact_center.inboxes.guide import progress
from contact_center.models import (
    Agent,
    Block,
    BusinessCalendar,
    CannedReply,
    Conversation,
    ConversationTrail,
    Customer,
    CustomerMerge,
    CustomFieldValue,
    Draft,
    Event,
    Inbox,
    Job,
    Mention,
    Message,
    Rating,
    WorkItem,
)
from contact_center.realtime.presence import effective
from contact_center.settings import Settings
from contact_center.values import JobState, Presence, Role, Status, WorkState

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGENTS = ("Nguyễn Thu Hà", "Trần Minh Quân", "Lê Bảo Ngọc")
SITES = ["http://127.0.0.1:8001", "http://localhost:8001"]
HASHES = {person.email: "no hash" for person in STAFF}


@pytest.fixture(scope="module")
def planned() -> Plan:
    return plan(past_scripts(), open_scripts(), agents=AGENTS, now=NOW)


def test_every_script_begins_with_the_customer_and_fills_every_gap(planned: Plan) -> None:
    for script in (*past_scripts(), *open_scripts()):
        assert script.lines[0].sign is Sign.CUSTOMER, script.name
    for step in planned.steps:
        assert "{" not in step.text


@pytest.mark.parametrize("hour", range(24))
def test_nothing_of_the_past_lies_in_the_future_at_any_hour(hour: int) -> None:
    now = NOW.replace(hour=hour)
    steps = plan(past_scripts(), open_scripts(), agents=AGENTS, now=now).steps
    assert max(step.at for step in steps) == now
    assert min(step.at for step in steps) > now - timedelta(days=32)


@pytest.mark.parametrize("hour", range(24))
def test_at_any_hour_two_customers_are_in_twice_and_one_of_them_is_writing(hour: int) -> None:
    visits = plan(past_scripts(), open_scripts(), agents=AGENTS, now=NOW.replace(hour=hour)).visits
    doubles = {
        fold(visit.visitor.name) for visit in visits if visit.visitor.locale == "vi" and visit.visitor.name.isascii()
    }
    own = [visit for visit in visits if fold(visit.visitor.name) in doubles and not visit.visitor.name.isascii()]
    assert len({visit.visitor for visit in own}) == len(doubles) == 2
    assert len({visit.visitor for visit in own if visit.number >= CONVERSATIONS}) == 1


@pytest.mark.parametrize("hour", range(24))
def test_agents_get_work_only_while_they_are_there(hour: int) -> None:
    here: set[int] = set()
    for step in plan(past_scripts(), open_scripts(), agents=AGENTS, now=NOW.replace(hour=hour)).steps:
        if step.act is Act.ARRIVE:
            here.add(step.agent)
        elif step.act is Act.LEAVE:
            here.discard(step.agent)
        elif step.act is Act.CLAIM:
            assert step.agent in here


def test_nobody_writes_in_two_conversations_at_a_time(planned: Plan) -> None:
    times: dict[object, list[tuple[datetime, datetime]]] = {}
    for visit in planned.visits:
        times.setdefault(visit.visitor, []).append((visit.steps[0].at, visit.steps[-1].at))
    for spans in times.values():
        spans.sort()
        assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))


def test_the_same_moment_gives_the_same_past(planned: Plan) -> None:
    assert plan(past_scripts(), open_scripts(), agents=AGENTS, now=NOW) == planned


async def test_a_seeded_database_is_as_if_people_had_worked_in_it(database_settings: Settings) -> None:
    """Seeding takes a while, so that everything is looked at after one."""
    database = open_database(msgspec.structs.replace(database_settings, database_timeout=120.0), lambda _: None)
    try:
        assert await database.read(seeding.content) is seeding.Content.NOTHING
        await database.write(seeding.seed, HASHES, sites=SITES, now=NOW)
        assert await database.read(seeding.content) is seeding.Content.DEMO
        for look in (conversations_stand_well, places_are_gapless, agents_are_ready, every_screen_has_something):
            await database.read(look)
        await the_inbox_allows_exactly_the_shop(database)
    finally:
        await database.close()


def conversations_stand_well(tx: Session) -> None:
    """Most have ended, some go on with each agent, a few wait; and no work is left behind but the snoozed ones'."""
    counted = sa.select(Conversation.status, sa.func.count()).group_by(Conversation.status)
    assert dict(tx.execute(counted).all()) == {
        Status.RESOLVED: CONVERSATIONS,
        Status.OPEN: 10,
        Status.SNOOZED: 4,
    }
    assert len(tx.execute(sa.select(WorkItem.id).where(WorkItem.state == WorkState.QUEUED)).all()) == 4
    held = sa.select(sa.func.count()).where(Conversation.status == Status.OPEN, Conversation.agent_id.is_not(None))
    assert list(tx.execute(held.group_by(Conversation.agent_id)).scalars()) == [2, 2, 2]
    assert {(kind, state) for kind, state in tx.execute(sa.select(Job.kind, Job.state))} == {
        ("dispatch", JobState.DONE),
        ("wake", JobState.QUEUED),
    }


def places_are_gapless(tx: Session) -> None:
    """Facts take every place of their conversation once, and messages come in the order of time."""
    places: dict[int, list[int]] = {}
    facts = sa.select(Event.entity_id, Event.staff_seq).where(Event.entity == "conversation")
    for key, seq in tx.execute(facts.where(Event.staff_seq.is_not(None)).order_by(Event.entity_id, Event.staff_seq)):
        assert seq is not None
        places.setdefault(key, []).append(seq)
    for key, last in tx.execute(sa.select(Conversation.id, Conversation.staff_seq)):
        assert places[key] == list(range(1, last + 1))
    times: dict[int, list[datetime]] = {}
    written = sa.select(Message.conversation_id, Message.created_at).order_by(Message.staff_seq)
    for key, at in tx.execute(written):
        times.setdefault(key, []).append(at)
    assert all(each == sorted(each) for each in times.values())


def agents_are_ready(tx: Session) -> None:
    """Available as soon as they sign in, and not before."""
    agents = tx.execute(sa.select(Agent).where(Agent.role == Role.AGENT)).scalars()
    found = [(agent.presence, effective(agent.presence, agent.lease_until, NOW)) for agent in agents]
    assert found == [(Presence.AVAILABLE, Presence.OFFLINE)] * 3


def every_screen_has_something(tx: Session) -> None:
    """What administrators set up is there in both languages, and what people left behind stands beside the chats."""
    shop, studio = tx.execute(sa.select(Inbox).order_by(Inbox.id)).scalars()
    hours = msgspec.convert(tx.get_one(BusinessCalendar, shop.calendar_id).hours, Hours)
    assert next_close(hours, NOW) is None, "whoever tries the demonstration gets through at any hour"
    assert is_open(hours, NOW)
    assert studio.calendar_id is not None
    assert shop.first_shown_at
    assert studio.first_shown_at
    assert progress(tx).dismissed, "nobody is asked to set up what is set up"
    for reply in tx.execute(sa.select(CannedReply)).scalars():
        assert set(reply.texts) == {"en", "vi"}, reply.shortcut
    of_both = tx.execute(sa.select(Conversation.labels).where(Conversation.inbox_id == studio.id)).scalars()
    assert all(of_both)
    scores = dict(tx.execute(sa.select(Rating.score, sa.func.count()).group_by(Rating.score)).all())
    assert 0.35 * CONVERSATIONS < sum(scores.values()) < 0.75 * CONVERSATIONS
    assert scores[5] + scores[4] > sum(scores.values()) / 2
    (merged,) = tx.execute(sa.select(CustomerMerge)).scalars()
    assert merged.undone_at is None
    names = list(tx.execute(sa.select(Customer.folded).where(Customer.merged_into.is_(None))).scalars())
    assert len(names) == len(set(names)) + 1, "one pair waits for somebody to see that it is one"
    trails = tx.execute(sa.select(ConversationTrail.pages)).scalars().all()
    assert len(trails) > CONVERSATIONS / 2
    assert all(page["url"].startswith(SITES[-1]) for pages in trails for page in pages)
    for table in (Block, BusinessCalendar, CustomFieldValue, Draft, Mention):
        assert tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() >= 2, table
    unseen = tx.execute(sa.select(sa.func.count()).select_from(Mention).where(Mention.seen_at.is_(None)))
    assert unseen.scalar_one() == 1


async def the_inbox_allows_exactly_the_shop(database: Database) -> None:
    """Also when the shop has moved to another port; nothing is written when it has not."""
    moved = ["http://localhost:9001", "http://127.0.0.1:9001"]
    first = await database.write(seeding.shop_inbox, SITES, now=NOW)
    assert await database.write(seeding.shop_inbox, moved, now=NOW) == first

    def look(tx: Session) -> tuple[list[str], int]:
        changes = sa.select(sa.func.count()).select_from(Event).where(Event.type == "InboxChanged")
        shop = tx.execute(sa.select(Inbox).where(Inbox.public_id == first)).scalar_one()
        return shop.allowed_sites, tx.execute(changes.where(Event.entity_id == shop.id)).scalar_one()

    assert await database.read(look) == (sorted(moved), 2), "its calendar, and the move"


async def test_a_database_in_use_is_told_apart(database: Database) -> None:
    def hire(tx: Session) -> None:
        tx.add(Agent(email="a@b.example", name="A", role="agent", created_at=NOW))

    await database.write(hire)
    assert await database.read(seeding.content) is seeding.Content.OTHER
