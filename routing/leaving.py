"""An agent is removed: whatever they had waits for somebody else at once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.agents import service as agents
from contact_center.agents.queries import agent_by_id
from contact_center.agents.schemas import StaffView
from contact_center.auth import Principal
from contact_center.conversations import service as conversations
from contact_center.models import Conversation, Offer
from contact_center.values import Status
from contact_center.work import service as work
from contact_center.work import transfers
from routing import answers

REASON = "agent_removed"


def remove(tx: Session, agent_id: str, principal: Principal, *, now: datetime) -> StaffView:
    """Disable the account and give back all that the agent has, in one unit: offers, conversations, wrap-ups.

    First the account: from then on no claim gives it anything more. Raises as agents.service.disable.
    """
    view = agents.disable(tx, agent_id, principal, now=now)
    agent, by = agent_by_id(tx, agent_id), principal.actor
    offered = sa.select(Offer.public_id).where(Offer.agent_id == agent.id, Offer.ended_at.is_(None))
    for offer_id in tx.execute(offered.order_by(Offer.id)).scalars().all():
        answers.rescind(tx, offer_id, reason=REASON, by=by, now=now)
    mine = sa.select(Conversation.id).where(
        Conversation.agent_id == agent.id, Conversation.status.in_((Status.OPEN, Status.SNOOZED))
    )
    for conversation_id in tx.execute(mine.order_by(Conversation.id)).scalars().all():
        conversations.release(tx, conversation_id, by=by, at=now, reason=REASON)
    for item in transfers.wraps_up(tx, agent.id):
        work.wrapped_up(tx, item, code=None, by=by, at=now)
    return view
