"""Let a conversation be merged into another one, and note what the bot makes of mails."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", NUMBER, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_conversation_merged_into_id_conversation"),
            "conversation",
            ["merged_into_id"],
            ["id"],
            ondelete="CASCADE",
        )
    with op.batch_alter_table("bot_turn", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chances", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answerable", sa.Boolean(), nullable=False, server_default=sa.false()))
    where = sa.text("merged_into_id IS NOT NULL")
    op.create_index(
        "ix_conversation_merged", "conversation", ["merged_into_id"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "conversation_merge",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(36), nullable=False),
        sa.Column("source_id", NUMBER, nullable=False),
        sa.Column("target_id", NUMBER, nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [each], ["conversation.id"], name=op.f(f"fk_conversation_merge_{each}_conversation"), ondelete="CASCADE"
            )
            for each in ("source_id", "target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conversation_merge_public_id")),
    )
    for each in ("source_id", "target_id"):
        op.create_index(op.f(f"ix_conversation_merge_{each}"), "conversation_merge", [each])
