"""`kb`: the knowledge base out and in, and that of the demonstration."""

import stat
from pathlib import Path

from contact_center.demo.seeding import ARTICLES
from tests.contact_center.commands.conftest import Run

GOOD = "---\ntitle: Hours\nsummary: When we are there.\nstatus: published\n---\n\nFrom 8 to 20.\n"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_goes_in_once_and_comes_out_whole(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "hours.md").write_text(GOOD)
    assert run("kb", "import", str(folder), "--dry-run")[:2] == (
        0, "1 articles would be made, 0 changed, 0 left as they are; 0 new images.\n",
    )  # fmt: skip
    assert run("kb", "import", str(folder))[1].startswith("1 articles made")
    assert run("kb", "import", str(folder))[1].startswith("0 articles made, 0 changed, 1 left as they are")
    code, text, _ = run("kb", "export", str(tmp_path / "out"))
    assert (code, text) == (0, f"4 files are in {tmp_path / 'out'}.\n")
    assert b"From 8 to 20." in contents(tmp_path / "out")["en/hours.md"]
    code, _, errors = run("kb", "export", str(tmp_path / "out"))
    assert code == 2
    assert "is there already, and not empty" in errors


def test_what_is_wrong_is_said_with_file_and_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine" / "vi").mkdir(parents=True)
    (tmp_path / "mine" / "vi" / "gio.md").write_text("---\ntitle: Giờ\nstatus: open\n---\n")
    code, text, _ = run("kb", "import", str(tmp_path / "mine"), "--dry-run")
    assert code == 1
    assert text.startswith("vi/gio.md:3: ")
    code, _, errors = run("kb", "import", str(tmp_path / "mine"))
    assert code == 2
    assert "Nothing was imported. vi/gio.md:3: " in errors
    assert "is no folder" in run("kb", "import", str(tmp_path / "nowhere"))[2]


def test_a_folder_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, _, errors = run("kb", "export", str(tmp_path / "file" / "out"))
    assert code == 2
    assert f"The folder {tmp_path / 'file' / 'out'} cannot be written" in errors
    assert stat.S_ISREG((tmp_path / "file").stat().st_mode)


def test_the_demonstration_has_its_articles(run: Run, tmp_path: Path) -> None:
    assert run("seed")[0] == 0
    assert run("kb", "import", str(ARTICLES))[1].startswith("0 articles made, 0 changed, ")
    assert run("kb", "export", str(tmp_path / "out"))[0] == 0
    assert b"kind: policy_returns" in contents(tmp_path / "out")["vi/doi-tra.md"]
