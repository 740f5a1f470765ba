"""Keep what was given to the custom fields on a contact form with its letter."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("answers", sa.Text(), nullable=False, server_default="[]"))
