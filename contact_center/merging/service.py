"""Two conversations by mail turn out to be one: everything of one goes into the other, and can be taken out again."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import drafts, service
from contact_center.conversations.appending import BY_PEOPLE, went_into
from contact_center.conversations.service import change, locked
from contact_center.conversations.standing import stand_again, stood
from contact_center.conversations.text import preview_of
from contact_center.customers.signals import show_again
from contact_center.errors import Conflict, NotFound
from contact_center.events import ConversationsMerged, ConversationsSplit
from contact_center.merging import places
from contact_center.merging.moved import Moved
from contact_center.merging.order import Numbers, mark
from contact_center.merging.rows import put_together, rows_of
from contact_center.merging.standing import waits_without
from contact_center.models import (
    Callback,
    Conversation,
    ConversationLabel,
    ConversationMerge,
    ConversationParticipant,
    Label,
    MailParticipant,
    Message,
)
from contact_center.values import BY_MAIL, Audience, Status, new_id
from contact_center.work import service as work

MOST = 20_000
"""Messages and other events of both together: more would keep everybody waiting."""
_RAW = {"synchronize_session": False}


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to become one, as whoever wishes it has seen both. other_customer: they may be of two customers."""

    source_id: int
    target_id: int
    source_version: int
    target_version: int
    other_customer: bool = False


def merge(tx: Session, wish: Wish, *, agent_id: int, by: str, at: datetime) -> ConversationMerge:
    """The source is a part of the target from now on; the same again changes nothing.

    Raises NotFound, and Conflict same_conversation, conversation_merged, not_by_mail, changed_meanwhile, other_customer
    or too_long.
    """
    source, target = _both(tx, wish.source_id, wish.target_id)
    if source.merged_into_id == target.id and (done := _standing(tx, source.id, target.id)) is not None:
        return done
    _check(wish, source, target)
    ours, theirs = rows_of(tx, target.id), rows_of(tx, source.id)
    if len(ours.facts) + len(theirs.facts) > MOST:
        raise Conflict("Together these conversations are too long to be merged.", code="too_long")
    moved = Moved(
        messages=[row.id for row in theirs.messages],
        facts=[row.id for row in theirs.facts],
        status=source.status,
        addresses=_join_by_mail(tx, source.id, target.id, at=at),
        pointers=_point(tx, source.id, target.id),
        source=stood(source),
        target=stood(target),
    )
    row = ConversationMerge(public_id=new_id(), source_id=source.id, target_id=target.id, by=by, at=at)
    if opens_again(source.status, target.status):
        service.reopen(tx, target.id, agent_id=agent_id, by=by, at=at)
        ours = rows_of(tx, target.id)
    moved = msgspec.structs.replace(moved, place=work.inherit(tx, target.id, of=source.id))
    row.moved = msgspec.to_builtins(moved)
    tx.add(row)
    work.end(tx, source.id, outcome=work.MERGED, by=by, at=at)
    numbers = put_together(tx, target, ours, source, theirs)
    _join_parties(tx, source.id, target.id, numbers)
    _take_drafts(tx, source.id, target.id, at=at)
    _note(tx, source, target, row, at=at)
    return row


def opens_again(source: str, target: str) -> bool:
    """Whether a target of this status is taken up again because of what comes into it."""
    return _LIVELY.index(source) > _LIVELY.index(target)


_LIVELY = (Status.RESOLVED, Status.SNOOZED, Status.OPEN)


def _check(wish: Wish, source: Conversation, target: Conversation) -> None:
    if source.id == target.id:
        raise Conflict("A conversation cannot be merged with itself.", code="same_conversation")
    for each in (source, target):
        if each.merged_into_id is not None:
            raise went_into(each.merged_into_id)
        if each.channel != BY_MAIL:
            detail = "Only conversations by mail can be merged: a chat is in its visitor's browser, too."
            raise Conflict(detail, code="not_by_mail")
    if (source.version, target.version) != (wish.source_version, wish.target_version):
        raise Conflict("One of the conversations has changed meanwhile. Look again.", code="changed_meanwhile")
    if source.customer_id != target.customer_id and not wish.other_customer:
        raise Conflict("The conversations are of two customers.", code="other_customer")


