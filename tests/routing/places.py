"""Queues, rules and contacts straight in a database, for tests of intake and overflow."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.inboxes.calendars import create_calendar
from contact_center.inboxes.schemas import NewCalendar
from contact_center.models import Queue, WorkItem
from contact_center.values import Presence
from routing import intake
from routing.setup.queues import change_queue, create_queue
from routing.setup.rule_schemas import NewRule
from routing.setup.rules import create_rule
from routing.setup.schemas import Condition, NewQueue, Outcome, Overflow, QueuePatch, QueueSettings
from tests import scene
from tests.scene import START

NEVER_OPEN = Hours(zone="UTC", week=[[] for _ in range(7)])


def queue(tx: Session, name: str, *, never_open: bool = False, **settings: Any) -> str:
    """A queue with everybody in it; its public id."""
    calendar = None
    if never_open:
        new = NewCalendar(name=f"Never {name}", hours=NEVER_OPEN)
        calendar = create_calendar(tx, new, by="system", at=START).public_id
    given = QueueSettings(**{"members": "everybody", **settings})
    made = create_queue(tx, NewQueue(name=name, settings=given, calendar=calendar), by="system", at=START)
    return made.public_id


def default(tx: Session, **settings: Any) -> str:
    """The default queue, with other settings."""
    public_id = tx.execute(sa.select(Queue.public_id).where(Queue.is_default)).scalar_one()
    given = QueueSettings(**{"members": "everybody", "answer": "automatic", **settings})
    change_queue(tx, public_id, QueuePatch(settings=given), by="system", at=START)
    return public_id


def rule(tx: Session, to: str | None, *conditions: Condition, **outcome: Any) -> int:
    new = NewRule(name=f"To {to}", conditions=list(conditions), outcome=Outcome(queue=to, **outcome))
    return create_rule(tx, new, by="system", at=START).id


def to_queue(when: Any, queue: str, seconds: int | None = None) -> Overflow:
    return Overflow(when=when, to="queue", queue=queue, seconds=seconds)


def to_message(when: Any, seconds: int | None = None) -> Overflow:
    return Overflow(when=when, to="message", seconds=seconds)


def entered(tx: Session, inbox: int, who: str = "ann", *, at: datetime = START, body: str = "hello") -> WorkItem:
    """A customer writes and waits; the item."""
    key = scene.received(tx, inbox, who=who, at=at, body=body).conversation_id
    assert intake.enter(tx, key, now=at)
    return scene.items(tx, key)[-1]


def there(tx: Session, name: str) -> int:
    """An agent who is available for a day."""
    return scene.agent(tx, name, presence=Presence.AVAILABLE, lease=86_400)


def place(tx: Session, item: WorkItem) -> str:
    """The name of the queue in which it waits."""
    return tx.execute(sa.select(Queue.name).where(Queue.id == item.queue_id)).scalar_one()
