"""Idempotency-Key: a write that is sent again is answered again, not done again.

The key is claimed in the very unit that makes the change: the first unit of a keyed request also inserts the key's
row, so that of two equal requests, in any number of processes, one rolls back. The answer is put into that row
afterwards. If the process dies between the two, the change is there and the answer is not: the same key then gets 409
`reply_lost`, which says that the request was carried out and its result must be read. A request that failed before
its first commit leaves nothing behind and may be tried again with the same key.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.errors import Conflict, InvalidInput
from contact_center.models import IdempotentReply

P = ParamSpec("P")
T = TypeVar("T")

KEPT = timedelta(hours=24)
IN_PROGRESS = timedelta(seconds=60)
"""A claim without an answer that is younger than this may still be at work in another process."""
MAX_KEY = 200
_CLAIMED = 0
_NOT_KEPT = 1
"""Statuses that no answer has: the change is made, and its answer is to come, or held a secret and was not kept."""


class Request(NamedTuple):
    """What makes two requests the same one."""

    principal: str
    key: str
    request_hash: str


class StoredReply(NamedTuple):
    status: int
    body: str


def request_of(principal: str, key: str, method: str, target: str, body: bytes) -> Request:
    """The identity of a keyed request; InvalidInput where the key is empty, too long or not printable ASCII."""
    if not 0 < len(key) <= MAX_KEY or not (key.isascii() and key.isprintable()):
        raise InvalidInput(f"Idempotency-Key takes 1 to {MAX_KEY} printable characters.", field="Idempotency-Key")
    digest = hashlib.sha256(f"{method} {target}\n".encode() + body).hexdigest()
    return Request(principal, key, digest)


def earlier_reply(tx: Session, request: Request, *, now: datetime) -> StoredReply | None:
    """The answer given before, if there is one.

    Raises InvalidInput where the key belongs to another request, Conflict where that request is still at work or its
    answer was lost.
    """
    row = tx.execute(
        sa.select(IdempotentReply).where(
            IdempotentReply.principal == request.principal,
            IdempotentReply.key == request.key,
            IdempotentReply.created_at > now - KEPT,
        )
    ).scalar_one_or_none()
    if row is None:
        return None
    if row.request_hash != request.request_hash:
        raise InvalidInput("This Idempotency-Key was used for another request.", field="Idempotency-Key")
    if row.status == _NOT_KEPT:
        raise Conflict(
            "This request was carried out. Its answer held a secret, which is shown once and not kept: find what it "
            "made, remove it, and ask for another with a new key.",
            code="reply_lost",
        )
    if row.status != _CLAIMED:
        return StoredReply(row.status, row.body)
    if row.created_at > now - IN_PROGRESS:
        raise Conflict("The same request is being worked on. Try again in a moment.", code="request_in_progress")
    raise Conflict("This request was carried out, but its answer was not kept. Read the result.", code="reply_lost")


def claim(tx: Session, request: Request, *, now: datetime) -> None:
    """Take the key for this request, in the unit of its change. Raises Conflict where another one was faster."""
    of_key = sa.and_(IdempotentReply.principal == request.principal, IdempotentReply.key == request.key)
    tx.execute(sa.delete(IdempotentReply).where(of_key, IdempotentReply.created_at <= now - KEPT))
    try:
        tx.execute(
            sa.insert(IdempotentReply).values(
                principal=request.principal,
                key=request.key,
                request_hash=request.request_hash,
                status=_CLAIMED,
                body="",
                created_at=now,
            )
        )
    except exc.IntegrityError:
        raise Conflict(
            "The same request is being worked on. Try again in a moment.", code="request_in_progress"
        ) from None


def keep_reply(tx: Session, request: Request, reply: StoredReply, *, now: datetime) -> None:
    """Put the answer into the claimed row, or make the row where the handler's change was not a unit of its own."""
    known = tx.execute(
        sa.update(IdempotentReply)
        .where(IdempotentReply.principal == request.principal, IdempotentReply.key == request.key)
        .values(status=reply.status, body=reply.body)
        .returning(IdempotentReply.id)
    ).first()
    if known is None:
        claim(tx, request, now=now)
        keep_reply(tx, request, reply, now=now)


def keep_no_reply(tx: Session, request: Request, *, now: datetime) -> None:
    """Note that the request was carried out, where its answer holds a secret and must not be stored."""
    keep_reply(tx, request, StoredReply(_NOT_KEPT, ""), now=now)


class KeyedDatabase(Database):
    """The database as a keyed request sees it: its first unit that commits also claims the key."""

    def __init__(self, inner: Database, request: Request, now: datetime) -> None:
        self.dialect = inner.dialect
        self.claimed = False
        self._inner = inner
        self._request = request
        self._now = now

    async def write(self, unit: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if self.claimed:
            return await self._inner.write(unit, *args, **kwargs)

        def claimed_unit(tx: Session) -> T:
            claim(tx, self._request, now=self._now)
            return unit(tx, *args, **kwargs)

        result = await self._inner.write(claimed_unit)
        self.claimed = True
        return result

    async def read(self, query: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._inner.read(query, *args, **kwargs)

    async def durability(self) -> str:
        return await self._inner.durability()

    async def close(self) -> None:
        """The connections belong to the installation, not to this request."""
