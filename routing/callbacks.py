"""Calls that customers want from us: planned for a time, and queued as work of the channel callback when it comes.

Until then the conversation is snoozed, so that nobody waits for anything and no silence closes it; staff read in a note
whom to call, when and about what.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.conversations import service as conversations
from contact_center.conversations.sending import append_one
from contact_center.db import Database
from contact_center.errors import Conflict
from contact_center.events import CallbackEnded, CallbackPlanned, ConversationReopened
from contact_center.models import Callback, actor, record
from contact_center.values import Audience, Author, NewMessage, Owner, Status, Writer
from contact_center.work import service as work
from contact_center.work.schemas import NewCallback
from contact_center.work.waiting import CALLBACK
from routing import intake

KIND = "callback.due"
DUE, REPLACED = "due", "replaced"
NOTE = {
    "en": "Callback planned: {caller}, {phone}\nWhen: {when}\nAbout: {topic}",
    "vi": "Lịch gọi lại: {caller}, {phone}\nKhi nào: {when}\nNội dung: {topic}",
}
NOW = {
    "en": "Please call now: {caller}, {phone}\nUntil: {until}\nAbout: {topic}",
    "vi": "Đến giờ gọi: {caller}, {phone}\nGọi trước: {until}\nNội dung: {topic}",
}


def is_planned(tx: Session, phone: str, *, but: int) -> bool:
    """Whether another conversation than this has a call to the number planned: there is one at most."""
    others = sa.select(Callback.id).where(
        Callback.phone == phone, Callback.ended_at.is_(None), Callback.conversation_id != but
    )
    return tx.execute(others.limit(1)).scalar() is not None


def plan(tx: Session, new: NewCallback, *, now: datetime) -> None:
    """Note the call and put the conversation aside until then; what was planned in it before is replaced.

    Raises Conflict where another conversation has a call to the number planned.
    """
    row = conversations.locked(tx, new.conversation_id)
    by = actor(Author.CUSTOMER, row.customer_id)
    for before in tx.execute(_open(new.conversation_id)).scalars().all():
        _end(tx, before, REPLACED, by=by, at=now)
    callback = Callback(
        conversation_id=row.id, phone=new.phone, caller=new.caller, topic=new.topic,
        starts_at=new.starts_at, ends_at=new.ends_at, created_at=now,
    )  # fmt: skip
    try:
        with tx.begin_nested():
            tx.add(callback)
            tx.flush()
    except IntegrityError:
        raise Conflict("A call to this number is planned already.") from None
    fact = CallbackPlanned(callback.id, new.starts_at, new.ends_at)
    record(tx, "conversation", row.id, fact, by=by, at=now)
    when = f"{_local(new.starts_at, new.zone)} – {_local(new.ends_at, new.zone)[-5:]} ({new.zone})"
    _note(tx, callback, NOTE[new.language], when=when, at=now)
    if row.status == Status.OPEN and row.owner != Owner.AGENT and work.open_item(tx, row.id) is None:
        conversations.snooze(tx, row.id, until=new.starts_at, by="system", at=now)
    payload = {"callback_id": callback.id, "zone": new.zone, "language": new.language}
    jobs.enqueue(tx, KIND, payload, now=now, run_at=new.starts_at)


def due_handler(clock: Callable[[], datetime]) -> Callable[[Database, jobs.TakenJob], Awaitable[None]]:
    """The handler of `callback.due` jobs."""

    async def run(db: Database, job: jobs.TakenJob) -> None:
        await db.write(queue_if_due, **job.payload, now=clock())

    return run


def queue_if_due(tx: Session, *, callback_id: int, zone: str, language: str, now: datetime) -> bool:
    """Its time has come: the conversation is open again, and its callback waits in a queue for who makes the call.

    An agent who has the conversation in hand reads the note and calls; False where it is planned no more, or not yet.
    """
    callback = tx.execute(sa.select(Callback).where(Callback.id == callback_id).with_for_update()).scalar_one_or_none()
    if callback is None or callback.ended_at is not None or callback.starts_at > now:
        return False
    row = conversations.locked(tx, callback.conversation_id)
    _end(tx, callback, DUE, by="system", at=now)
    _note(tx, callback, NOW[language], until=_local(callback.ends_at, zone), at=now)
    row = conversations.locked(tx, callback.conversation_id)
    if work.open_item(tx, row.id) is not None:
        return True
    fact = ConversationReopened(KIND)
    conversations.change(
        tx, row, fact, by="system", at=now, public=True, status=Status.OPEN, owner=Owner.NONE, agent_id=None,
        resolved_at=None, snoozed_until=None,
    )  # fmt: skip
    intake.enter(tx, row.id, now=now, channel=CALLBACK)
    return True


def _open(conversation_id: int) -> sa.Select[Callback]:
    return sa.select(Callback).where(Callback.conversation_id == conversation_id, Callback.ended_at.is_(None))


def _end(tx: Session, callback: Callback, outcome: str, *, by: str, at: datetime) -> None:
    callback.ended_at, callback.outcome = at, outcome
    tx.flush()
    record(tx, "conversation", callback.conversation_id, CallbackEnded(callback.id, outcome), by=by, at=at)


def _note(tx: Session, callback: Callback, text: str, *, at: datetime, **words: str) -> None:
    """Tell staff whom to call."""
    body = text.format(caller=callback.caller, phone=callback.phone, topic=callback.topic, **words)
    note = NewMessage(
        conversation_id=callback.conversation_id, writer=Writer(Author.SYSTEM), body=body, client_id=None, at=at,
        audience=Audience.STAFF,
    )  # fmt: skip
    append_one(tx, note)


def _local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%d/%m/%Y %H:%M}"
