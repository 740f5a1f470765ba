"""State changes of who is a chosen member of a queue."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import InvalidInput
from contact_center.events import QueueMembersChanged
from contact_center.models import Agent, Queue, QueueMember
from routing.setup.queries import locked_setup
from routing.setup.queues import note, one_of
from routing.setup.schemas import Member, Members


def set_members(tx: Session, public_id: str, wanted: Members, *, by: str, at: datetime) -> Queue:
    """Exactly these are the chosen members. Raises NotFound, InvalidInput, or Conflict changed_meanwhile."""
    queue = one_of(locked_setup(tx), public_id, wanted.version)
    rows = _member_rows(tx, wanted)
    mine = QueueMember.queue_id == queue.id
    before = {row.agent_id: row for row in tx.execute(sa.select(*QueueMember.__table__.c).where(mine))}
    values = {key: {"queue_id": queue.id, "agent_id": key, **row} for key, row in rows.items()}
    changed = [key for key in rows.keys() & before.keys() if before[key]._asdict() != values[key]]
    fact = QueueMembersChanged(
        sorted(rows.keys() - before.keys()), sorted(before.keys() - rows.keys()), sorted(changed)
    )
    tx.execute(sa.delete(QueueMember).where(mine, QueueMember.agent_id.in_([*fact.removed, *fact.changed])))
    again = [values[key] for key in (*fact.added, *fact.changed)]
    if again:
        tx.execute(sa.insert(QueueMember), again)
    queue.version += 1
    tx.flush()
    note(tx, queue.id, fact, by=by, at=at)
    return queue


def _member_rows(tx: Session, wanted: Members) -> dict[int, dict[str, int | None]]:
    """The columns of each membership, by the agent's key."""
    names = [each.agent for each in wanted.members]
    keys = dict(tx.execute(sa.select(Agent.public_id, Agent.id).where(Agent.public_id.in_(names))).all())
    rows: dict[int, dict[str, int | None]] = {}
    for number, each in enumerate(wanted.members):
        field = f"members.{number}.agent"
        if each.agent not in keys:
            raise InvalidInput("There is nobody of this id.", code="agent_gone", field=field)
        if keys[each.agent] in rows:
            raise InvalidInput("This agent is named twice.", code="member_twice", field=field)
        rows[keys[each.agent]] = _columns(each)
    return rows


def _columns(member: Member) -> dict[str, int | None]:
    return {
        "rank": member.rank, "tier": member.tier, "position": member.position, "delay": member.delay,
        "weight": member.weight,
    }  # fmt: skip
