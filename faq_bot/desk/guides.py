"""Reads which guided flows a conversation went through, and where each was left."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.folding import fold
from contact_center.inboxes.schemas import Locale
from contact_center.models import Event, Message
from contact_center.values import Author
from faq_bot.desk.naming import Guides
from faq_bot.desk.schemas import BotGuide, GuideEnd
from faq_bot.flows.records import BACK
from faq_bot.flows.texts import SAYINGS

MOST = 20
"""Beginnings and ends that are looked at, the latest."""
_BACK = frozenset(map(fold, SAYINGS[BACK]))


def guides_of(
    tx: Session, conversation_id: int, state: dict[str, Any], *, names: Guides, locale: Locale
) -> list[BotGuide]:
    """state: what the bot remembers of the conversation. The oldest first."""
    facts = _facts(tx, conversation_id)
    going_on = state.get("flow") or {}
    found: list[BotGuide] = []
    for place, begun in enumerate(facts):
        if begun.type != "FlowStarted":
            continue
        flow = str(begun.data["flow"])
        after = facts[place + 1] if place + 1 < len(facts) else None
        end = after if after is not None and after.type == "FlowEnded" else None
        stands = going_on.get("at", "") if after is None and going_on.get("flow") == flow else ""
        step = str(end.data["step"] if end is not None else stands)
        last = _last_said(tx, conversation_id, begun.at, after.at if after is not None else None)
        found.append(
            BotGuide(
                flow=flow,
                name=names.name(flow, locale),
                at=begun.at,
                ended="open" if end is None else cast(GuideEnd, end.data["outcome"]),
                step=names.step(flow, step, locale),
                back=end is None and last is not None and _goes_back(last),
            )
        )
    return found


def _facts(tx: Session, conversation_id: int) -> Sequence[Event]:
    """Beginnings and ends, the oldest first."""
    mine = (Event.entity == "conversation", Event.entity_id == conversation_id)
    query = sa.select(Event).where(*mine, Event.type.in_(("FlowStarted", "FlowEnded")))
    return tx.execute(query.order_by(Event.id.desc()).limit(MOST)).scalars().all()[::-1]


def _last_said(tx: Session, conversation_id: int, since: datetime, until: datetime | None) -> Message | None:
    """By the customer while the flow was under way."""
    query = sa.select(Message).where(Message.conversation_id == conversation_id, Message.author == Author.CUSTOMER)
    query = query.where(Message.created_at > since)
    if until is not None:
        query = query.where(Message.created_at <= until)
    return tx.execute(query.order_by(Message.staff_seq.desc()).limit(1)).scalar_one_or_none()


def _goes_back(said: Message) -> bool:
    pressed = (said.content or {}).get("choice")
    return pressed == BACK if pressed else fold(said.body).strip(" .!") in _BACK
