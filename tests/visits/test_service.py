"""Consent, the trail of a conversation, and the end of old visits, on both kinds of database."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database, Signal
from contact_center.models import (
    Conversation,
    ConversationTrail,
    Event,
    Inbox,
    PageView,
    Visit,
    VisitorConsent,
)
from contact_center.visits import queries, service
from contact_center.visits.schemas import Journey, Trail
from tests import scene
from tests.scene import START

HASH = "a" * 64
OTHER = "b" * 64


def visit(
    tx: Session, inbox_id: int, *, visitor: str = HASH, at: datetime = START, pages: int = 1, **columns: Any
) -> int:
    """A visit with a page each minute from its start."""
    number = tx.execute(sa.select(sa.func.count()).select_from(Visit)).scalar_one()
    row = Visit(
        inbox_id=inbox_id, visitor=visitor, client_id=f"visit-{number}", started_at=at, last_at=at,
        campaign={}, device="", facts={}, **columns,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    for place in range(pages):
        when = at + timedelta(minutes=place)
        url = f"https://shop.example/{number}/{place}"
        tx.add(PageView(visit_id=row.id, client_id=f"page-{place}", url=url, title=f"Page {place}", at=when))
    tx.flush()
    return row.id


def count(tx: Session, table: type[Any]) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def facts(tx: Session) -> list[str]:
    query = sa.select(Event.type).where(Event.entity == "visitor_consent").order_by(Event.id)
    return list(tx.execute(query).scalars())


async def test_consent_is_one_row_and_a_fact_for_each_change_of_mind(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        for step, change in enumerate((service.give_consent, service.give_consent, service.withdraw_consent) * 2):
            change(tx, inbox_id=inbox, visitor=HASH, at=START + timedelta(minutes=step))
        service.withdraw_consent(tx, inbox_id=inbox, visitor=OTHER, at=START)
        (row,) = tx.execute(sa.select(VisitorConsent)).scalars()
        assert (row.given_at, row.withdrawn_at) == (START + timedelta(minutes=3), START + timedelta(minutes=5))
        assert facts(tx) == ["ConsentGiven", "ConsentWithdrawn"] * 2

    await database.write(unit)


async def test_withdrawing_deletes_all_of_this_visitor_and_nothing_of_another(
    database: Database, signals: list[Signal]
) -> None:
    def begin(tx: Session) -> tuple[int, int]:
        inbox = scene.inbox(tx)
        for visitor in (HASH, OTHER):
            service.give_consent(tx, inbox_id=inbox, visitor=visitor, at=START)
            visit(tx, inbox, visitor=visitor, pages=3)
            scene.received(tx, inbox, who=visitor, at=START + timedelta(minutes=5))
        assert [count(tx, table) for table in (Visit, PageView, ConversationTrail)] == [2, 6, 2]
        return inbox, tx.execute(sa.select(Conversation.id).order_by(Conversation.id).limit(1)).scalar_one()

    inbox, conversation = await database.write(begin)
    signals.clear()
    await database.write(service.withdraw_consent, inbox_id=inbox, visitor=HASH, at=START + timedelta(hours=1))
    assert signals == [Signal(service.JOURNEY, conversation)]

    def after(tx: Session) -> None:
        assert [count(tx, table) for table in (Visit, PageView, ConversationTrail, VisitorConsent)] == [1, 3, 1, 2]
        assert tx.execute(sa.select(Visit.visitor)).scalar_one() == OTHER
        assert queries.journeys(tx, [conversation], now=START) == {conversation: Journey(asked=False)}

    await database.read(after)


async def test_a_conversation_keeps_the_last_pages_before_it_and_its_customer_gets_the_visits(
    database: Database,
) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        visit(tx, inbox, at=START - timedelta(days=2))
        visit(tx, inbox, pages=30)
        visit(tx, inbox, visitor=OTHER, pages=2)
        appended = scene.received(tx, inbox, who=HASH, at=START + timedelta(minutes=24, seconds=30))
        trail = queries.trail(tx, appended.conversation)
        assert [page.title for page in trail.pages] == [f"Page {number}" for number in range(24, 4, -1)]
        owners = tx.execute(sa.select(Visit.customer_id).order_by(Visit.id)).scalars()
        assert list(owners) == [appended.customer_id, appended.customer_id, None]

    await database.write(unit)


async def test_a_conversation_without_visits_keeps_no_trail(database: Database) -> None:
    def unit(tx: Session) -> None:
        appended = scene.received(tx, scene.inbox(tx), who=HASH)
        assert queries.trail(tx, appended.conversation) == Trail()
        assert count(tx, ConversationTrail) == 0

    await database.write(unit)


async def test_a_journey_says_whether_the_inbox_asks_its_visitors(database: Database) -> None:
    def unit(tx: Session) -> None:
        here = scene.received(tx, scene.inbox(tx), who=HASH)
        inbox = tx.execute(sa.select(Inbox)).scalar_one()
        for consent, asked in (("off", False), ("on_visit", True), ("in_chat", True)):
            inbox.settings = {**inbox.settings, "consent": consent}
            tx.flush()
            assert queries.journey(tx, here.conversation, now=START) == Journey(asked=asked)

    await database.write(unit)


async def test_what_one_brand_was_allowed_to_keep_another_does_not_see(database: Database) -> None:
    def unit(tx: Session) -> None:
        first = scene.inbox(tx)
        second = Inbox(
            name="Other", channel="webchat", allowed_sites=[], settings={}, created_at=START, first_shown_at=None
        )
        tx.add(second)
        tx.flush()
        service.give_consent(tx, inbox_id=first, visitor=HASH, at=START)
        here = scene.received(tx, first, who=HASH)
        there = scene.received(tx, second.id, who=HASH)
        visit(tx, first, customer_id=here.customer_id)
        assert len(queries.journey(tx, here.conversation, now=START).pages) == 1
        assert queries.journey(tx, there.conversation, now=START) == Journey(asked=False)

    await database.write(unit)


async def test_a_page_is_open_while_it_gives_signs_of_life_and_is_not_left(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        service.give_consent(tx, inbox_id=inbox, visitor=HASH, at=START)
        key = visit(tx, inbox)
        conversation = scene.received(tx, inbox, who=HASH).conversation
        assert queries.journey(tx, conversation, now=START + timedelta(seconds=59)).here
        assert not queries.journey(tx, conversation, now=START + timedelta(seconds=60)).here
        tx.execute(sa.update(Visit).where(Visit.id == key).values(left_at=START))
        assert not queries.journey(tx, conversation, now=START).here

    await database.write(unit)


async def test_old_visits_and_trails_are_deleted_in_bits_and_younger_ones_stay(database: Database) -> None:
    cut = START + timedelta(days=30)

    def begin(tx: Session) -> None:
        inbox = scene.inbox(tx)
        for day in range(60):
            visit(tx, inbox, at=START + timedelta(days=day), pages=2)
        for who, day in ((HASH, 10), (OTHER, 40)):
            visit(tx, inbox, visitor=who, at=START + timedelta(days=day))
            scene.received(tx, inbox, who=who, at=START + timedelta(days=day))

    await database.write(begin)
    deleted: list[int] = []
    while not deleted or deleted[-1]:
        deleted.append(await database.write(service.delete_before, cut, 10))
    assert deleted == [11, 10, 10, 1, 0]

    def after(tx: Session) -> None:
        assert tx.execute(sa.select(sa.func.min(Visit.last_at))).scalar_one() == cut
        assert [count(tx, table) for table in (Visit, PageView, ConversationTrail)] == [31, 61, 1]

    await database.read(after)
