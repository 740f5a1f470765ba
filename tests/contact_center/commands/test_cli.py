"""The command line, in this process: what it prints, and how it fails in one line."""

import importlib.util
import io
import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from contact_center import __version__, migrations
from contact_center.commands import context, guard, lock, seed
from contact_center.errors import SettingsError
from contact_center.models import Agent, Event
from contact_center.passwords import Passwords
from contact_center.settings import Settings
from tests.contact_center.commands.conftest import Run
from tests.processes import clean_environment


def fails(outcome: tuple[int, str, str]) -> str:
    """The one line of a command that was not possible."""
    code, _, errors = outcome
    assert code == 2
    assert "Traceback" not in errors
    lines = errors.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("contact-center: ")
    return lines[0]


def test_the_help_names_every_command(run: Run) -> None:
    code, text, _ = run("--help")
    assert code == 0
    for name in (
        "serve",
        "worker",
        "db",
        "user",
        "inbox",
        "kb",
        "seed",
        "simulate",
        "doctor",
        "openapi",
        "version",
        "bench",
    ):
        assert f"\n    {name} " in text


def test_the_version_is_printed(run: Run) -> None:
    assert run("version") == (0, f"contact-center {__version__}\n", "")


def test_the_openapi_document_is_printed_as_json(run: Run) -> None:
    code, text, _ = run("openapi")
    assert code == 0
    assert json.loads(text)["openapi"] == "3.1.0"


def test_a_mistyped_setting_is_named_with_the_likely_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC_PROT", "9000")
    assert "CC_PROT is not a setting. Did you mean CC_PORT?" in fails(run("serve"))


def test_a_setting_of_the_wrong_type_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC_PORT", "eighty")
    assert "CC_PORT is 'eighty'" in fails(run("serve"))


@pytest.mark.parametrize("wrong", [("serve", "--prot", "1"), ("serve", "--port", "x"), ("serev",), ()])
def test_a_mistyped_option_or_command_is_an_error(run: Run, wrong: tuple[str, ...]) -> None:
    code, _, errors = run(*wrong)
    assert code == 2
    assert "contact-center" in errors.splitlines()[-1]
    assert "error: " in errors.splitlines()[-1]


def test_a_data_folder_that_cannot_be_made_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    line = fails(run("serve", "--data-dir", str(file / "data")))
    assert str(file) in line
    assert "--data-dir" in line


def test_a_damaged_key_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret-key").write_text("short")
    assert "secret-key is damaged. Remove the file" in fails(run("serve"))
    (tmp_path / "data" / "secret-key").write_bytes(bytes(range(128, 256)))
    assert "secret-key is damaged. Remove the file" in fails(run("serve"))


def test_a_port_in_use_is_named(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"127.0.0.1 port {port} is in use." in fails(run("serve", "--port", str(port)))


def test_a_host_that_is_not_ours_is_named(run: Run) -> None:
    assert "192.0.2.1 port 0 is not an address of this machine." in fails(
        run("serve", "--host", "192.0.2.1", "--port", "0")
    )


def test_an_unknown_host_is_named(run: Run) -> None:
    assert "The host 'no host' is unknown." in fails(run("serve", "--host", "no host"))


def test_an_unreachable_database_is_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("CC_DATABASE_URL", f"postgresql://nobody:nothing@127.0.0.1:{port}/none")
    assert "The database does not take part" in fails(run("serve", "--port", "0"))


@pytest.mark.postgresql
@pytest.mark.parametrize("wrong", ["password", "database"])
def test_a_database_that_refuses_us_is_told_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, postgres_url: str, wrong: str
) -> None:
    before, _, place = postgres_url.rpartition("@")
    user = before.rpartition(":")[0]
    url = f"{user}:wrong@{place}" if wrong == "password" else f"{postgres_url.rpartition('/')[0]}/missing"
    monkeypatch.setenv("CC_DATABASE_URL", url)
    assert "The database does not take part" in fails(run("db", "upgrade"))


def test_a_broken_database_file_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "contact-center.db").write_bytes(b"this is not a database" * 100)
    assert "not a database" in fails(run("serve", "--port", "0"))


@pytest.mark.parametrize("command", [("worker",), ("serve", "--no-work")])
def test_several_processes_need_postgresql(run: Run, command: tuple[str, ...]) -> None:
    assert "CC_DATABASE_URL" in fails(run(*command))


def test_a_second_process_on_an_embedded_database_is_refused(run: Run, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    with lock.only_process(settings):
        assert "Another process serves from" in fails(run("serve", "--port", "0"))


def test_a_package_of_another_project_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SettingsError, match=r"The package `foreign` in .* belongs to another project"):
        guard.check_packages(["channels", "foreign"])
    with pytest.raises(SettingsError, match="`absent_package` is missing"):
        guard.check_packages(["absent_package"])


def test_the_schema_is_upgraded_shown_and_checked(run: Run) -> None:
    head = migrations.head()
    assert run("db", "current") == (0, "empty\n", "")
    assert run("db", "check")[0] == 1
    assert run("db", "upgrade")[1] == f"The schema is at revision {head}.\n"
    assert run("db", "current")[1] == f"{head}\n"
    assert run("db", "check")[0] == 0


