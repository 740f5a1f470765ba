"""Keep since when a mailbox is removed: what came by it stays."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mailbox", sa.Column("removed_at", sa.BigInteger(), nullable=True))
