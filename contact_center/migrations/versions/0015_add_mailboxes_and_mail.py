"""Add mailboxes, mails as they came, and what messages that are mails have beside their text."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mail_reply_window",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("inbox_id", NUMBER, nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("automatic", NUMBER, nullable=False),
        sa.Column("received", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["inbox_id"], ["inbox.id"], name=op.f("fk_mail_reply_window_inbox_id_inbox"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_reply_window")),
        sa.UniqueConstraint("inbox_id", "address_hash", name=op.f("uq_mail_reply_window_inbox_id_address_hash")),
    )
    with op.batch_alter_table("mail_reply_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_reply_window_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "mailbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("inbox_id", NUMBER, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("incoming", sa.Text(), nullable=False),
        sa.Column("outgoing", sa.Text(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=True),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("import_from", sa.BigInteger(), nullable=True),
        sa.Column("connected_at", sa.BigInteger(), nullable=False),
        sa.Column("uidvalidity", NUMBER, nullable=True),
        sa.Column("last_uid", NUMBER, nullable=False),
        sa.Column("first_uid", NUMBER, nullable=False),
        sa.Column("last_contact_at", sa.BigInteger(), nullable=True),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("alarmed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_mailbox_inbox_id_inbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox")),
        sa.UniqueConstraint("address", name=op.f("uq_mailbox_address")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_mailbox_inbox_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mailbox_public_id")),
    )
    op.create_table(
        "mail_participant",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("conversation_id", NUMBER, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_mail_participant_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_participant")),
        sa.UniqueConstraint("conversation_id", "address", name=op.f("uq_mail_participant_conversation_id_address")),
    )
    op.create_table(
        "mail_in",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("mailbox_id", NUMBER, nullable=False),
        sa.Column("uidvalidity", NUMBER, nullable=True),
        sa.Column("uid", NUMBER, nullable=True),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("envelope_from", sa.Text(), nullable=True),
        sa.Column("envelope_to", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("history", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("message_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_in_mailbox_id_mailbox")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_mail_in_message_id_message"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_in")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_in_key")),
        sa.UniqueConstraint("mailbox_id", "dedupe", name=op.f("uq_mail_in_mailbox_id_dedupe")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mail_in_public_id")),
    )
    with op.batch_alter_table("mail_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_in_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_in_state_arrived_at_id"), ["state", "arrived_at", "id"], unique=False)
        batch_op.create_index(
            "ix_mail_in_waiting",
            ["mailbox_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "mail_recipient",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("message_id", NUMBER, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_mail_recipient_message_id_message"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_recipient")),
        sa.UniqueConstraint("message_id", "address", name=op.f("uq_mail_recipient_message_id_address")),
    )
    op.create_table(
        "mail",
        sa.Column("message_id", NUMBER, nullable=False),
        sa.Column("inbox_id", NUMBER, nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("header_id", sa.Text(), nullable=True),
        sa.Column("in_reply_to", sa.Text(), nullable=False),
        sa.Column("references", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("cc", sa.Text(), nullable=False),
        sa.Column("bcc", sa.Text(), nullable=False),
        sa.Column("date", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("remote", NUMBER, nullable=False),
        sa.Column("coloured", sa.Boolean(), nullable=False),
        sa.Column("mail_in_id", NUMBER, nullable=True),
        sa.Column("authentication", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("forwarded_from", sa.Text(), nullable=True),
        sa.Column("related_id", NUMBER, nullable=True),
        sa.Column("send_at", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_mail_inbox_id_inbox")),
        sa.ForeignKeyConstraint(
            ["mail_in_id"], ["mail_in.id"], name=op.f("fk_mail_mail_in_id_mail_in"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_mail_message_id_message"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["related_id"], ["conversation.id"], name=op.f("fk_mail_related_id_conversation"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_mail")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_header_id_inbox_id"), ["header_id", "inbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_mail_in_id"), ["mail_in_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_related_id"), ["related_id"], unique=False)
        batch_op.create_index(
            "ix_mail_send_at",
            ["send_at"],
            unique=False,
            sqlite_where=sa.text("left_at IS NULL AND send_at IS NOT NULL"),
            postgresql_where=sa.text("left_at IS NULL AND send_at IS NOT NULL"),
        )

    with op.batch_alter_table("customer_identity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bounced_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("bounce_words", sa.Text(), nullable=True))
