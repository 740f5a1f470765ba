"""Codes by which customers prove to have an address, and calls that we are to make at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "proof_code",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("conversation_id", NUMBER, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", NUMBER, nullable=False),
        sa.Column("proven_at", sa.BigInteger(), nullable=True),
        sa.Column("proven_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_proof_code_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_code")),
    )
    op.create_index(op.f("ix_proof_code_conversation_id"), "proof_code", ["conversation_id", "email", "id"])
    op.create_index(op.f("ix_proof_code_expires_at"), "proof_code", ["expires_at"])
    op.create_table(
        "callback",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", NUMBER, nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_callback_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
        sa.UniqueConstraint("public_id", name=op.f("uq_callback_public_id")),
    )
    op.create_index(op.f("ix_callback_conversation_id"), "callback", ["conversation_id"])
    op.create_index("uq_callback_phone", "callback", ["phone"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
