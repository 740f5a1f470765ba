"""Fixtures of the whole suite: settings, a migrated database of each kind, and the rule that CI skips nothing."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
import pytest
import uvloop

from contact_center import migrations
from contact_center.db import Database, Signal, open_database
from contact_center.settings import Settings
from tests.servers import Postgres, ServerMissingError, execute

MAY_SKIP = {"shared_data", "rasa"}
SERVER = pytest.StashKey[Postgres]()
SERVER_INFO = pytest.StashKey[dict[str, str]]()
SERVER_URL = "postgres_url"
SERVER_MISSING = "postgres_missing"

SEND_OTHERS_AWAY = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
        PERFORM setval(name::regclass, 1, false);
    END LOOP;
    INSERT INTO queue SELECT * FROM kept.queue;
    PERFORM setval('queue_id_seq', max(id)) FROM queue;
END $$
"""
"""Deletes every row but the queue that each database begins with: in milliseconds, where a template takes a hundred."""


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the loop that the product runs on."""
    return {"uvloop": uvloop.new_event_loop}


def pytest_configure(config: pytest.Config) -> None:
    """With several workers the run's one PostgreSQL is started here, in the process that outlives them all."""
    # an example may take its time on a busy machine
    hypothesis.settings.register_profile("here", deadline=None)
    hypothesis.settings.load_profile("here")
    if getattr(config.option, "numprocesses", None) and not config.option.collectonly:
        config.stash[SERVER_INFO] = _start_server(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Runs also when the suite is interrupted."""
    if server := config.stash.get(SERVER, None):
        server.close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each worker where the server is."""
    node.workerinput.update(node.config.stash[SERVER_INFO])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: Playwright keeps a loop running in its worker, in which no other test could start its own."""
    items.sort(key=lambda item: item.nodeid.startswith("tests/browser/"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one, but for those that need what CI cannot have."""
    report = yield
    expected = hasattr(report, "wasxfail") or any(item.get_closest_marker(name) for name in MAY_SKIP)
    if report.skipped and not expected and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole module that skips itself is no better."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty embedded database with the newest schema, to be copied."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("template"))
    migrations.upgrade(settings.url)
    return settings.data_dir / "contact-center.db"


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    """An own data folder with a migrated embedded database."""
    settings = Settings(data_dir=tmp_path, secret_key="a key for tests, which is no secret at all")
    shutil.copy(sqlite_template, tmp_path / "contact-center.db")
    return settings


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """The run's PostgreSQL, as CC_DATABASE_URL of its database postgres; skips with the reason where none runs."""
    config = request.config
    info = getattr(config, "workerinput", None) or _start_server(config)
    if SERVER_URL not in info:
        pytest.skip(info[SERVER_MISSING])
    return str(info[SERVER_URL])


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str, worker_id: str) -> str:
    """This worker's own database, with the newest schema."""
    name = f"test_{worker_id}"
    execute(postgres_url, f"CREATE DATABASE {name}")
    url = f"{postgres_url.rpartition('/')[0]}/{name}"
    migrations.upgrade(Settings(database_url=url).url)
    execute(url, "CREATE SCHEMA kept", "CREATE TABLE kept.queue AS SELECT * FROM queue")
    return url


@pytest.fixture
def postgres_settings(settings: Settings, postgres_database: str) -> Settings:
    """An empty migrated database on the run's PostgreSQL; whoever still uses it from the test before is sent away."""
    execute(postgres_database, SEND_OTHERS_AWAY, EMPTY)
    return msgspec.structs.replace(settings, database_url=postgres_database)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of a migrated database; every test that asks for it runs on both kinds."""
    name = "settings" if request.param == "sqlite" else "postgres_settings"
    found = request.getfixturevalue(name)
    assert isinstance(found, Settings)
    return found


@pytest.fixture
def signals() -> list[Signal]:
    """What the database fixture has signalled so far, in order."""
    return []


@pytest.fixture
async def database(database_settings: Settings, signals: list[Signal]) -> AsyncIterator[Database]:
    """An open, migrated database of each kind."""
    database = open_database(database_settings, signals.extend)
    yield database
    await database.close()


@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """A PostgreSQL that the test may stop and start; its database postgres has the newest schema."""
    try:
        server = Postgres()
    except ServerMissingError as error:
        pytest.skip(str(error))
    migrations.upgrade(Settings(database_url=server.url()).url)
    yield server
    server.close()


def _start_server(config: pytest.Config) -> dict[str, str]:
    try:
        config.stash[SERVER] = Postgres()
    except (ServerMissingError, OSError) as error:
        return {SERVER_MISSING: str(error)}
    return {SERVER_URL: config.stash[SERVER].url()}
