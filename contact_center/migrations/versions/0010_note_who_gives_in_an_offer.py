"""Note in an offer which agent gives, with what words; what staff ended while it waited was no abandonment."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_by_id", NUMBER, nullable=True))
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_offer_given_by_id_agent"), "agent", ["given_by_id"], ["id"])
    op.execute(
        "UPDATE work_item SET state = 'cancelled' WHERE state = 'abandoned'"
        " AND outcome NOT IN ('ended_by_customer', 'visitor_gone')"
    )
