"""Reads ratings: as a list, and summed up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Agent, Conversation, Customer, Inbox, Rating
from contact_center.paging import decode_cursor
from contact_center.reports.schemas import Named, RatedGroup, RatingFilter, RatingSummary, RatingView, ScoreSummary

SATISFIED = 4
"""The lowest score that counts as satisfied."""


def ratings(tx: Session, wanted: RatingFilter, *, after: str | None, limit: int) -> Sequence[Any]:
    """Rows with what a RatingView needs, the latest first. Raises InvalidInput for a foreign cursor."""
    query = (
        sa.select(
            Rating,
            Conversation.public_id.label("conversation"),
            sa.func.coalesce(Customer.name, Customer.email).label("customer"),
            Inbox.public_id.label("inbox_key"),
            Inbox.name.label("inbox_name"),
            Agent.public_id.label("agent_key"),
            Agent.name.label("agent_name"),
        )
        .join(Conversation, Conversation.id == Rating.conversation_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Inbox, Inbox.id == Rating.inbox_id)
        .outerjoin(Agent, Agent.id == Rating.agent_id)
        .where(*_conditions(wanted))
    )
    if after is not None:
        query = query.where(sa.tuple_(Rating.at, Rating.id) < decode_cursor(after, tuple[datetime, int]))
    return tx.execute(query.order_by(Rating.at.desc(), Rating.id.desc()).limit(limit)).all()


def view(row: Any) -> RatingView:
    rating: Rating = row.Rating
    return RatingView(
        id=rating.public_id,
        conversation=row.conversation,
        number=rating.conversation_id,
        customer=row.customer,
        inbox=Named(row.inbox_key, row.inbox_name),
        agent=None if row.agent_key is None else Named(row.agent_key, row.agent_name),
        score=rating.score,
        comment=rating.comment,
        at=rating.at,
    )


def cursor(row: Any) -> tuple[datetime, int]:
    return row.Rating.at, row.Rating.id


def summary(tx: Session, wanted: RatingFilter) -> RatingSummary:
    """Counted by the database: one row for each agent, inbox and score."""
    found = tx.execute(
        sa.select(Rating.agent_id, Rating.inbox_id, Rating.score, sa.func.count())
        .where(*_conditions(wanted))
        .group_by(Rating.agent_id, Rating.inbox_id, Rating.score)
    ).all()
    total, by_agent, by_inbox = [0] * 5, dict[int | None, list[int]](), dict[int, list[int]]()
    for agent_id, inbox_id, score, count in found:
        for counts in (total, by_agent.setdefault(agent_id, [0] * 5), by_inbox.setdefault(inbox_id, [0] * 5)):
            counts[score - 1] += count
    return RatingSummary(
        all=summed_up(total),
        agents=_groups(by_agent, _names(tx, Agent, [key for key in by_agent if key is not None])),
        inboxes=_groups(by_inbox, _names(tx, Inbox, list(by_inbox))),
    )


def summed_up(distribution: list[int]) -> ScoreSummary:
    """Of the counts of the scores 1 to 5. Pure."""
    count = sum(distribution)
    if not count:
        return ScoreSummary(count=0, mean=None, distribution=distribution, csat=None)
    points = sum(score * number for score, number in enumerate(distribution, 1))
    satisfied = sum(distribution[SATISFIED - 1 :])
    return ScoreSummary(
        count=count,
        mean=round(points / count, 2),
        distribution=distribution,
        csat=round(100 * satisfied / count, 1),
    )


def _groups(counted: dict[Any, list[int]], names: dict[int, Named]) -> list[RatedGroup]:
    groups = [RatedGroup(who=names.get(key), summary=summed_up(counts)) for key, counts in counted.items()]
    return sorted(groups, key=lambda group: (-group.summary.count, group.who.name if group.who else ""))


def _names(tx: Session, table: type[Agent] | type[Inbox], ids: list[int]) -> dict[int, Named]:
    found = tx.execute(sa.select(table.id, table.public_id, table.name).where(table.id.in_(ids)))
    return {key: Named(public_id, name) for key, public_id, name in found}


def _conditions(wanted: RatingFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.inbox is not None:
        found.append(Rating.inbox_id == sa.select(Inbox.id).where(Inbox.public_id == wanted.inbox).scalar_subquery())
    if wanted.agent is not None:
        found.append(Rating.agent_id == sa.select(Agent.id).where(Agent.public_id == wanted.agent).scalar_subquery())
    if wanted.score:
        found.append(Rating.score.in_(wanted.score))
    if wanted.since is not None:
        found.append(Rating.at >= wanted.since)
    if wanted.until is not None:
        found.append(Rating.at < wanted.until)
    return found