def _note(tx: Session, source: Conversation, target: Conversation, row: ConversationMerge, *, at: datetime) -> None:
    fact = ConversationsMerged(source.id, target.id, row.public_id)
    waits = [each.waiting_since for each in (source, target) if each.waiting_since is not None]
    dues = [each.due_at for each in (source, target) if each.due_at is not None]
    newest = max(source, target, key=lambda each: each.last_message_at)
    change(
        tx, target, fact, by=row.by, at=at, public=False,
        last_message_at=newest.last_message_at, preview=newest.preview, preview_author=newest.preview_author,
        waiting_since=min(waits, default=None) if target.status != Status.RESOLVED else None,
        due_at=min(dues, default=None) if target.status != Status.RESOLVED else None,
        has_files=target.has_files or source.has_files,
        out_of_hours=target.out_of_hours or source.out_of_hours, unread=target.unread + source.unread,
        labels=_label(tx, source.id, target.id),
    )  # fmt: skip
    change(
        tx, source, fact, by=row.by, at=at, public=False,
        status=Status.RESOLVED, resolved_at=source.resolved_at or at, snoozed_until=None, waiting_since=None,
        due_at=None, unread=0, out_of_hours=False, merged_into_id=target.id,
    )  # fmt: skip


def undo(tx: Session, public_id: str, *, by: str, at: datetime) -> ConversationMerge:
    """What came from the source goes back, and the source stands as it did: at whoever had it, else in the queue.

    What has come since stays with the target. The same again changes nothing. Raises NotFound, and Conflict
    conversation_merged where the target was merged itself since.
    """
    query = sa.select(ConversationMerge).where(ConversationMerge.public_id == public_id).with_for_update()
    row = tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such merge.")
    source, target = _both(tx, row.source_id, row.target_id)
    if row.undone_at is not None:
        return row
    if target.merged_into_id is not None:
        raise went_into(target.merged_into_id)
    moved = msgspec.convert(row.moved, Moved)
    back = rows_of(tx, target.id).only(set(moved.messages), set(moved.facts))
    source.merged_into_id = None
    tx.flush()
    put_together(tx, source, rows_of(tx, source.id), target, back)
    target.staff_seq, target.public_seq = target.staff_seq + 1, target.public_seq + 1  # what was there is there no more
    for other in tx.execute(sa.select(Conversation).where(Conversation.id.in_(moved.pointers))).scalars():
        other.merged_into_id = source.id
    _leave_by_mail(tx, target.id, moved.addresses)
    fact, row.undone_at = ConversationsSplit(source.id, target.id, row.public_id), at
    places.give_back(tx, row, moved.place)
    left = waits_without(tx, target, moved.target, moved.source, since=row.at)
    change(tx, target, fact, by=by, at=at, public=False, **_newest(tx, target.id), **left)
    as_before = stand_again(tx, source, moved.source, by=by, at=at) if moved.status != Status.RESOLVED else {}
    change(tx, source, fact, by=by, at=at, public=False, **_newest(tx, source.id), **as_before)
    show_again(tx, moved.pointers)
    return row


def _both(tx: Session, source_id: int, target_id: int) -> tuple[Conversation, Conversation]:
    """Both, locked in the order of their keys, so that two merges cannot wait for each other."""
    found = {key: locked(tx, key) for key in sorted({source_id, target_id})}
    return found[source_id], found[target_id]


def _standing(tx: Session, source_id: int, target_id: int) -> ConversationMerge | None:
    mine = ConversationMerge.source_id == source_id, ConversationMerge.target_id == target_id
    query = sa.select(ConversationMerge).where(*mine, ConversationMerge.undone_at.is_(None))
    return tx.execute(query.order_by(ConversationMerge.id.desc()).limit(1)).scalar_one_or_none()


