"""Index files by who uploaded them: how much that was lately is asked before each upload of a visitor."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attachment_uploader_created_at", "attachment", ["uploader", "created_at"])
