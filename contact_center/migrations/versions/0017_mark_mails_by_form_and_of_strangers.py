"""Mark mails that came by the contact form, and those with which somebody joined who had no part before."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("by_form", "stranger"):
        op.add_column("mail", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
