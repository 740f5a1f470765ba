"""Add queues, skills, offers and what routing knows of work items."""

import sqlalchemy as sa
from alembic import op

from contact_center.values import new_id, to_micros, utc_now

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DEFAULT = {
    "public_id": "", "name": "General", "folded": "general", "is_default": True, "created_at": 0, "version": 1,
    "settings": '{"members":"everybody","answer":"automatic","abandon_seconds":null}', "wrap_up": "{}",
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "intake_rule",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_rule")),
        sa.UniqueConstraint("public_id", name=op.f("uq_intake_rule_public_id")),
    )
    with op.batch_alter_table("intake_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intake_rule_position"), ["position"], unique=False)

    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("term", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "skill",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill")),
        sa.UniqueConstraint("folded", name=op.f("uq_skill_folded")),
        sa.UniqueConstraint("public_id", name=op.f("uq_skill_public_id")),
    )
    op.create_table(
        "agent_skill",
        sa.Column("agent_id", NUMBER, nullable=False),
        sa.Column("skill_id", NUMBER, nullable=False),
        sa.Column("level", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_agent_skill_agent_id_agent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_agent_skill_skill_id_skill"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", "skill_id", name=op.f("pk_agent_skill")),
    )
    with op.batch_alter_table("agent_skill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agent_skill_skill_id"), ["skill_id"], unique=False)

    op.create_table(
        "queue",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("wrap_up", sa.Text(), nullable=False),
        sa.Column("calendar_id", NUMBER, nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["business_calendar.id"], name=op.f("fk_queue_calendar_id_business_calendar")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("folded", name=op.f("uq_queue_folded")),
        sa.UniqueConstraint("public_id", name=op.f("uq_queue_public_id")),
    )
    op.create_table(
        "queue_member",
        sa.Column("queue_id", NUMBER, nullable=False),
        sa.Column("agent_id", NUMBER, nullable=False),
        sa.Column("rank", NUMBER, nullable=True),
        sa.Column("tier", NUMBER, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("delay", NUMBER, nullable=False),
        sa.Column("weight", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_queue_member_agent_id_agent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["queue.id"], name=op.f("fk_queue_member_queue_id_queue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("queue_id", "agent_id", name=op.f("pk_queue_member")),
    )
    with op.batch_alter_table("queue_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queue_member_agent_id"), ["agent_id"], unique=False)

    op.create_table(
        "queue_turn",
        sa.Column("queue_id", NUMBER, nullable=False),
        sa.Column("agent_id", NUMBER, nullable=False),
        sa.Column("turn", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_queue_turn_agent_id_agent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["queue.id"], name=op.f("fk_queue_turn_queue_id_queue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("queue_id", "agent_id", name=op.f("pk_queue_turn")),
    )
    _add_to_agents()
    _add_to_work_items(_default_queue())
    op.create_table(
        "offer",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("work_item_id", NUMBER, nullable=False),
        sa.Column("agent_id", NUMBER, nullable=False),
        sa.Column("queue_id", NUMBER, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_offer_agent_id_agent")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_offer_queue_id_queue")),
        sa.ForeignKeyConstraint(
            ["work_item_id"], ["work_item.id"], name=op.f("fk_offer_work_item_id_work_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_offer_public_id")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_agent_id_at"), ["agent_id", "at"], unique=False)
        batch_op.create_index(
            "ix_offer_open",
            ["agent_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_offer_work_item_id_id"), ["work_item_id", "id"], unique=False)

    op.create_table(
        "routing_decision",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("work_item_id", NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_item_id"],
            ["work_item.id"],
            name=op.f("fk_routing_decision_work_item_id_work_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_decision")),
    )
    with op.batch_alter_table("routing_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_routing_decision_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_routing_decision_work_item_id_id"), ["work_item_id", "id"], unique=False)


def _default_queue() -> int:
    """What waits today waits in it, by the rules of today: everybody is a member, and work comes without asking."""
    queues = sa.table("queue", *map(sa.column, ("id", *_DEFAULT)))
    row = {**_DEFAULT, "public_id": new_id(), "created_at": to_micros(utc_now())}
    key: int = op.get_bind().execute(sa.insert(queues).values(row).returning(queues.c.id)).scalar_one()
    return key


def _add_to_agents() -> None:
    op.add_column("agent", sa.Column("capacity", sa.Text(), nullable=True))
    op.add_column("agent", sa.Column("languages", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("agent", sa.Column("presence_channels", sa.Text(), nullable=True))
    op.add_column("agent", sa.Column("last_offered_at", sa.BigInteger(), nullable=True))
    op.add_column("agent", sa.Column("missed", NUMBER, nullable=False, server_default="0"))


def _add_to_work_items(queue_id: int) -> None:
    op.add_column("work_item", sa.Column("queue_id", NUMBER, nullable=True))
    op.execute(sa.text("UPDATE work_item SET queue_id = :queue").bindparams(queue=queue_id))
    for column in (
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("priority", NUMBER, nullable=False, server_default="0"),
        sa.Column("promise_at", sa.BigInteger(), nullable=True),
        sa.Column("preferred_agent_id", NUMBER, nullable=True),
        sa.Column("preferred_until", sa.BigInteger(), nullable=True),
        sa.Column("excluded", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("visited", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("by_message", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("idle_since", sa.BigInteger(), nullable=True),
        sa.Column("suspended", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("over_capacity", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("expected_wait", NUMBER, nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column("wrap_up_until", sa.BigInteger(), nullable=True),
        sa.Column("wrap_up_code", sa.Text(), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
    ):
        op.add_column("work_item", column)
    op.execute("UPDATE work_item SET released_at = ended_at")
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.alter_column("queue_id", existing_type=NUMBER, nullable=False)
        batch_op.create_foreign_key(op.f("fk_work_item_queue_id_queue"), "queue", ["queue_id"], ["id"])
        batch_op.create_foreign_key(
            op.f("fk_work_item_preferred_agent_id_agent"), "agent", ["preferred_agent_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_work_item_agent_id_ended_at"), ["agent_id", "ended_at"], unique=False)
        batch_op.create_index(op.f("ix_work_item_queue_id_answered_at"), ["queue_id", "answered_at"], unique=False)
        batch_op.drop_column("queue")
