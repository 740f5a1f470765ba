"""Add by when an answer is due, what is spam and whose mail is refused, and what lists show of mails."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PARTIAL = (
    ("ix_conversation_due", "conversation", ["status", "due_at", "id"], "due_at IS NOT NULL"),
    ("ix_conversation_spam", "conversation", ["last_message_at", "id"], "spam_at IS NOT NULL"),
    ("ix_block_sender", "block", ["sender"], "sender IS NOT NULL"),
)


def upgrade() -> None:
    for name in ("due_at", "spam_at"):
        op.add_column("conversation", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("conversation", sa.Column("has_files", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("conversation", sa.Column("outgoing", sa.Text(), nullable=True))
    op.add_column("block", sa.Column("sender", sa.Text(), nullable=True))
    op.add_column("mail_in", sa.Column("admitted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("mail_in", sa.Column("sender", sa.Text(), nullable=True))
    for name, table, columns, where in PARTIAL:
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.execute(
        "UPDATE conversation SET has_files = true WHERE id IN (SELECT conversation_id FROM attachment"
        " WHERE message_id IS NOT NULL)"
    )
    op.execute(
        "UPDATE conversation SET outgoing = 'failed' WHERE id IN (SELECT message.conversation_id FROM message"
        " JOIN mail ON mail.message_id = message.id WHERE mail.direction = 'out' AND message.delivery = 'failed'"
        " AND message.staff_seq = (SELECT max(later.staff_seq) FROM message AS later JOIN mail AS went"
        " ON went.message_id = later.id WHERE later.conversation_id = message.conversation_id"
        " AND went.direction = 'out'))"
    )
