"""State changes of attachments: kept, sent with a message, deleted; their blobs follow by a job after the commit."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.errors import Conflict, InvalidInput, TooManyRequests
from contact_center.files.schemas import MOST_FILES, NewFile
from contact_center.models import Attachment, Draft, KbImage, MailIn, Message
from contact_center.values import FileRef, WaitingFiles

DELETE_BLOBS = "delete_blobs"
UNSENT_KEPT = timedelta(days=1)
"""How long an upload waits for its message."""
BATCH = 500
HOUR = timedelta(hours=1)


def add(tx: Session, new: NewFile, *, at: datetime) -> FileRef:
    """An uploaded file that waits for its message."""
    row = Attachment(**{name: getattr(new, name) for name in new.__struct_fields__}, created_at=at)
    tx.add(row)
    tx.flush()
    return file_ref(row)


def check_amount(tx: Session, uploader: str, size: int, *, most_files: int, most_bytes: int, now: datetime) -> None:
    """Whether one more file of so many bytes is within what somebody may upload in an hour, to all processes together.

    Raises TooManyRequests.
    """
    columns = sa.func.count(), sa.func.coalesce(sa.func.sum(Attachment.size), 0), sa.func.min(Attachment.created_at)
    lately = Attachment.uploader == uploader, Attachment.created_at > now - HOUR
    files, stored, oldest = tx.execute(sa.select(*columns).where(*lately)).one()
    if files and (files >= most_files or stored + size > most_bytes):
        wait = (oldest + HOUR - now).total_seconds()
        raise TooManyRequests("You have sent a lot of files. Wait a while.", retry_after=max(1, math.ceil(wait)))


def file_ref(row: Any) -> FileRef:
    """row: an Attachment, or its columns."""
    return FileRef(
        id=row.public_id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        path=path_of(row),
        width=row.width,
        height=row.height,
    )


def path_of(row: Any) -> str:
    """Where the staff has a file; others have it by a link that ends."""
    return f"/files/{row.key}/{quote(row.name, safe='')}"


def take(tx: Session, waiting: WaitingFiles, *, conversation_id: int, client_id: str | None) -> tuple[FileRef, ...]:
    """The files for a message that is about to be stored, in the order given; they are locked until the unit ends.

    Raises InvalidInput for one that does not exist or is another's, Conflict for one that was sent already. A message
    that is sent again (same conversation and client_id) finds the files that it took the first time.
    """
    if len(set(waiting.ids)) != len(waiting.ids) or len(waiting.ids) > MOST_FILES:
        raise InvalidInput(f"A message takes at most {MOST_FILES} files, each once.", code="too_many_files")
    query = sa.select(Attachment).where(Attachment.public_id.in_(waiting.ids)).order_by(Attachment.id)
    found = {row.public_id: row for row in tx.execute(query.with_for_update()).scalars()}
    if any(each not in found or found[each].uploader != waiting.uploader for each in waiting.ids):
        raise InvalidInput("A file of this message was not uploaded by you, or has expired.", code="file_unknown")
    sent = {row.message_id for row in found.values() if row.message_id is not None}
    if sent and not _is_resent(tx, sent, conversation_id=conversation_id, client_id=client_id):
        raise Conflict("A file of this message was sent before.", code="file_sent")
    return tuple(file_ref(found[each]) for each in waiting.ids)


def _is_resent(tx: Session, sent: set[int], *, conversation_id: int, client_id: str | None) -> bool:
    query = sa.select(Message.id).where(Message.conversation_id == conversation_id, Message.client_id == client_id)
    return client_id is not None and sent == set(tx.execute(query).scalars())


def link(tx: Session, waiting: WaitingFiles, *, conversation_id: int, message: str) -> None:
    """The taken files belong to a stored message from now on. message: its public id."""
    message_id = sa.select(Message.id).where(Message.public_id == message).scalar_subquery()
    _run(
        tx,
        sa.update(Attachment)
        .where(Attachment.public_id.in_(waiting.ids))
        .values(message_id=message_id, conversation_id=conversation_id),
    )


def forget(tx: Session, uploader: str) -> None:
    """Uploads of somebody that wait for a message are none any more; their blobs are the caller's."""
    _run(tx, sa.delete(Attachment).where(Attachment.uploader == uploader, Attachment.message_id.is_(None)))


def delete_files_of(tx: Session, conversation_ids: Sequence[int], *, now: datetime) -> int:
    """Delete the attachments of conversations that are about to be deleted; returns how many.

    Their blobs are deleted by a job, after the commit and only then.
    """
    deleted = 0
    for start in range(0, len(conversation_ids), BATCH):
        some = conversation_ids[start : start + BATCH]
        deleted += _delete(tx, Attachment.conversation_id.in_(some), now=now)
    return deleted


def delete_unsent(tx: Session, *, now: datetime) -> int:
    """Delete up to BATCH uploads whose message never came; returns how many. Drafts keep theirs."""
    waiting = Attachment.message_id.is_(None), Attachment.created_at < now - UNSENT_KEPT
    of_draft = sa.exists().where(
        Attachment.uploader == sa.literal("agent:") + sa.cast(Draft.agent_id, sa.Text),
        sa.type_coerce(Draft.files, sa.Text).contains(Attachment.public_id),
    )
    some = sa.select(Attachment.id).where(*waiting, ~of_draft).order_by(Attachment.created_at).limit(BATCH)
    return _delete(tx, Attachment.id.in_(some), Attachment.message_id.is_(None), now=now)


def known_keys(tx: Session, keys: Sequence[str]) -> set[str]:
    """Those of some blobs that belong to something."""
    found: set[str] = set()
    for key in (Attachment.key, KbImage.key, MailIn.key):
        for start in range(0, len(keys), BATCH):
            some = sa.select(key).where(key.in_(keys[start : start + BATCH]))
            found.update(each for each in tx.execute(some).scalars() if each is not None)
    return found


def _delete(tx: Session, *conditions: sa.ColumnElement[bool], now: datetime) -> int:
    gone = sa.delete(Attachment).where(*conditions).returning(Attachment.key)
    keys = sorted(_run(tx, gone).scalars())
    parts = [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
    jobs.enqueue_all(tx, DELETE_BLOBS, [jobs.NewJob({"keys": part}) for part in parts], now=now)
    return len(keys)


def _run(tx: Session, statement: sa.Update | sa.Delete) -> Any:
    return tx.execute(statement, execution_options={"synchronize_session": False})
