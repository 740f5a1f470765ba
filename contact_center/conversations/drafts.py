"""What agents have begun to write: kept so that it outlives a reload and waits on their other devices too."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.schemas import DraftMail, DraftMark, DraftView, NewMail
from contact_center.db import Signal, emit
from contact_center.errors import Conflict
from contact_center.files.schemas import MOST_FILES
from contact_center.files.waiting import still_waiting
from contact_center.models import Agent, Conversation, Draft, actor
from contact_center.realtime.changes import DRAFT
from contact_center.values import Audience, Author, FileRef

MOST = 200
"""Drafts that one agent has at most: the oldest gives way."""

_FORGET = (
    sa.delete(Draft)
    .where(sa.tuple_(Draft.agent_id, Draft.conversation_id, Draft.audience).in_(sa.bindparam("sent", expanding=True)))
    .returning(Draft.agent_id, Draft.conversation_id, Draft.audience)
)


def save(
    tx: Session,
    agent_id: int,
    conversation_id: int,
    audience: Audience,
    body: str,
    *,
    since: datetime | None,
    at: datetime,
    mail: DraftMail | msgspec.UnsetType | None = msgspec.UNSET,
    files: list[str] | msgspec.UnsetType = msgspec.UNSET,
) -> DraftView:
    """Keep what an agent has written so far.

    since: when the draft was saved that this one goes on from, as far as its writer knows; none for no draft. mail,
    files: unset, what is kept of it stays; a file that the agent cannot send any more is left out. Raises Conflict
    where another device has saved something else after that.
    """
    tx.execute(sa.select(Agent.id).where(Agent.id == agent_id).with_for_update())  # one device after the other
    row = tx.get(Draft, (agent_id, conversation_id, audience.value), populate_existing=True)
    if row is not None and not _is(row, body, mail, files) and (since is None or row.updated_at > since):
        raise Conflict("Another device has saved a newer draft.", code="newer_draft")
    if row is None:
        _make_room(tx, agent_id)
        row = Draft(agent_id=agent_id, conversation_id=conversation_id, audience=audience.value)
        tx.add(row)
    row.body, row.updated_at = body, at
    if not isinstance(mail, msgspec.UnsetType):
        row.mail = msgspec.to_builtins(mail)
    if not isinstance(files, msgspec.UnsetType):
        waiting = still_waiting(tx, files, uploader=actor(Author.AGENT, agent_id))
        row.files = [msgspec.to_builtins(waiting[each]) for each in files if each in waiting]
    tx.flush()
    emit(tx, _changed(agent_id, conversation_id, audience.value))
    return _views(tx, agent_id, [row])[0]


def _is(
    row: Draft, body: str, mail: DraftMail | msgspec.UnsetType | None, files: list[str] | msgspec.UnsetType
) -> bool:
    """Whether the draft says the same already."""
    same_files = files is msgspec.UNSET or files == [each["id"] for each in row.files or ()]
    return row.body == body and (mail is msgspec.UNSET or mail == _mail(row)) and same_files


def _mail(row: Any) -> DraftMail | None:
    return msgspec.convert(row.mail, DraftMail) if row.mail else None


def give_back(
    tx: Session, agent_id: int, conversation_id: int, body: str, *, files: list[FileRef], mail: NewMail, at: datetime
) -> DraftView:
    """An answer that was taken back is a draft again, above what the agent has begun to write since."""
    row = tx.get(Draft, (agent_id, conversation_id, Audience.PUBLIC.value), with_for_update=True)
    if row is None:
        _make_room(tx, agent_id)
        row = Draft(agent_id=agent_id, conversation_id=conversation_id, audience=Audience.PUBLIC.value, body="")
        tx.add(row)
    row.body = "\n\n".join(text for text in (body, row.body) if text)
    row.files = _together(msgspec.to_builtins(files), row.files)
    row.mail, row.updated_at = msgspec.to_builtins(mail), at
    tx.flush()
    emit(tx, _changed(agent_id, conversation_id, Audience.PUBLIC.value))
    return _views(tx, agent_id, [row])[0]


def _together(*files: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Those of two drafts, as many as go with one message."""
    return [each for some in files for each in some or ()][:MOST_FILES]