class TestUsers:
    def test_somebody_new_gets_a_link(self, run: Run, tmp_path: Path) -> None:
        code, text, _ = run(
            "user", "create", "--email", "An@shop.example", "--name", "An Lê", "--role", "administrator"
        )
        assert code == 0
        assert "/console/welcome/" in text
        assert run("user", "list")[1].split() == ["an@shop.example", "administrator", "invited", "An", "Lê"]

    def test_a_password_may_be_given_and_works(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("a fine long password\n"))
        code, text, _ = run("user", "create", "--email", "an@shop.example", "--name", "An", "--password-stdin")
        assert code == 0
        assert "can sign in" in text
        settings = Settings(data_dir=tmp_path / "data")
        agent = context.in_database(settings, lambda tx: tx.execute(sa.select(Agent)).scalar_one())
        assert Passwords()._matches(agent.password_hash or "", "a fine long password")
        facts = context.in_database(settings, lambda tx: list(tx.execute(sa.select(Event.type)).scalars()))
        assert facts == ["StaffCreated"]

    def test_a_weak_password_is_refused(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
        line = fails(run("user", "create", "--email", "a@b.example", "--name", "A", "--password-stdin"))
        assert "at least 12 characters" in line

    def test_what_is_no_address_is_refused(self, run: Run) -> None:
        assert "email" in fails(run("user", "create", "--email", "nonsense", "--name", "A"))

    def test_an_address_is_taken_once(self, run: Run) -> None:
        assert run("user", "create", "--email", "a@b.example", "--name", "A")[0] == 0
        assert "already" in fails(run("user", "create", "--email", "A@b.example", "--name", "B"))

    def test_whoever_forgot_the_password_gets_a_link(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("a fine long password\n"))
        run("user", "create", "--email", "a@b.example", "--name", "A", "--password-stdin")
        assert "/console/reset/" in run("user", "reset", "a@b.example")[1]
        assert "Nobody of the staff" in fails(run("user", "reset", "b@b.example"))

    def test_an_unaccepted_invitation_is_made_again(self, run: Run) -> None:
        run("user", "create", "--email", "a@b.example", "--name", "A")
        assert "/console/welcome/" in run("user", "reset", "a@b.example")[1]

    def test_an_empty_installation_says_so(self, run: Run) -> None:
        assert "Nobody yet" in run("user", "list")[1]


class TestInboxes:
    def test_a_new_inbox_prints_the_line_for_the_pages(self, run: Run) -> None:
        code, text, _ = run("inbox", "create", "--name", "My shop", "--site", "https://Shop.example/")
        assert code == 0
        key = re.search(r"My shop \((\S+)\)", text)
        assert key is not None
        assert f'/widget.js" data-inbox="{key[1]}"></script>' in text
        assert "on https://shop.example\n" in text
        assert run("inbox", "list") == (0, text, "")
        changed = run("inbox", "sites", key[1], "https://a.example", "https://b.example")[1]
        assert "on https://a.example, https://b.example\n" in changed

    def test_what_is_no_site_is_refused(self, run: Run) -> None:
        assert "is not a site's address" in fails(run("inbox", "create", "--name", "A", "--site", "shop"))
        assert "cannot be an inbox" in fails(run("inbox", "create", "--name", "", "--site", "https://a.example"))

    def test_an_unknown_inbox_is_named(self, run: Run) -> None:
        assert "no such inbox" in fails(run("inbox", "sites", "none", "https://a.example"))

    def test_an_empty_installation_says_so(self, run: Run) -> None:
        assert "None yet" in run("inbox", "list")[1]


class TestSeed:
    def test_an_empty_database_is_filled_once(self, run: Run) -> None:
        code, first, _ = run("seed")
        assert code == 0
        assert "maianh@suong.example" in first
        assert run("seed") == (0, first, "")

    def test_a_database_in_use_is_left_alone(self, run: Run) -> None:
        run("user", "create", "--email", "a@b.example", "--name", "A")
        assert "needs an empty database" in fails(run("seed"))
        assert "needs an empty database" in fails(run("serve", "--demo", "--port", "0"))

    def test_lost_passwords_are_not_made_up(self, run: Run, tmp_path: Path) -> None:
        run("seed")
        (tmp_path / "data" / "demo-sign-ins.json").unlink()
        assert "contact-center user reset" in run("seed")[1]

    @pytest.mark.parametrize(
        ("host", "sites"),
        [
            ("127.0.0.1", ["http://127.0.0.1:81", "http://localhost:81"]),
            ("0.0.0.0", ["http://127.0.0.1:81", "http://localhost:81"]),
            ("10.1.2.3", ["http://10.1.2.3:81"]),
            ("fd00::1", ["http://[fd00::1]:81"]),
        ],
    )
    def test_the_shop_s_addresses_follow_from_where_it_listens(self, host: str, sites: list[str]) -> None:
        assert seed.shop_sites(host, 81) == sites


def test_the_command_line_is_imported_quickly_without_the_heavy_parts() -> None:
    code = (
        "import sys, contact_center.cli\n"
        "contact_center.cli.parser()\n"
        "print([name for name in ('sqlalchemy', 'starlette', 'uvicorn', 'alembic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_the_packages_are_where_the_guard_looks() -> None:
    assert guard.foreign_package() is None
    assert importlib.util.find_spec("channels") is not None
