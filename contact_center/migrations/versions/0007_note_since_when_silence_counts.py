"""Note since when an inbox closes silent conversations as soon as it does: the silence of before does not count."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("silence_from", sa.BigInteger(), nullable=True))