def _views(tx: Session, agent_id: int, rows: Sequence[Any]) -> list[DraftView]:
    """rows: Drafts of an agent, or their columns. Files that were sent or deleted since are left out."""
    ids = {each["id"] for row in rows for each in row.files or ()}
    waiting = still_waiting(tx, ids, uploader=actor(Author.AGENT, agent_id))
    return [
        DraftView(
            audience=row.audience,
            body=row.body,
            updated_at=row.updated_at,
            files=[waiting[each["id"]] for each in row.files or () if each["id"] in waiting],
            mail=_mail(row),
        )
        for row in rows
    ]


def _make_room(tx: Session, agent_id: int) -> None:
    oldest = (
        sa.select(Draft.conversation_id, Draft.audience)
        .where(Draft.agent_id == agent_id)
        .order_by(Draft.updated_at.desc())
        .offset(MOST - 1)
    )
    for conversation_id, audience in tx.execute(oldest).all():
        discard(tx, agent_id, conversation_id, Audience(audience))


def discard(tx: Session, agent_id: int, conversation_id: int, audience: Audience) -> None:
    """The agent does not want it any more; harmless where there is none."""
    forget_sent(tx, [(agent_id, conversation_id, audience.value)])


def forget_sent(tx: Session, sent: Sequence[tuple[int, int, str]]) -> None:
    """Delete drafts by (agent, conversation, audience): what was sent is no draft any more."""
    if sent:
        for row in tx.connection().execute(_FORGET, {"sent": list(set(sent))}):
            emit(tx, _changed(*row))


def carry_over(tx: Session, source_id: int, target_id: int, *, at: datetime) -> None:
    """Drafts of a conversation are another one's from now on, below what an agent has begun to write there."""
    for row in tx.execute(sa.select(Draft).where(Draft.conversation_id == source_id)).scalars().all():
        here = tx.get(Draft, (row.agent_id, target_id, row.audience), populate_existing=True)
        if here is None:
            here = Draft(agent_id=row.agent_id, conversation_id=target_id, audience=row.audience, body="")
            here.mail = row.mail
            tx.add(here)
        here.body = "\n\n".join(text for text in (here.body, row.body) if text)
        here.files, here.updated_at = _together(here.files, row.files), at
        tx.flush()
        emit(tx, _changed(row.agent_id, target_id, row.audience))
        forget_sent(tx, [(row.agent_id, source_id, row.audience)])


def _changed(agent_id: int, conversation_id: int, audience: str) -> Signal:
    return Signal(DRAFT, agent_id, note=f"{conversation_id}:{audience}")


def of_conversation(tx: Session, agent_id: int, conversation_id: int) -> list[DraftView]:
    """An agent's drafts in a conversation: a reply, a note, both or none."""
    mine = Draft.agent_id == agent_id, Draft.conversation_id == conversation_id
    columns = Draft.audience, Draft.body, Draft.updated_at, Draft.files, Draft.mail
    return _views(tx, agent_id, tx.execute(sa.select(*columns).where(*mine)).all())


def marks(tx: Session, agent_id: int) -> list[DraftMark]:
    """Where an agent has drafts, the newest first; at most MOST."""
    query = (
        sa.select(Conversation.public_id, Draft.audience, Draft.updated_at)
        .join(Conversation, Conversation.id == Draft.conversation_id)
        .where(Draft.agent_id == agent_id)
        .order_by(Draft.updated_at.desc())
        .limit(MOST)
    )
    found = tx.execute(query)
    return [DraftMark(conversation=row.public_id, audience=row.audience, updated_at=row.updated_at) for row in found]


def as_told(tx: Session, agent_id: int, conversation_id: int, audience: str) -> tuple[str, DraftView | None] | None:
    """The conversation's public id and the draft as it stands, none where it is gone."""
    conversation = tx.execute(sa.select(Conversation.public_id).where(Conversation.id == conversation_id)).scalar()
    mine = [each for each in of_conversation(tx, agent_id, conversation_id) if each.audience == audience]
    return None if conversation is None else (conversation, mine[0] if mine else None)
