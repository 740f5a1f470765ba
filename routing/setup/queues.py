"""State changes of queues: create, change, choose the default one."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec import UNSET
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.errors import Conflict
from contact_center.events import Fact, QueueChanged, QueueCreated, QueueMadeDefault
from contact_center.folding import fold
from contact_center.inboxes.calendars import calendar_by_id
from contact_center.inboxes.checks import checked_name
from contact_center.models import Queue, record
from contact_center.patching import merged
from contact_center.work.schemas import WrapUp
from contact_center.work.signals import SETUP
from routing.loading import settings_of
from routing.setup.checks import check_channels, check_settings, check_wrap_up
from routing.setup.queries import locked_setup, no_such_queue, skill_keys
from routing.setup.schemas import NewQueue, QueuePatch, QueueSettings

MOST = 200
"""Queues of an installation."""


def create_queue(tx: Session, new: NewQueue, *, by: str, at: datetime) -> Queue:
    """Raises InvalidInput, or Conflict name_taken or too_many_queues."""
    queues = locked_setup(tx)
    if len(queues) >= MOST:
        raise Conflict(f"There are {MOST} queues already. Delete some first.", code="too_many_queues")
    settings = check_settings(new.settings, queues=queues, skills=skill_keys(tx), default=False)
    name = checked_name(new.name)
    queue = Queue(
        name=name,
        folded=fold(name),
        settings=msgspec.to_builtins(settings),
        wrap_up=msgspec.to_builtins(check_wrap_up(new.wrap_up)),
        calendar_id=_calendar(tx, new.calendar),
        created_at=at,
    )
    tx.add(queue)
    _flush(tx)
    note(tx, queue.id, QueueCreated(name), by=by, at=at)
    return queue


def change_queue(tx: Session, public_id: str, patch: QueuePatch, *, by: str, at: datetime) -> Queue:
    """Raises NotFound, InvalidInput, or Conflict changed_meanwhile or name_taken."""
    queues = locked_setup(tx)
    queue = one_of(queues, public_id, patch.version)
    fields: list[str] = []
    if patch.name is not UNSET:
        queue.name = checked_name(patch.name)
        queue.folded = fold(queue.name)
        fields.append("name")
    if patch.settings is not UNSET:
        others = queues.keys() - {public_id}
        before = settings_of(queue)
        wanted = merged(before, patch.settings)
        settings = check_settings(wanted, queues=others, skills=skill_keys(tx), default=queue.is_default)
        fields += _differing(before, settings)
        queue.settings = msgspec.to_builtins(settings)
    if patch.wrap_up is not UNSET:
        wrap_up = merged(msgspec.convert(queue.wrap_up, WrapUp), patch.wrap_up)
        queue.wrap_up = msgspec.to_builtins(check_wrap_up(wrap_up))
        fields.append("wrap_up")
    if patch.calendar is not UNSET:
        queue.calendar_id = _calendar(tx, patch.calendar)
        fields.append("calendar")
    queue.version += 1
    _flush(tx)
    note(tx, queue.id, QueueChanged(fields), by=by, at=at)
    return queue


def make_default(tx: Session, public_id: str, *, by: str, at: datetime) -> Queue:
    """It takes what no rule sends elsewhere from now on. Raises NotFound, or InvalidInput where it lacks a channel."""
    queues = locked_setup(tx)
    queue = one_of(queues, public_id)
    if queue.is_default:
        return queue
    check_channels(settings_of(queue), default=True)
    (previous,) = (each for each in queues.values() if each.is_default)
    previous.is_default = False
    tx.flush()
    queue.is_default = True
    for each in (previous, queue):
        each.version += 1
    tx.flush()
    note(tx, queue.id, QueueMadeDefault(previous.id), by=by, at=at)
    return queue


def one_of(queues: Mapping[str, Queue], public_id: str, version: int | None = None) -> Queue:
    """Raises NotFound, or Conflict where it has another version by now."""
    queue = queues.get(public_id)
    if queue is None:
        raise no_such_queue()
    if version is not None and version != queue.version:
        raise Conflict("Somebody else has changed this queue meanwhile. Look again.", code="changed_meanwhile")
    return queue


def note(tx: Session, queue_id: int, fact: Fact, *, by: str, at: datetime) -> None:
    """Record a change of a queue, and have the router read anew after the commit."""
    record(tx, "queue", queue_id, fact, by=by, at=at)
    emit(tx, Signal(SETUP, queue_id))


def _differing(before: QueueSettings, after: QueueSettings) -> list[str]:
    return [name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)]


def _calendar(tx: Session, public_id: str | None) -> int | None:
    return None if public_id is None else calendar_by_id(tx, public_id, field="calendar").id


def _flush(tx: Session) -> None:
    try:
        tx.flush()
    except exc.IntegrityError:
        raise Conflict("There is a queue with this name already.", code="name_taken", field="name") from None
