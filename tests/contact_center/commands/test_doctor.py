"""`doctor` on a healthy installation, and on broken ones."""

import contextlib
import io
import json
import os
import socket
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import agents_ui.routes
from contact_center.commands import guard
from contact_center.commands.doctor import database, machine, network
from contact_center.commands.doctor.finding import Level
from contact_center.settings import Settings
from tests.contact_center.commands.conftest import Run

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `run` keeps its data; the console counts as built."""
    monkeypatch.setattr(agents_ui.routes, "is_built", lambda: True)
    monkeypatch.setenv("CC_PORT", str(free_port()))
    return tmp_path / "data"


@pytest.fixture
def healthy(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with an administrator."""
    monkeypatch.setattr("sys.stdin", io.StringIO("a fine long phrase\n"))
    options = ("--email", "a@b.example", "--name", "A", "--role", "administrator", "--password-stdin")
    assert run("user", "create", *options)[0] == 0
    return data


@pytest.fixture
def mail_server() -> Iterator[int]:
    """A mail server that says hello and goodbye."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                with connection, connection.makefile("rwb") as lines:
                    lines.write(b"220 mail.example\r\n")
                    lines.flush()
                    for line in lines:
                        lines.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")
                        lines.flush()

        thread = threading.Thread(target=talk)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def examine(run: Run) -> tuple[int, dict[str, tuple[str, str, str]]]:
    """The exit code, and level, detail and advice by what was looked at."""
    code, text, _ = run("doctor", "--json")
    found = json.loads(text)
    assert found["ok"] is (code == 0)
    return code, {each["name"]: (each["level"], each["detail"], each["todo"]) for each in found["findings"]}


def test_a_healthy_installation_has_no_failure_and_advice_only_where_something_is_missing(
    run: Run, healthy: Path, mail_server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"HOST": "127.0.0.1", "PORT": str(mail_server), "SECURITY": "none"}.items():
        monkeypatch.setenv(f"CC_SMTP_{name}", value)
    assert run("backup", str(healthy.parent / "a.tar"))[0] == 0
    code, found = examine(run)
    assert code == 0
    levels = {name: level for name, (level, _, _) in found.items()}
    levels.pop("packages")  # only an installed product knows them
    assert set(levels.values()) == {"ok"}, levels
    for name in (
        "python",
        "settings",
        "database",
        "schema",
        "durability",
        "administrator",
        "jobs",
        "port",
        "mail",
        "backup",
        "files",
    ):
        assert name in found


def test_the_text_says_below_each_fault_what_to_do_and_counts(run: Run, data: Path) -> None:
    code, text, _ = run("doctor")
    assert code == 0
    lines = text.splitlines()
    place = lines.index("warning  database: there is none yet")
    assert lines[place + 1] == "         -> The first `contact-center serve` makes it."
    assert "warning" in lines[-1]
    assert not data.exists()


def test_a_mistyped_setting_is_named(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC_HOTS", "x")
    code, found = examine(run)
    assert code == 1
    assert found["settings"][:2] == ("FAILED", "CC_HOTS is not a setting. Did you mean CC_HOST?")


@pytest.mark.parametrize("key", [b"x", bytes(range(128, 256)), b"\0" * 64])
def test_a_broken_database_and_a_damaged_key_are_both_named(run: Run, healthy: Path, key: bytes) -> None:
    (healthy / "contact-center.db").write_bytes(b"this is not a database" * 1000)
    (healthy / "secret-key").write_bytes(key)
    code, found = examine(run)
    assert code == 1
    assert found["database"][0] == "FAILED"
    assert "file is not a database" in found["database"][1]
    assert "backup" in found["database"][2]
    assert found["secret key"][0] == "FAILED"
    assert "damaged" in found["secret key"][1]


def test_a_check_that_crashes_is_a_failure_by_name_and_the_others_are_made(
    run: Run, healthy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_: object) -> None:
        raise ZeroDivisionError("a password that nobody should read")

    for module, check in ((machine, "check_space"), (database, "check"), (network, "check_port")):
        monkeypatch.setattr(module, check, crash)
    code, found = examine(run)
    assert code == 1
    for name in ("data folder", "database", "port"):
        assert found[name][:2] == ("FAILED", "the check itself failed with ZeroDivisionError")
    assert {"python", "public address", "mail"} <= set(found)


def test_a_key_that_others_can_read_and_an_open_folder_are_named(run: Run, healthy: Path) -> None:
    (healthy / "secret-key").write_text("k" * 64)
    (healthy / "secret-key").chmod(0o644)
    healthy.chmod(0o755)
    code, found = examine(run)
    assert code == 1
    assert found["secret key"][0] == "FAILED"
    assert found["secret key"][2].startswith("chmod 600")
    assert found["data folder"][0] == "warning"


def test_a_schema_of_another_version_is_named(run: Run, healthy: Path) -> None:
    with contextlib.closing(sqlite3.connect(healthy / "contact-center.db")) as connection, connection:
        connection.execute("DELETE FROM alembic_version")
    code, found = examine(run)
    assert code == 1
    assert found["schema"][0] == "FAILED"
    assert "contact-center db upgrade" in found["schema"][2]


def test_a_database_of_a_newer_version_is_named_by_every_command_and_left_alone(run: Run, healthy: Path) -> None:
    with contextlib.closing(sqlite3.connect(healthy / "contact-center.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (("serve", "--port", "0"), ("db", "upgrade"), ("db", "check")):
        code, _, errors = run(*command)
        assert code == 2
        (line,) = errors.splitlines()
        assert "was written by a newer version of contact-center (its schema is 9999" in line
        assert line.endswith("Install that version.")
    code, found = examine(run)
    assert code == 1
    level, detail, todo = found["schema"]
    assert level == "FAILED"
    assert "newer version" in detail
    assert "upgrade" not in todo
    assert run("db", "current")[1] == "9999\n"


def test_a_data_folder_that_cannot_be_written_is_named(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.write_text("a file where the folder should be")
    code, found = examine(run)
    assert code == 1
    assert found["data folder"][0] == "FAILED"


def test_a_database_that_does_not_answer_is_named_without_its_password(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CC_DATABASE_URL", f"postgresql://me:hushhush@127.0.0.1:{free_port()}/none")
    code, text, _ = run("doctor")
    assert code == 1
    assert "FAILED   database: The database does not take part" in text
    assert "hushhush" not in text


@pytest.mark.postgresql
def test_a_healthy_postgresql_is_looked_at_in_full(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, postgres_settings: Settings
) -> None:
    monkeypatch.setenv("CC_DATABASE_URL", postgres_settings.database_url)
    monkeypatch.setenv("CC_SECRET_KEY", "k" * 40)
    code, found = examine(run)
    assert code == 0
    for name in ("database", "schema", "durability", "database version", "clock", "jobs"):
        assert found[name][0] == "ok", name
    assert found["administrator"][0] == "warning"


def test_mail_that_nobody_takes_is_named(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("CC_SMTP_PORT", str(free_port()))
    code, found = examine(run)
    assert code == 1
    assert found["mail"][0] == "FAILED"


class TestPort:
    @pytest.fixture
    def somebody(self, request: pytest.FixtureRequest) -> Iterator[int]:
        """A web server whose every page says the given words."""

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(request.param)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        with HTTPServer(("127.0.0.1", 0), Page) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield server.server_port
            server.shutdown()
            thread.join()

    @pytest.mark.parametrize("somebody", [b'{"status":"ok"}'], indirect=True)
    def test_a_port_that_is_ours_already_is_well(self, somebody: int) -> None:
        assert network.check_port(Settings(port=somebody)).level is Level.OK

    @pytest.mark.parametrize("somebody", [b"hello"], indirect=True)
    def test_a_port_of_somebody_else_is_named(self, somebody: int) -> None:
        assert network.check_port(Settings(port=somebody)).level is Level.FAILED

    def test_a_host_that_is_not_ours_is_named(self) -> None:
        assert network.check_port(Settings(host="192.0.2.1", port=0)).level is Level.FAILED


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        (Settings(), Level.OK),
        (Settings(host="0.0.0.0"), Level.WARNING),
        (Settings(public_url="http://chat.example"), Level.WARNING),
        (Settings(public_url="http://localhost:8000"), Level.OK),
        (Settings(public_url="https://chat.example"), Level.WARNING),
        (Settings(public_url="https://chat.example", trusted_proxies=("127.0.0.1",)), Level.OK),
    ],
)
def test_the_public_address_must_make_sense(settings: Settings, level: Level) -> None:
    assert list(network.check_addresses(settings))[-1].level is level


@pytest.mark.parametrize(
    ("proxies", "level"),
    [((), Level.OK), (("10.0.0.0/24",), Level.OK), (("0.0.0.0/0",), Level.WARNING), (("proxy",), Level.FAILED)],
)
def test_trusted_proxies_must_be_addresses_and_few(proxies: tuple[str, ...], level: Level) -> None:
    assert network.check_proxies(Settings(trusted_proxies=proxies)).level is level


@pytest.mark.parametrize(
    ("seconds", "level"), [(0.0, Level.OK), (1.5, Level.OK), (-5.0, Level.WARNING), (90.0, Level.FAILED)]
)
def test_a_clock_apart_is_named_and_the_asking_does_not_count(seconds: float, level: Level) -> None:
    asked = NOW + timedelta(seconds=1)
    theirs = (asked if seconds > 0 else NOW) + timedelta(seconds=seconds)
    assert database.check_clock(theirs, NOW, asked).level is level


def test_an_old_or_careless_postgresql_is_named() -> None:
    assert database.check_version(150_004).level is Level.OK
    assert database.check_version(120_010).level is Level.FAILED
    assert database.check_durability("fsync=off synchronous_commit=on").level is Level.FAILED


def test_jobs_that_were_given_up_are_counted() -> None:
    assert database.check_dead_jobs(0).level is Level.OK
    assert database.check_dead_jobs(3).detail == "3 given up"


@pytest.mark.parametrize(("free", "level"), [(10**12, Level.OK), (10**8, Level.WARNING), (10**6, Level.FAILED)])
def test_little_room_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, level: Level) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert machine.check_space(tmp_path).level is level


def test_a_console_that_was_not_built_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents_ui.routes, "is_built", lambda: False)
    assert machine.check_front_end().level is Level.FAILED


@pytest.mark.parametrize(
    ("requires", "level"),
    [
        (["msgspec>=0.20", "sqlalchemy[asyncio]>=2.1,<2.2", "psutil>=7; extra == 'bench'"], Level.OK),
        (["msgspec>=0.20", "no-such-package>=1", "absent[extra]; python_version > '3'"], Level.FAILED),
    ],
)
def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch, requires: list[str], level: Level) -> None:
    monkeypatch.setattr(machine, "distribution", lambda _: type("Distribution", (), {"requires": requires}))
    found = machine.check_packages()
    assert found.level is level
    if level is Level.FAILED:
        assert found.detail == "missing: no-such-package, absent"


def test_a_package_of_another_project_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "foreign_package", lambda: "The package `channels` belongs to another project.")
    assert Level.FAILED in {each.level for each in machine.check_program()}


def test_a_folder_of_uploads_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.check_uploads(tmp_path / "files").level is Level.OK
    (tmp_path / "files").mkdir()
    assert machine.check_uploads(tmp_path / "files").level is Level.OK
    monkeypatch.setattr(os, "access", lambda *_: False)
    found = machine.check_uploads(tmp_path / "files")
    assert (found.level, "cannot be written" in found.detail) == (Level.FAILED, True)
