"""Revision 10 keeps of what is stored as abandoned what customers gave up; what staff ended was cancelled."""

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from contact_center import migrations
from contact_center.settings import Settings
from tests.contact_center.test_migration_of_visitors import Past
from tests.servers import execute

ENDED = {
    1: ("abandoned", "resolved"),
    2: ("abandoned", "ended_by_customer"),
    3: ("abandoned", "visitor_gone"),
    4: ("abandoned", "snoozed"),
    5: ("done", "resolved"),
}


def states_after(url: str) -> dict[int, str]:
    def past(connection: sa.Connection) -> None:
        command.upgrade(migrations.config(connection), "0009")
        past = Past(connection)
        past.customer(1, "ann")
        past.conversation(1, 1)
        queue = connection.execute(sa.text("SELECT id FROM queue")).scalar_one()
        for key, (state, outcome) in ENDED.items():
            past.insert("work_item", id=key, conversation_id=1, queue_id=queue, state=state, outcome=outcome)

    def read(connection: sa.Connection) -> dict[int, str]:
        return {row.id: row.state for row in connection.execute(sa.text("SELECT id, state FROM work_item"))}

    migrations.in_transaction(url, past)
    migrations.upgrade(url)
    return migrations.in_transaction(url, read)


STATES = {1: "cancelled", 2: "abandoned", 3: "abandoned", 4: "cancelled", 5: "done"}


async def test_what_staff_had_ended_is_no_abandonment_any_more(tmp_path: Path) -> None:
    assert await asyncio.to_thread(states_after, Settings(data_dir=tmp_path).url) == STATES


@pytest.mark.postgresql
async def test_the_same_on_postgresql(postgres_url: str, worker_id: str) -> None:
    name = f"work_{worker_id}"
    execute(postgres_url, f"CREATE DATABASE {name}")
    url = Settings(database_url=f"{postgres_url.rpartition('/')[0]}/{name}").url
    assert await asyncio.to_thread(states_after, url) == STATES
    execute(postgres_url, f"DROP DATABASE {name}")
