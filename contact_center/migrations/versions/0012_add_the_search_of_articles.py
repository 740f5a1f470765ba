"""Add the index by which articles are found, and the searches for them. The product fills it with the first search.

A later revision that has SQLite make `kb_document` anew (batch mode does) must make its trigger anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# The words come apart, folded and joined by spaces: the simplest tokenizer leaves them as they are.
FTS = "CREATE VIRTUAL TABLE kb_document_search USING fts5(words, tokenize = 'ascii')"
FORGET = (
    "CREATE TRIGGER kb_document_search_forgets AFTER DELETE ON kb_document "
    "BEGIN DELETE FROM kb_document_search WHERE rowid = old.id; END"
)
VOCABULARY = "CREATE VIRTUAL TABLE kb_document_search_words USING fts5vocab(kb_document_search, 'row')"
VECTORS = """
CREATE TABLE kb_document_search (
    key BIGINT PRIMARY KEY REFERENCES kb_document (id) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
)
"""
GIN = "CREATE INDEX ix_kb_document_search_words ON kb_document_search USING gin (words)"


def upgrade() -> None:
    op.create_table(
        "kb_document",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("form", NUMBER, nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["kb_article.id"], name=op.f("fk_kb_document_article_id_kb_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_document")),
        sa.UniqueConstraint("article_id", "locale", name=op.f("uq_kb_document_article_id_locale")),
    )
    with op.batch_alter_table("kb_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kb_document_made_at"), ["made_at"], unique=False)
    op.create_table(
        "kb_search",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("found", NUMBER, nullable=False),
        sa.Column("article_id", NUMBER, nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["kb_article.id"], name=op.f("fk_kb_search_article_id_kb_article"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_search")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kb_search_public_id")),
    )
    with op.batch_alter_table("kb_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kb_search_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_kb_search_article_id"), ["article_id"], unique=False)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (FTS, FORGET, VOCABULARY) if sqlite else (VECTORS, GIN):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER kb_document_search_forgets")
        op.execute("DROP TABLE kb_document_search_words")
    op.execute("DROP TABLE kb_document_search")
    op.drop_table("kb_search")
    op.drop_table("kb_document")
