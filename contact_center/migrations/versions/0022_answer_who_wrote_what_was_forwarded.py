"""Note of forwarded mails that whoever wrote them is the customer."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("by_original", sa.Boolean(), nullable=False, server_default=sa.false()))