def _point(tx: Session, source_id: int, target_id: int) -> list[int]:
    """What was merged into the source before leads to the target at once."""
    rows = tx.execute(sa.select(Conversation).where(Conversation.merged_into_id == source_id)).scalars().all()
    for row in rows:
        row.merged_into_id = target_id
    keys = [row.id for row in rows]
    tx.flush()
    show_again(tx, keys)
    return keys


def _join_by_mail(tx: Session, source_id: int, target_id: int, *, at: datetime) -> list[str]:
    """Who takes part in the source by mail takes part in the target; returns the addresses that are new there."""
    part = MailParticipant
    known = set(tx.execute(sa.select(part.address).where(part.conversation_id == target_id)).scalars())
    coming = tx.execute(sa.select(part).where(part.conversation_id == source_id).order_by(part.id)).scalars()
    new = [each for each in coming if each.address not in known]
    tx.add_all(
        part(conversation_id=target_id, address=each.address, name=each.name, role=each.role, since=at) for each in new
    )
    return [each.address for each in new]


def _leave_by_mail(tx: Session, target_id: int, addresses: list[str]) -> None:
    part = MailParticipant
    tx.execute(sa.delete(part).where(part.conversation_id == target_id, part.address.in_(addresses)))


def _join_parties(tx: Session, source_id: int, target_id: int, numbers: Numbers) -> None:
    """Everybody of both takes part; how far each has received and seen is what it was, in the new numbers."""
    party = ConversationParticipant
    rows = tx.execute(sa.select(party).where(party.conversation_id.in_((source_id, target_id)))).scalars().all()
    ours = {(row.customer_id, row.agent_id): row for row in rows if row.conversation_id == target_id}
    for row in ours.values():
        row.delivered_seq, row.seen_seq = (mark(numbers, target_id, seq) for seq in (row.delivered_seq, row.seen_seq))
    for row in rows:
        if row.conversation_id == source_id:
            here = ours.get((row.customer_id, row.agent_id))
            if here is None:
                here = party(
                    conversation_id=target_id, customer_id=row.customer_id, agent_id=row.agent_id, delivered_seq=0,
                    seen_seq=0,
                )  # fmt: skip
                tx.add(here)
            here.delivered_seq = max(here.delivered_seq, mark(numbers, source_id, row.delivered_seq))
            here.seen_seq = max(here.seen_seq, mark(numbers, source_id, row.seen_seq))
    tx.flush()


def _take_drafts(tx: Session, source_id: int, target_id: int, *, at: datetime) -> None:
    """What agents have begun to write goes along, and so do calls that are planned."""
    drafts.carry_over(tx, source_id, target_id, at=at)
    planned = sa.update(Callback).where(Callback.conversation_id == source_id, Callback.ended_at.is_(None))
    tx.execute(planned.values(conversation_id=target_id).execution_options(**_RAW))


def _label(tx: Session, source_id: int, target_id: int) -> list[str]:
    """The target has the labels of both; returns their public ids as a conversation keeps them."""
    on = ConversationLabel
    known = set(tx.execute(sa.select(on.label_id).where(on.conversation_id == target_id)).scalars())
    coming = set(tx.execute(sa.select(on.label_id).where(on.conversation_id == source_id)).scalars())
    tx.add_all(on(conversation_id=target_id, label_id=key) for key in coming - known)
    both = sa.select(Label.public_id).where(Label.id.in_(known | coming), Label.removed_at.is_(None))
    return list(tx.execute(both.order_by(Label.folded)).scalars())


def _newest(tx: Session, conversation_id: int) -> dict[str, Any]:
    """What a list shows of the last message that a person wrote."""
    query = (
        sa.select(Message.body, Message.attachments, Message.author, Message.created_at)
        .where(Message.conversation_id == conversation_id, Message.audience == Audience.PUBLIC)
        .where(Message.author.in_(BY_PEOPLE))
        .order_by(Message.staff_seq.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return {}
    files = [each["name"] for each in row.attachments or []]
    return {
        "preview": preview_of(row.body, files), "preview_author": row.author, "last_message_at": row.created_at,
    }  # fmt: skip
