"""`backup` and `restore` as an administrator types them."""

from pathlib import Path

import pytest

from contact_center.commands import lock
from contact_center.settings import Settings
from tests.contact_center.commands.conftest import Run


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Path:
    """A backup of an installation with an inbox."""
    assert run("inbox", "create", "--name", "Shop", "--site", "https://shop.example")[0] == 0
    code, said, _ = run("backup", str(tmp_path / "a.tar.gz"))
    assert code == 0
    assert "rows, 0 files, without the secret key" in said
    return tmp_path / "a.tar.gz"


def test_a_backup_is_checked_and_restored_into_a_new_folder(run: Run, made: Path, tmp_path: Path) -> None:
    code, said, _ = run("backup", "--verify", str(made))
    assert (code, said.startswith(f"{made} is whole: sqlite of ")) == (0, True)
    code, said, _ = run("restore", str(made), "--data-dir", str(tmp_path / "new"))
    assert code == 0
    assert "Put your copy into" in said
    assert "Shop" in run("inbox", "list", "--data-dir", str(tmp_path / "new"))[1]
    assert run("db", "check", "--data-dir", str(tmp_path / "new"))[0] == 0


def test_a_damaged_backup_says_so_in_one_line_and_restores_nothing(run: Run, made: Path, tmp_path: Path) -> None:
    made.write_bytes(made.read_bytes()[:-100])
    for arguments in (("backup", "--verify", str(made)), ("restore", str(made), "--data-dir", str(tmp_path / "new"))):
        code, _, errors = run(*arguments)
        assert code == 2
        (line,) = errors.splitlines()
        assert "is damaged or cut off" in line
    assert {path.name for path in (tmp_path / "new").iterdir()} <= {lock.FILE}


def test_a_folder_from_which_a_server_serves_is_left_alone(run: Run, made: Path, tmp_path: Path) -> None:
    new = Settings(data_dir=tmp_path / "new")
    new.data_dir.mkdir()
    with lock.only_process(new):
        code, _, errors = run("restore", str(made), "--data-dir", str(new.data_dir))
    assert code == 2
    assert "Another process serves from" in errors


def test_a_folder_with_a_database_is_left_alone(run: Run, made: Path) -> None:
    code, _, errors = run("restore", str(made))
    assert code == 2
    assert "contact-center.db already, and a backup is restored into an empty place only." in errors


def test_without_a_database_there_is_nothing_to_back_up(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("backup", str(tmp_path / "b.tar"))
    assert code == 2
    assert "There is no database in" in errors
    assert not (tmp_path / "b.tar").exists()
