"""Mark the conversations in which the customer wrote out of hours and nobody has answered yet."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("out_of_hours", sa.Boolean(), nullable=False, server_default=sa.false()))
