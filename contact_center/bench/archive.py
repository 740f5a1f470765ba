"""A believable past to list: inboxes, customers and conversations, written straight into the migrated tables."""

import random
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import open_database
from contact_center.labels.schemas import NewLabel
from contact_center.labels.service import create_label
from contact_center.models import Agent, Conversation, ConversationLabel, Customer, Inbox
from contact_center.settings import Settings
from contact_center.values import Author, Owner, Status, new_id, utc_now

INBOXES = 12
CHUNK = 5_000
DAYS = 365
OPEN_SHARE, SNOOZED_SHARE, UNASSIGNED_SHARE = 0.03, 0.01, 0.25
_PREVIEWS = (
    "where is my order, it should have come yesterday",
    "xin chào, đơn hàng của tôi vẫn chưa tới",
    "the refund has arrived, thank you for the quick help",
    "tôi muốn đổi size áo này, còn hàng không ạ?",
    "I was charged twice for the same invoice",
    "cảm ơn bạn, mình đã nhận được hàng rồi",
    "we have sent you the return label by e-mail",
)
_NAMES = ("Anna", "Bình", "Carlos", "Dung", "Emma", "Giang", "Hải", "Ivan", "Jonas", "Linh", "Minh", "Sofia")


async def fill(settings: Settings, rng: random.Random, conversations: int) -> list[str]:
    """Make the past; returns the inboxes' public ids. The conversations' share of inboxes and agents is uneven."""
    database = open_database(settings, lambda _: None)
    try:
        agents = await database.read(lambda tx: list(tx.execute(sa.select(Agent.id).order_by(Agent.id)).scalars()))
        first, inboxes, public_ids = await database.write(_people, rng, conversations)
        now = utc_now()
        for start in range(0, conversations, CHUNK):
            rows = [
                _conversation(
                    rng, now, at=at / conversations, customers=(first, conversations), places=(inboxes, agents)
                )
                for at in range(start, min(start + CHUNK, conversations))
            ]
            await database.write(_insert, rows)
        await database.write(lambda tx: tx.execute(sa.text("ANALYZE")))
    finally:
        await database.close()
    return public_ids


async def put_labels(settings: Settings) -> dict[str, str]:
    """Label one conversation in five, one in five hundred, and the oldest tenth; returns the labels' public ids."""
    database = open_database(settings, lambda _: None)
    try:
        labels = await database.write(_put_labels)
        await database.write(lambda tx: tx.execute(sa.text("ANALYZE")))
    finally:
        await database.close()
    return labels


def _put_labels(tx: Session) -> dict[str, str]:
    oldest = sa.select(sa.func.max(Conversation.id) / 10).scalar_subquery()
    wearing = {"common": Conversation.id % 5 == 0, "rare": Conversation.id % 500 == 0, "old": Conversation.id <= oldest}
    result: dict[str, str] = {}
    for name, here in wearing.items():
        label = create_label(tx, NewLabel(name=name), by="system", at=utc_now())
        keys = sa.select(Conversation.id, sa.literal(label.id)).where(here)
        tx.execute(sa.insert(ConversationLabel).from_select(["conversation_id", "label_id"], keys))
        result[name] = label.public_id
    for chosen in product((False, True), repeat=len(wearing)):
        worn = dict(zip(wearing, chosen, strict=True))
        those = sa.update(Conversation).where(*(here if worn[name] else ~here for name, here in wearing.items()))
        labels = [public_id for name, public_id in result.items() if worn[name]]
        tx.execute(those.values(labels=labels).execution_options(synchronize_session=False))
    return result


def _people(tx: Session, rng: random.Random, customers: int) -> tuple[int, list[int], list[str]]:
    """Inboxes, and two customers to three conversations; returns the first customer's key and the inboxes."""
    now = utc_now()
    made = [
        Inbox(name=f"Brand {n}", channel="webchat", allowed_sites=[], settings={}, created_at=now)
        for n in range(1, INBOXES + 1)
    ]
    tx.add_all(made)
    tx.flush()
    first = (tx.execute(sa.select(sa.func.max(Customer.id))).scalar() or 0) + 1
    for start in range(0, _customers(customers), CHUNK):
        rows = [
            {
                "id": first + n,
                "public_id": new_id(),
                "name": f"{rng.choice(_NAMES)} {n}" if rng.random() < 0.6 else None,
                "email": f"customer{n}@mail.example" if rng.random() < 0.5 else None,
                "locale": rng.choice(("en", "vi")),
                "created_at": now - timedelta(days=DAYS),
            }
            for n in range(start, min(start + CHUNK, _customers(customers)))
        ]
        tx.connection().execute(sa.insert(Customer), rows)
    return first, [inbox.id for inbox in made], [inbox.public_id for inbox in made]


def _customers(conversations: int) -> int:
    return max(1, conversations * 2 // 3)


def _conversation(
    rng: random.Random, now: datetime, *, at: float, customers: tuple[int, int], places: tuple[list[int], list[int]]
) -> dict[str, Any]:
    """One conversation; at: how far through the past it began, from 0 to 1."""
    inboxes, agents = places
    begun = now - timedelta(days=DAYS * (1 - at), minutes=rng.uniform(0, 600))
    last = min(begun + timedelta(minutes=rng.expovariate(1 / 90)), now)
    share = rng.random()
    status = Status.OPEN if share < OPEN_SHARE else Status.RESOLVED
    if OPEN_SHARE <= share < OPEN_SHARE + SNOOZED_SHARE:
        status = Status.SNOOZED
    unassigned = status is Status.OPEN and rng.random() < UNASSIGNED_SHARE
    agent = None if unassigned else agents[min(int(rng.paretovariate(1.1)) - 1, len(agents) - 1)]
    messages = 2 + int(rng.expovariate(1 / 6))
    return {
        "public_id": new_id(),
        "inbox_id": inboxes[min(int(rng.paretovariate(0.8)) - 1, len(inboxes) - 1)],
        "customer_id": customers[0] + rng.randrange(_customers(customers[1])),
        "channel": "webchat",
        "status": status,
        "owner": Owner.NONE if agent is None else Owner.AGENT,
        "agent_id": agent,
        "version": messages,
        "public_seq": messages,
        "staff_seq": messages,
        "created_at": begun,
        "last_message_at": last,
        "waiting_since": last if unassigned else None,
        "unread": messages if unassigned else 0,
        "preview": rng.choice(_PREVIEWS),
        "preview_author": rng.choice((Author.CUSTOMER, Author.AGENT)),
        "snoozed_until": now + timedelta(days=2) if status is Status.SNOOZED else None,
        "resolved_at": last if status is Status.RESOLVED else None,
    }


def _insert(tx: Session, rows: list[dict[str, Any]]) -> None:
    tx.connection().execute(sa.insert(Conversation), rows)
