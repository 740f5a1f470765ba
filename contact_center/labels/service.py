"""State changes of labels, and of which conversation has which."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.conversations.service import change, locked
from contact_center.customers.signals import show_again
from contact_center.db import Database
from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.events import ConversationLabelled, LabelChanged, LabelCreated, LabelRemoved
from contact_center.folding import fold
from contact_center.inboxes.checks import checked_name
from contact_center.jobs import TakenJob
from contact_center.labels.schemas import LabelPatch, NewLabel
from contact_center.models import Conversation, ConversationLabel, Label, record
from contact_center.paging import PageQuery, decode_cursor

TAKE_OFF = "take_off_label"
MOST = 200
"""Labels of an installation: more of them help nobody."""
BATCH = 100
"""Conversations from which a removed label is taken in one unit."""


def create_label(tx: Session, new: NewLabel, *, by: str, at: datetime) -> Label:
    """Raises Conflict name_taken, also where the names differ in case and tone marks alone, and too_many_labels."""
    if tx.execute(sa.select(sa.func.count()).select_from(Label)).scalar_one() >= MOST:
        raise Conflict(f"There are {MOST} labels already. Remove some first.", code="too_many_labels")
    name = checked_name(new.name)
    label = Label(name=name, folded=fold(name), colour=new.colour.lower(), created_at=at)
    tx.add(label)
    _flush(tx)
    record(tx, "label", label.id, LabelCreated(name), by=by, at=at)
    return label


def change_label(tx: Session, public_id: str, patch: LabelPatch, *, by: str, at: datetime) -> Label:
    """Raises NotFound, or Conflict changed_meanwhile or name_taken."""
    label = label_by_id(tx, public_id)
    if patch.version is not None and patch.version != label.version:
        raise Conflict("Somebody else has changed this label meanwhile. Look again.", code="changed_meanwhile")
    if patch.name is not None:
        label.name = checked_name(patch.name)
        label.folded = fold(label.name)
    if patch.colour is not None:
        label.colour = patch.colour.lower()
    label.version += 1
    _flush(tx)
    fields = [name for name in ("name", "colour") if getattr(patch, name) is not None]
    record(tx, "label", label.id, LabelChanged(fields), by=by, at=at)
    return label


def remove_label(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """Nobody sees or uses it from now on, and its name is free; a job takes it off the conversations. NotFound."""
    label = label_by_id(tx, public_id)
    record(tx, "label", label.id, LabelRemoved(label.name), by=by, at=at)
    label.removed_at = at
    label.folded = f"{label.folded} {label.public_id}"
    tx.flush()
    jobs.enqueue(tx, TAKE_OFF, {"label_id": label.id}, now=at, unique_key=str(label.id))


async def take_off(db: Database, job: TakenJob) -> None:
    """The handler of the kind take_off_label: some conversations at a time, and then the label itself."""
    while await db.write(take_some_off, job.payload["label_id"]):
        pass


def take_some_off(tx: Session, label_id: int) -> bool:
    """Take a removed label off some conversations; returns whether it is still there."""
    label = tx.get(Label, label_id)
    if label is None:
        return False
    mine = ConversationLabel.label_id == label_id
    keys = list(tx.execute(sa.select(ConversationLabel.conversation_id).where(mine).limit(BATCH)).scalars())
    if not keys:
        tx.delete(label)
        return False
    query = sa.select(Conversation).where(Conversation.id.in_(keys)).order_by(Conversation.id).with_for_update()
    for row in tx.execute(query).scalars():
        row.labels = [each for each in row.labels if each != label.public_id]
    tx.flush()
    show_again(tx, keys)
    tx.execute(sa.delete(ConversationLabel).where(mine, ConversationLabel.conversation_id.in_(keys)))
    return True


def label_conversation(tx: Session, conversation_id: int, labels: Sequence[str], *, by: str, at: datetime) -> None:
    """Give a conversation exactly these labels. Raises NotFound, or InvalidInput for a label that is not there."""
    row = locked(tx, conversation_id)
    wanted = {label.public_id: label for label in _labels(tx, labels)}
    before = {label.public_id: label for label in tx.execute(_labels_of(conversation_id)).scalars()}
    added, removed = wanted.keys() - before.keys(), before.keys() - wanted.keys()
    if not added and not removed:
        return
    gone = [before[key].id for key in removed]
    on = ConversationLabel.conversation_id == conversation_id
    tx.execute(sa.delete(ConversationLabel).where(on, ConversationLabel.label_id.in_(gone)))
    tx.add_all(ConversationLabel(conversation_id=conversation_id, label_id=wanted[key].id) for key in added)
    fact = ConversationLabelled(
        added=sorted(wanted[key].name for key in added), removed=sorted(before[key].name for key in removed)
    )
    ordered = sorted(wanted.values(), key=lambda label: label.folded)
    change(tx, row, fact, by=by, at=at, public=False, labels=[label.public_id for label in ordered])


def _labels_of(conversation_id: int) -> sa.Select[Label]:
    joined = sa.select(Label).join(ConversationLabel, ConversationLabel.label_id == Label.id)
    return joined.where(ConversationLabel.conversation_id == conversation_id)


def _labels(tx: Session, public_ids: Sequence[str]) -> list[Label]:
    query = sa.select(Label).where(Label.public_id.in_(public_ids), Label.removed_at.is_(None))
    found = list(tx.execute(query).scalars())
    if len(found) != len(set(public_ids)):
        raise InvalidInput("One of these labels has been removed.", code="label_gone", field="labels")
    return found


def labels_after(tx: Session, query: PageQuery) -> list[Label]:
    """At most limit + 1 of those that were not removed, by name."""
    found = sa.select(Label).where(Label.removed_at.is_(None)).order_by(Label.folded).limit(query.limit + 1)
    if query.after is not None:
        found = found.where(Label.folded > decode_cursor(query.after, tuple[str])[0])
    return list(tx.execute(found).scalars())


def label_by_id(tx: Session, public_id: str) -> Label:
    """The label, locked. Raises NotFound."""
    query = sa.select(Label).where(Label.public_id == public_id, Label.removed_at.is_(None)).with_for_update()
    label = tx.execute(query).scalar_one_or_none()
    if label is None:
        raise NotFound("There is no such label.")
    return label


def _flush(tx: Session) -> None:
    try:
        tx.flush()
    except exc.IntegrityError:
        raise Conflict("There is a label with this name already.", code="name_taken", field="name") from None
