"""Keep what a message shows beside its text: choices, an article, a step of a flow."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("content", sa.Text(), nullable=True))
