"""The staff with what each has in hand: for lists, for the capacity that consoles show, and for transfers."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.orm import Session

from contact_center.models import Inbox
from contact_center.realtime import presence
from contact_center.realtime import staff_frames as frames
from contact_center.values import Presence
from contact_center.work.schemas import ChannelLoad
from routing import loading
from routing.capacity import wraps_up
from routing.eligibility import busy
from routing.interrupting import CHANNELS, in_work
from routing.records import AgentState, Holding


def people(tx: Session, now: datetime, *, chat_limit: int) -> list[frames.Person]:
    """Everybody who can sign in, by name. chat_limit: as the installation has it, where the agent has none."""
    held, usual = loading.holdings(tx, None), channels_in_use(tx)
    return [_person(row, held.get(row.id, ()), usual, chat_limit, now) for row in presence.staff(tx)]


def channels_in_use(tx: Session) -> frozenset[str]:
    """Those that work can come by, because an inbox takes it."""
    query = sa.select(Inbox.channel).where(Inbox.disabled_at.is_(None)).distinct()
    return frozenset(tx.execute(query).scalars())


def _person(row: Any, held: Sequence[Holding], usual: Collection[str], chat_limit: int, now: datetime) -> frames.Person:
    state = loading.state_of(row, now=now, chat_limit=chat_limit, skills={}, holdings=held)
    there = presence.effective(row.presence, row.lease_until, now)
    return frames.Person(
        agent=frames.AgentRef(row.public_id, row.name),
        role=row.role,
        presence=there.value,
        reason=row.presence_reason if there is Presence.AWAY else None,
        since=row.presence_since,
        wrapping=wraps_up(held),
        only=row.presence_channels if there is Presence.AVAILABLE else None,
        units=in_work(state.limits, held),
        total=state.limits.total,
        channels=list(_loads(state, held, usual)),
    )


def _loads(state: AgentState, held: Sequence[Holding], usual: Collection[str]) -> Iterable[ChannelLoad]:
    willing = replace(state, accepts=frozenset(CHANNELS))
    for channel in CHANNELS:
        limit, items = state.limits.of(channel), sum(each.channel == channel for each in held)
        if items or (limit and channel in usual):
            yield ChannelLoad(channel, items, limit.cap if limit else 0, busy(channel, willing) is None)
