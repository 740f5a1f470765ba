"""State changes of canned replies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.events import CannedReplyChanged, CannedReplyCreated, CannedReplyDeleted
from contact_center.folding import folded_words
from contact_center.inboxes.checks import checked_name
from contact_center.inboxes.schemas import Locale
from contact_center.models import CannedReply, Inbox, record
from contact_center.paging import PageQuery, decode_cursor
from contact_center.replies.schemas import CannedReplyPatch, NewCannedReply
from contact_center.replies.text import check_variables

MOST = 1_000
"""Canned replies of an installation: consoles hold them all."""


def create_reply(tx: Session, new: NewCannedReply, *, by: str, at: datetime) -> CannedReply:
    """Raises InvalidInput, or Conflict shortcut_taken or too_many_replies."""
    if tx.execute(sa.select(sa.func.count()).select_from(CannedReply)).scalar_one() >= MOST:
        raise Conflict(f"There are {MOST} canned replies already. Delete some first.", code="too_many_replies")
    reply = CannedReply(
        shortcut=_shortcut(new.shortcut),
        title=checked_name(new.title, field="title"),
        texts=_texts(new.texts),
        inbox_id=_inbox(tx, new.inbox),
        created_at=at,
    )
    tx.add(reply)
    _flush(tx)
    record(tx, "canned_reply", reply.id, CannedReplyCreated(reply.shortcut), by=by, at=at)
    return reply


def change_reply(tx: Session, public_id: str, patch: CannedReplyPatch, *, by: str, at: datetime) -> CannedReply:
    """Raises NotFound, InvalidInput, or Conflict changed_meanwhile or shortcut_taken."""
    reply = reply_by_id(tx, public_id)
    if patch.version is not None and patch.version != reply.version:
        raise Conflict("Somebody else has changed this reply meanwhile. Look again.", code="changed_meanwhile")
    fields = [name for name in ("shortcut", "title", "texts") if getattr(patch, name) is not None]
    if patch.shortcut is not None:
        reply.shortcut = _shortcut(patch.shortcut)
    if patch.title is not None:
        reply.title = checked_name(patch.title, field="title")
    if patch.texts is not None:
        reply.texts = _texts(patch.texts)
    if patch.inbox is None or isinstance(patch.inbox, str):
        reply.inbox_id = _inbox(tx, patch.inbox)
        fields.append("inbox")
    reply.version += 1
    _flush(tx)
    record(tx, "canned_reply", reply.id, CannedReplyChanged(fields), by=by, at=at)
    return reply


def delete_reply(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """Raises NotFound."""
    reply = reply_by_id(tx, public_id)
    record(tx, "canned_reply", reply.id, CannedReplyDeleted(reply.shortcut), by=by, at=at)
    tx.delete(reply)
    tx.flush()


def replies_after(tx: Session, query: PageQuery) -> Sequence[sa.Row[CannedReply, str | None]]:
    """At most limit + 1, each with the public id of its inbox, by shortcut."""
    joined = sa.select(CannedReply, Inbox.public_id).outerjoin(Inbox, Inbox.id == CannedReply.inbox_id)
    if query.after is not None:
        joined = joined.where(CannedReply.shortcut > decode_cursor(query.after, tuple[str])[0])
    return tx.execute(joined.order_by(CannedReply.shortcut).limit(query.limit + 1)).all()


def reply_by_id(tx: Session, public_id: str) -> CannedReply:
    """The canned reply, locked. Raises NotFound."""
    query = sa.select(CannedReply).where(CannedReply.public_id == public_id).with_for_update()
    reply = tx.execute(query).scalar_one_or_none()
    if reply is None:
        raise NotFound("There is no such canned reply.")
    return reply


def _shortcut(text: str) -> str:
    """In its one spelling: Chào buổi sáng as chao-buoi-sang."""
    shortcut = "-".join(folded_words(text))
    if not shortcut:
        raise InvalidInput("A shortcut has letters or digits.", code="shortcut_empty", field="shortcut")
    return shortcut


def _texts(texts: Mapping[Locale, str]) -> dict[str, Any]:
    written: dict[str, Any] = {locale: text.strip() for locale, text in texts.items() if text.strip()}
    if not written:
        raise InvalidInput("Write the reply in at least one language.", code="no_text", field="texts")
    for locale, text in written.items():
        check_variables(text, field=f"texts.{locale}")
    return written


def _inbox(tx: Session, public_id: str | None) -> int | None:
    if public_id is None:
        return None
    found = tx.execute(sa.select(Inbox.id).where(Inbox.public_id == public_id)).scalar()
    if found is None:
        raise InvalidInput("There is no such inbox any more.", code="inbox_gone", field="inbox")
    return found


def _flush(tx: Session) -> None:
    try:
        tx.flush()
    except exc.IntegrityError:
        taken = "There is a canned reply with this shortcut already."
        raise Conflict(taken, code="shortcut_taken", field="shortcut") from None
