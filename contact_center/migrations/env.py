"""What Alembic runs for every command: on the caller's connection, inside the caller's transaction."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from contact_center.migrations import is_a_models
from contact_center.models import Base


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our column types as what they are in the database: a revision must not change with the code."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    return f"sa.{type(sa.types.to_instance(item.impl)).__name__}()"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=is_a_models,
    render_as_batch=True,
    render_item=render_item,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
