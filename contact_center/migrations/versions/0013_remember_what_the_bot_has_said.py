"""Remember where the bot's conversations stand, and what it made of each question."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GOING_ON = sa.text("outcome IS NULL")


def upgrade() -> None:
    op.create_table(
        "bot_conversation",
        sa.Column("conversation_id", NUMBER, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("handed_over_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_bot_conversation_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_bot_conversation")),
    )
    op.create_index(
        "ix_bot_conversation_going_on",
        "bot_conversation",
        ["conversation_id"],
        sqlite_where=GOING_ON,
        postgresql_where=GOING_ON,
    )
    op.create_index(op.f("ix_bot_conversation_started_at"), "bot_conversation", ["started_at"])
    op.create_table(
        "bot_turn",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(36), nullable=False),
        sa.Column("conversation_id", NUMBER, nullable=False),
        sa.Column("message_id", NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("article", sa.Text(), nullable=True),
        sa.Column("revision", NUMBER, nullable=True),
        sa.Column("articles", sa.Text(), nullable=False),
        sa.Column("rejected", sa.Boolean(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.Column("helped_at", sa.BigInteger(), nullable=True),
        sa.Column("sentiment", sa.Text(), nullable=False),
        sa.Column("cost", NUMBER, nullable=False),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("marked_by_id", NUMBER, nullable=True),
        sa.Column("marked_at", sa.BigInteger(), nullable=True),
        sa.Column("right_article", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_bot_turn_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_bot_turn_message_id_message"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["agent.id"], name=op.f("fk_bot_turn_marked_by_id_agent"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_turn")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bot_turn_public_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_bot_turn_message_id")),
    )
    op.create_index(op.f("ix_bot_turn_conversation_id_id"), "bot_turn", ["conversation_id", "id"])
    op.create_index(op.f("ix_bot_turn_at_id"), "bot_turn", ["at", "id"])
    op.create_index(op.f("ix_bot_turn_review_at_id"), "bot_turn", ["review", "at", "id"])
