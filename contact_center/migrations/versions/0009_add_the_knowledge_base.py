"""Add the knowledge base"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kb_category",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["kb_category.id"], name=op.f("fk_kb_category_parent_id_kb_category")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_category")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kb_category_public_id")),
    )
    with op.batch_alter_table("kb_category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kb_category_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "kb_image",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("width", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("height", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_image")),
        sa.UniqueConstraint("key", name=op.f("uq_kb_image_key")),
        sa.UniqueConstraint("name", name=op.f("uq_kb_image_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kb_image_public_id")),
    )
    op.create_table(
        "kb_synonym",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_synonym")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kb_synonym_public_id")),
    )
    op.create_table(
        "kb_article",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["agent.id"], name=op.f("fk_kb_article_author_id_agent"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["kb_category.id"], name=op.f("fk_kb_article_category_id_kb_category")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_article")),
        sa.UniqueConstraint("key", name=op.f("uq_kb_article_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kb_article_public_id")),
    )
    with op.batch_alter_table("kb_article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kb_article_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kb_article_changed_at_id"), ["changed_at", "id"], unique=False)
        batch_op.create_index(
            "uq_kb_article_policy",
            ["kind"],
            unique=True,
            sqlite_where=sa.text("kind <> 'article' AND archived_at IS NULL"),
            postgresql_where=sa.text("kind <> 'article' AND archived_at IS NULL"),
        )

    op.create_table(
        "kb_category_name",
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["kb_category.id"],
            name=op.f("fk_kb_category_name_category_id_kb_category"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("category_id", "locale", name=op.f("pk_kb_category_name")),
        sa.UniqueConstraint("locale", "slug", name=op.f("uq_kb_category_name_locale_slug")),
    )
    op.create_table(
        "kb_feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["kb_article.id"], name=op.f("fk_kb_feedback_article_id_kb_article"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_kb_feedback_customer_id_customer"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_feedback")),
        sa.UniqueConstraint(
            "article_id", "locale", "revision", "source", name=op.f("uq_kb_feedback_article_id_locale_revision_source")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_kb_feedback_public_id")),
    )
    with op.batch_alter_table("kb_feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kb_feedback_article_id_at_id"), ["article_id", "at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kb_feedback_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_kb_feedback_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kb_feedback_source_at"), ["source", "at"], unique=False)

    op.create_table(
        "kb_phrasing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["kb_article.id"], name=op.f("fk_kb_phrasing_article_id_kb_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_phrasing")),
        sa.UniqueConstraint("article_id", "locale", "folded", name=op.f("uq_kb_phrasing_article_id_locale_folded")),
    )
    op.create_table(
        "kb_redirect",
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["kb_article.id"], name=op.f("fk_kb_redirect_article_id_kb_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("locale", "slug", name=op.f("pk_kb_redirect")),
    )
    with op.batch_alter_table("kb_redirect", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kb_redirect_article_id"), ["article_id"], unique=False)

    op.create_table(
        "kb_translation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["kb_article.id"], name=op.f("fk_kb_translation_article_id_kb_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_translation")),
        sa.UniqueConstraint("article_id", "locale", name=op.f("uq_kb_translation_article_id_locale")),
        sa.UniqueConstraint("locale", "slug", name=op.f("uq_kb_translation_locale_slug")),
    )
    op.create_table(
        "kb_publication",
        sa.Column("translation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["kb_article.id"], name=op.f("fk_kb_publication_article_id_kb_article"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            ["kb_translation.id"],
            name=op.f("fk_kb_publication_translation_id_kb_translation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("translation_id", name=op.f("pk_kb_publication")),
        sa.UniqueConstraint("article_id", "locale", name=op.f("uq_kb_publication_article_id_locale")),
        sa.UniqueConstraint("locale", "slug", name=op.f("uq_kb_publication_locale_slug")),
    )
    op.create_table(
        "kb_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("translation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("restored_from", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["agent.id"], name=op.f("fk_kb_revision_author_id_agent"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            ["kb_translation.id"],
            name=op.f("fk_kb_revision_translation_id_kb_translation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_revision")),
        sa.UniqueConstraint("translation_id", "number", name=op.f("uq_kb_revision_translation_id_number")),
    )


def downgrade() -> None:
    op.drop_table("kb_revision")
    op.drop_table("kb_publication")
    op.drop_table("kb_translation")
    with op.batch_alter_table("kb_redirect", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kb_redirect_article_id"))

    op.drop_table("kb_redirect")
    op.drop_table("kb_phrasing")
    with op.batch_alter_table("kb_feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kb_feedback_source_at"))
        batch_op.drop_index(batch_op.f("ix_kb_feedback_customer_id"))
        batch_op.drop_index(batch_op.f("ix_kb_feedback_at"))
        batch_op.drop_index(batch_op.f("ix_kb_feedback_article_id_at_id"))

    op.drop_table("kb_feedback")
    op.drop_table("kb_category_name")
    with op.batch_alter_table("kb_article", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_kb_article_policy",
            sqlite_where=sa.text("kind <> 'article' AND archived_at IS NULL"),
            postgresql_where=sa.text("kind <> 'article' AND archived_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_kb_article_changed_at_id"))
        batch_op.drop_index(batch_op.f("ix_kb_article_category_id"))

    op.drop_table("kb_article")
    op.drop_table("kb_synonym")
    op.drop_table("kb_image")
    with op.batch_alter_table("kb_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kb_category_parent_id"))

    op.drop_table("kb_category")
