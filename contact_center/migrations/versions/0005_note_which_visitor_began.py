"""Note which visitor began a conversation, and which browsers a shop has identified: the others read only their own.

What is stored says it where a customer has one browser. What merges moved counts for the customer it came from, and
what was begun after a merge could be either's. Where it is not certain nothing is noted: only identified browsers, of
which this takes those whose token still stands, read it. The others are identified again by their next page.
"""

import json
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ONE_BROWSER = """
UPDATE conversation SET visitor = (
    SELECT min(value) FROM customer_identity
    WHERE customer_identity.kind = 'webchat' AND customer_identity.customer_id = conversation.customer_id
    HAVING count(*) = 1
)
WHERE channel = 'webchat' AND customer_id NOT IN (SELECT target_id FROM customer_merge)
"""
IDENTIFIED = """
UPDATE customer_identity SET verified = :yes
WHERE kind = 'webchat' AND value IN (SELECT visitor FROM used_identity_token)
AND customer_id IN (SELECT customer_id FROM customer_identity WHERE kind = 'external')
"""

merges = sa.table("customer_merge", *map(sa.column, ("id", "source_id", "target_id", "at", "undone_at", "moved")))
conversations = sa.table("conversation", *map(sa.column, ("id", "customer_id", "channel", "created_at", "visitor")))
identities = sa.table("customer_identity", *map(sa.column, ("id", "customer_id", "kind", "value")))


def upgrade() -> None:
    op.add_column("conversation", sa.Column("visitor", sa.Text(), nullable=True))
    tx = op.get_bind()
    tx.execute(sa.text(ONE_BROWSER))
    tx.execute(sa.text(IDENTIFIED), {"yes": True})
    _merged(tx)


def _merged(tx: sa.Connection) -> None:
    """Whose the things of a target of merges were: the first merge that stands and moved them says it."""
    done = tx.execute(sa.select(merges).order_by(merges.c.id)).all()
    first: dict[int, Any] = {}
    came: dict[str, dict[int, int]] = {"conversations": {}, "identities": {}}
    for row in done:
        first.setdefault(row.target_id, row.at)
        for name, known in came.items() if row.undone_at is None else ():
            for key in json.loads(row.moved)[name]:
                known.setdefault(key, row.source_id)
    targets = sorted(first)
    browsers = defaultdict(list)
    for each in _of(tx, identities, targets):
        if each.kind == "webchat":
            browsers[came["identities"].get(each.id, each.customer_id)].append(each.value)
    for each in _of(tx, conversations, targets):
        began = came["conversations"].get(each.id, each.customer_id)
        certain = len(browsers[began]) == 1 and not (began in first and each.created_at >= first[began])
        if each.channel == "webchat" and certain:
            change = sa.update(conversations).where(conversations.c.id == each.id)
            tx.execute(change.values(visitor=browsers[began][0]))


def _of(tx: sa.Connection, table: sa.TableClause, customers: list[int]) -> list[sa.Row[Any]]:
    """The rows of these customers, not too many in one statement."""
    found: list[sa.Row[Any]] = []
    for begin in range(0, len(customers), 500):
        some = customers[begin : begin + 500]
        found += tx.execute(sa.select(table).where(table.c.customer_id.in_(some))).all()
    return found
