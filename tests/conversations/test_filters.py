"""Every filter of the list, alone and together, gives what a look at each conversation would."""

from datetime import timedelta
from itertools import product
from typing import Literal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import first_responder, queries, service
from contact_center.conversations.schemas import ConversationQuery
from contact_center.db import Database
from contact_center.labels import service as labels
from contact_center.labels.schemas import NewLabel
from contact_center.models import Agent, Conversation, Inbox, Label
from contact_center.paging import encode_cursor
from contact_center.realtime.board import BOT, open_counts
from contact_center.realtime.projections import conversation_row
from contact_center.values import Owner, Status
from tests import scene

COUNT = 36


def furnish(tx: Session) -> None:
    """Conversations of three statuses, two agents or nobody, two inboxes and two labels, in every combination."""
    agents = [scene.agent(tx, "Ada"), scene.agent(tx, "Ben"), None]
    inboxes = [scene.inbox(tx), scene.inbox(tx)]
    made = [labels.create_label(tx, NewLabel(name=name), by="system", at=scene.START) for name in ("Red", "Blue")]
    for number, (status, agent, inbox) in enumerate(product(Status, agents, inboxes)):
        for twin in range(2):
            key = scene.received(tx, inbox, who=f"{number}-{twin}").conversation_id
            row = scene.row(tx, key)
            row.status, row.agent_id = status, agent
            row.owner = Owner.NONE if agent is None else Owner.AGENT
            row.last_message_at = scene.START + timedelta(minutes=(number * 7) % 11)
            tx.flush()
            if twin:
                chosen = [made[number % 2].public_id]
                labels.label_conversation(tx, key, chosen, by="system", at=scene.START)


@pytest.mark.parametrize(("few", "near"), [(0, 1), (0, queries.NEAR), (queries.FEW_LABELLED, queries.NEAR)])
async def test_filters_alone_and_together(
    database: Database, monkeypatch: pytest.MonkeyPatch, few: int, near: int
) -> None:
    monkeypatch.setattr(queries, "FEW_LABELLED", few)
    monkeypatch.setattr(queries, "NEAR", near)
    await database.write(furnish)

    def check(tx: Session) -> None:
        inbox, agent, label = (tx.execute(sa.select(kind).order_by(kind.id)).scalars().first() for kind in KINDS)
        assert isinstance(inbox, Inbox)
        assert isinstance(agent, Agent)
        assert isinstance(label, Label)
        choices = product(
            (None, "open", "resolved"), (None, inbox), (None, agent), (None, label), (None, "webchat", "letter")
        )
        for status, in_inbox, of_agent, with_label, channel in choices:
            query = ConversationQuery(
                status=status,  # type: ignore[arg-type]
                inbox=in_inbox.public_id if in_inbox else None,
                agent=of_agent.public_id if of_agent else None,
                label=with_label.public_id if with_label else None,
                channel=channel,
                limit=5,
            )
            expected = [
                row.id
                for row in tx.execute(sa.select(Conversation)).scalars()
                if (status is None or row.status == status)
                and (in_inbox is None or row.inbox_id == in_inbox.id)
                and (of_agent is None or row.agent_id == of_agent.id)
                and (with_label is None or with_label.public_id in row.labels)
                and (channel is None or row.channel == channel)
            ]
            assert sorted(walk(tx, query)) == sorted(expected), query

    await database.read(check)


async def test_who_is_with_the_bot_waits_for_nobody_and_is_nobody_s_to_read(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        waits, with_bot = (scene.received(tx, inbox, who=who).conversation_id for who in ("ann", "ben"))
        first_responder.take(tx, service.locked(tx, with_bot), at=scene.START)

        def listed(view: Literal["unassigned", "bot"]) -> list[tuple[int, int]]:
            rows = queries.conversations(tx, ConversationQuery(view=view), agent_id=1, now=scene.START)
            return [(row.id, conversation_row(row).unread) for row in rows]

        assert listed("unassigned") == [(waits, 1)]
        assert listed("bot") == [(with_bot, 0)]
        assert open_counts(tx) == {None: 1, BOT: 1}
        first_responder.hand_over(tx, service.locked(tx, with_bot), reason="request", closed=False, at=scene.START)
        assert sorted(listed("unassigned")) == [(waits, 1), (with_bot, 1)]

    await database.write(unit)


KINDS: tuple[type[Inbox] | type[Agent] | type[Label], ...] = (Inbox, Agent, Label)


def walk(tx: Session, query: ConversationQuery) -> list[int]:
    """The keys of all pages, which come in the order of the list."""
    found: list[tuple[object, int]] = []
    after: str | None = None
    while True:
        page = ConversationQuery(
            status=query.status, inbox=query.inbox, agent=query.agent, label=query.label, channel=query.channel,
            limit=query.limit, after=after,
        )  # fmt: skip
        rows = queries.conversations(tx, page, agent_id=1, now=scene.START)
        found += [(row.last_message_at, row.id) for row in rows[: query.limit]]
        if len(rows) <= query.limit:
            assert found == sorted(found, reverse=True)
            return [key for _, key in found]
        after = encode_cursor(found[-1])
