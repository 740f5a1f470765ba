"""Where a contact ends up that comes to a queue: in it, or where it overflows to, with what the queue says of it."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from contact_center.events import WorkItemOverflowed
from contact_center.models import WorkItem
from contact_center.work import service as work
from contact_center.work.schemas import Entry
from routing import overflow
from routing.loading import LoadedQueue, instant
from routing.records import SECOND, Need, WaitingItem
from routing.survey import Survey


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A contact that comes, whichever queue it is for. language: the customer's. eligible_at: since when it waits."""

    channel: str
    language: str | None
    needs: tuple[Need, ...] = ()
    priority: int = 0
    eligible_at: int


class Hop(msgspec.Struct, frozen=True):
    """An overflow on the way in. to: the key of the queue it leads to; none: to a message."""

    why: str
    to: int | None


class Admission(msgspec.Struct, frozen=True, kw_only=True):
    """queue: the one in which it waits. visited: those that it was sent on from, by public id."""

    queue: LoadedQueue
    item: WaitingItem
    visited: tuple[str, ...]
    hops: tuple[Hop, ...]
    by_message: bool


def admit(survey: Survey, queue: LoadedQueue, arrival: Arrival, *, visited: Collection[str] = ()) -> Admission:
    """Follow the overflows that hold as it comes. No queue is entered twice, so there is an end."""
    passed, hops = list(visited), list[Hop]()
    while True:
        item = item_in(queue, arrival)
        standing = survey.standing(queue, item, waited=None)
        held = overflow.first(queue.settings, standing, open_to=survey.open_to(queue, arrival.channel, passed))
        target = survey.queue(held.queue) if held and held.queue else None
        if held is not None:
            hops.append(Hop(held.when, target.id if target else None))
        if target is None:
            return Admission(
                queue=queue, item=item, visited=tuple(passed), hops=tuple(hops), by_message=held is not None
            )
        passed.append(queue.public_id)
        queue = target


def item_in(queue: LoadedQueue, arrival: Arrival) -> WaitingItem:
    """The contact as it would wait in the queue: with the language and the promise that the queue's settings say."""
    promise = queue.settings.promise
    return WaitingItem(
        id=0,
        queue=queue.id,
        channel=arrival.channel,
        eligible_at=arrival.eligible_at,
        language=arrival.language if queue.settings.speaks else None,
        needs=arrival.needs,
        priority=arrival.priority,
        promise_at=arrival.eligible_at + promise.seconds * SECOND if promise else None,
    )


def entry_of(admission: Admission) -> Entry:
    """With what the contact enters the queue."""
    item = admission.item
    return Entry(
        queue_id=item.queue,
        language=item.language,
        needs=[{"skill": need.skill, "level": need.level} for need in item.needs],
        priority=item.priority,
        promise_at=None if item.promise_at is None else instant(item.promise_at),
        by_message=admission.by_message,
        visited=list(admission.visited),
    )


def note_hops(tx: Session, item: WorkItem, admission: Admission, *, by: str, at: datetime) -> None:
    """Say of an item by which overflows it came where it is."""
    for hop in admission.hops:
        work.note(tx, item, WorkItemOverflowed(hop.why, hop.to), by=by, at=at)
