"""Keep sign-ins at the providers of mailboxes."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mailbox_sign_in",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("agent_id", NUMBER, nullable=False),
        sa.Column("session_id", NUMBER, nullable=False),
        sa.Column("mailbox_id", NUMBER, nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_mailbox_sign_in_agent_id_agent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name=op.f("fk_mailbox_sign_in_mailbox_id_mailbox")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["staff_session.id"],
            name=op.f("fk_mailbox_sign_in_session_id_staff_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_sign_in")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mailbox_sign_in_public_id")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_mailbox_sign_in_state_hash")),
    )
    with op.batch_alter_table("mailbox_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailbox_sign_in_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailbox_sign_in_session_id"), ["session_id"], unique=False)
