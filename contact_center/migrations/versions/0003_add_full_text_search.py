"""Add full-text indexes over messages and customers. The product fills them after the start, while it serves.

A later revision that has SQLite make `message` or `customer` anew (batch mode does) must make their triggers anew.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = (("message_search", "message"), ("customer_search", "customer"))

PROGRESS = """
CREATE TABLE search_progress (
    name TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    settled BIGINT NOT NULL,
    mark BIGINT NOT NULL,
    mark_at BIGINT
)
"""
# The words come apart, folded and joined by spaces: the simplest tokenizer leaves them as they are. Nothing is ranked
# by frequency, so that the sizes of documents are not kept.
FTS = "CREATE VIRTUAL TABLE {index} USING fts5(words, tokenize = 'ascii', prefix = '2 3', columnsize = 0)"
FORGET = "CREATE TRIGGER {index}_forgets AFTER DELETE ON {table} BEGIN DELETE FROM {index} WHERE rowid = old.id; END"
# SQLite gives the key of the last message again once that is deleted: the index must not believe that it has it.
STEP_BACK = """
CREATE TRIGGER message_search_steps_back AFTER DELETE ON message BEGIN
    UPDATE search_progress SET position = (SELECT coalesce(max(id), 0) FROM message)
        WHERE name = 'message_search' AND position > (SELECT coalesce(max(id), 0) FROM message);
END
"""
VECTORS = """
CREATE TABLE {index} (
    key BIGINT PRIMARY KEY REFERENCES {table} (id) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
)
"""
GIN = "CREATE INDEX ix_{index}_words ON {index} USING gin (words)"


def upgrade() -> None:
    op.execute(PROGRESS)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for index, table in INDEXES:
        for statement in (FTS, FORGET) if sqlite else (VECTORS, GIN):
            op.execute(statement.format(index=index, table=table))
    if sqlite:
        op.execute(STEP_BACK)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        op.execute("DROP TRIGGER message_search_steps_back")
    for index, _ in INDEXES:
        if sqlite:
            op.execute(f"DROP TRIGGER {index}_forgets")
        op.execute(f"DROP TABLE {index}")
    op.execute("DROP TABLE search_progress")
