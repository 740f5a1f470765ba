"""Revision 5 finds out who began what is stored, where that is certain, on both databases."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from contact_center import migrations
from contact_center.settings import Settings
from tests.servers import execute


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[str]:
    """An empty database at revision 4."""
    if request.param == "sqlite":
        found = Settings(data_dir=tmp_path).url
        migrations.in_transaction(found, lambda connection: command.upgrade(migrations.config(connection), "0004"))
        yield found
        return
    postgres: str = request.getfixturevalue("postgres_url")
    name = f"visitors_{worker_id}"
    execute(postgres, f"CREATE DATABASE {name}")
    found = Settings(database_url=f"{postgres.rpartition('/')[0]}/{name}").url
    migrations.in_transaction(found, lambda connection: command.upgrade(migrations.config(connection), "0004"))
    yield found
    execute(postgres, f"DROP DATABASE {name}")


class Past:
    """Rows as revision 4 keeps them."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.tables = sa.MetaData()
        self.tables.reflect(connection)
        self.insert("inbox", id=1, name="Shop", channel="webchat")

    def insert(self, name: str, /, **values: Any) -> None:
        """A row; what must be there and is not given is something."""
        table = self.tables.tables[name]
        fill: dict[type, Any] = {str: "{}", int: 0, bool: False}
        for column in table.columns:
            if not column.nullable and column.name not in values and column.server_default is None:
                key = f"{name}-{values.get('id')}" if column.name == "public_id" else None
                values[column.name] = key or fill[column.type.python_type]
        self.connection.execute(sa.insert(table).values(values))

    def customer(self, key: int, *browsers: str, shop: bool = False, into: int | None = None) -> None:
        """The keys of its identities are 10 * key and what follows."""
        self.insert("customer", id=key, merged_into=None, locale="en")
        kinds = [("webchat", each) for each in browsers] + ([("external", f"inbox:{key}")] if shop else [])
        for place, (kind, value) in enumerate(kinds):
            row = {"customer_id": into or key, "kind": kind, "value": value, "verified": kind == "external"}
            self.insert("customer_identity", id=10 * key + place, **row)

    def conversation(self, key: int, customer: int, at: int = 1, channel: str = "webchat") -> None:
        self.insert("conversation", id=key, inbox_id=1, customer_id=customer, channel=channel, created_at=at)

    def merge(self, source: int, target: int, at: int, undone: int | None = None, **moved: list[int]) -> None:
        row = {"moved": json.dumps(moved), "by": "agent:1", "at": at, "undone_at": undone}
        self.insert("customer_merge", id=at, source_id=source, target_id=target, **row)


async def begun(url: str, past: Any) -> tuple[dict[int, str | None], set[str]]:
    """Who began each conversation by its key, and the browsers that are proved, after the upgrade."""

    def read(connection: sa.Connection) -> tuple[dict[int, str | None], set[str]]:
        rows = connection.execute(sa.text("SELECT id, visitor FROM conversation")).all()
        proved = sa.text("SELECT value FROM customer_identity WHERE kind = 'webchat' AND verified")
        return {row.id: row.visitor for row in rows}, set(connection.execute(proved).scalars())

    def run() -> tuple[dict[int, str | None], set[str]]:
        migrations.in_transaction(url, lambda connection: past(Past(connection)))
        migrations.upgrade(url)
        return migrations.in_transaction(url, read)

    return await asyncio.to_thread(run)


async def test_what_a_customer_of_one_browser_wrote_began_in_it(url: str) -> None:
    def past(past: Past) -> None:
        past.customer(1, "ann")
        past.customer(2, "bob", "bob's other")
        past.customer(3)
        for key, channel in ((1, "webchat"), (2, "webchat"), (3, "webchat"), (4, "email")):
            past.conversation(key, 1 if key == 4 else key, channel=channel)

    assert await begun(url, past) == ({1: "ann", 2: None, 3: None, 4: None}, set())


async def test_what_a_merge_moved_began_where_it_came_from(url: str) -> None:
    def past(past: Past) -> None:
        past.customer(1, "ann")
        past.customer(2, "eve", into=1)
        past.conversation(1, 1, at=1)
        past.conversation(2, 1, at=2)
        past.conversation(3, 1, at=9)  # by ann or by eve, after the merge
        past.merge(2, 1, 5, conversations=[2], identities=[20])

    assert await begun(url, past) == ({1: "ann", 2: "eve", 3: None}, set())


async def test_a_chain_of_merges_and_one_that_was_undone(url: str) -> None:
    def past(past: Past) -> None:
        past.customer(1, "ann")
        past.customer(2, "bob", into=1)
        past.customer(3, "eve", into=1)
        past.customer(4, "cid")
        for key in (1, 2, 3):
            past.conversation(key, 1, at=key)
        past.conversation(4, 4, at=4)
        past.conversation(5, 4, at=12)  # cid's, or ann's of the time in which they were one
        past.merge(3, 2, 5, conversations=[3], identities=[30])
        past.merge(2, 1, 6, conversations=[2, 3], identities=[20, 30])
        past.merge(1, 4, 10, undone=15, conversations=[1, 2, 3], identities=[10, 20, 30])

    assert (await begun(url, past))[0] == {1: "ann", 2: "bob", 3: "eve", 4: "cid", 5: None}


async def test_a_browser_that_has_shown_a_shop_s_token_is_proved(url: str) -> None:
    def past(past: Past) -> None:
        past.customer(1, "ann", "merged into ann", shop=True)
        past.customer(2, "bob")
        for key, visitor in ((1, "ann"), (2, "bob")):
            past.insert("used_identity_token", id=key, token_hash=visitor, visitor=visitor)

    assert (await begun(url, past))[1] == {"ann"}
