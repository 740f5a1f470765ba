"""`rasa`: what it writes, and what it says where something is missing. The rest needs a real Rasa."""

from pathlib import Path

import pytest

from contact_center.demo.seeding import ARTICLES
from faq_bot.rasa import installing, pythons
from faq_bot.rasa.layout import REQUIREMENTS
from tests.contact_center.commands.conftest import Run


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_the_project_of_an_installation_is_that_of_its_exported_articles(run: Run, tmp_path: Path) -> None:
    assert run("kb", "import", str(ARTICLES))[0] == 0
    assert run("kb", "export", str(tmp_path / "files"))[0] == 0
    code, said, _ = run("rasa", "export", str(tmp_path / "stored"))
    assert (code, said) == (0, f"A Rasa project of 65 articles is in {tmp_path / 'stored'}.\n")
    assert run("rasa", "export", str(tmp_path / "read"), "--articles", str(tmp_path / "files"))[0] == 0
    project = contents(tmp_path / "stored")
    assert project == contents(tmp_path / "read")
    assert 'intent: "returns-policy"' in project["data/nlu.yml"]
    assert "http://127.0.0.1:8000/help/vi/doi-tra" in project["domain.yml"]
    assert run("rasa", "export", str(tmp_path / "stored"))[0] == 0  # over the one before
    assert contents(tmp_path / "stored") == project


def test_what_nobody_outside_may_read_is_not_in_it(run: Run, tmp_path: Path) -> None:
    head = "---\ntitle: {0}\nsummary: x\n{1}\nphrasings:\n  - {0} please\n---\n\nText of {0}.\n"
    shown = dict.fromkeys(("One", "Two"), "status: published")
    hidden = {
        "Drafted": "status: draft",
        "Internal": "status: published\nvisibility: internal",
        "Archived": "status: published\narchived: yes",
    }
    (tmp_path / "en").mkdir()
    for name, fields in (shown | hidden).items():
        (tmp_path / "en" / f"{name.lower()}.md").write_text(head.format(name, fields))
    assert run("rasa", "export", str(tmp_path / "out"), "--articles", str(tmp_path))[0] == 0
    written = "".join(contents(tmp_path / "out").values())
    assert {name for name in shown | hidden if name in written} == set(shown)


def test_too_few_articles_are_no_project(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("rasa", "export", str(tmp_path / "out"))
    assert code == 2
    assert "at least two published public articles" in errors


def test_a_folder_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, _, errors = run("rasa", "export", str(tmp_path / "file"), "--articles", str(ARTICLES))
    assert code == 2
    assert f"The folder {tmp_path / 'file'} cannot be written" in errors


@pytest.mark.parametrize("step", ["train", "run"])
def test_without_rasa_it_is_said_how_to_get_it(run: Run, step: str) -> None:
    code, _, errors = run("rasa", step)
    assert code == 2
    assert "run `contact-center rasa install`" in errors


def test_without_a_model_it_is_said_how_to_get_one(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "is_installed", lambda _: True)
    assert "run `contact-center rasa train` first" in run("rasa", "run")[2]


def test_what_an_installation_lacks_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is no Python that runs" in run("rasa", "install", "--python", str(tmp_path / "python"))[2]
    monkeypatch.setattr(pythons, "candidates", lambda: iter([]))
    assert "needs Python 3.10 or 3.11 with its venv module, and neither was found" in run("rasa", "install")[2]
    monkeypatch.setattr(pythons, "find", lambda _: tmp_path / "python")
    monkeypatch.setattr(installing, "NEEDED", 1 << 60)
    assert f"{tmp_path / 'data' / 'rasa'} has" in run("rasa", "install")[2]
    (tmp_path / "file").write_text("x")
    assert "cannot be made" in run("rasa", "install", "--folder", str(tmp_path / "file" / "x"))[2]


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "The disk is full.",
        ),
        ("Temporary failure in name resolution", "There is no network."),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that was tried"),
        ("Something else", "It failed."),
    ],
)
def test_why_it_failed_and_that_it_can_go_on_is_said(run: Run, tmp_path: Path, says: str, reason: str) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$1" = -I ] && echo 3 10 && exit 0\necho "{says}"\nexit 1\n')
    python.chmod(0o755)
    code, _, errors = run("rasa", "install", "--python", str(python))
    assert code == 2
    assert reason in errors
    assert "run the same command again" in errors
    assert says in errors


def test_what_is_installed_is_not_installed_again(run: Run, tmp_path: Path) -> None:
    program = tmp_path / "data" / "rasa" / "venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.touch()
    (tmp_path / "data" / "rasa" / "installed").write_text(installing._digest())
    code, said, _ = run("rasa", "install")
    assert (code, said) == (0, f"Rasa 3.6.21 is installed in {tmp_path / 'data' / 'rasa'}.\n")


def test_the_list_names_no_place_and_every_package_by_its_hash() -> None:
    text = REQUIREMENTS.read_text("ascii")
    assert "://" not in text
    assert "rasa==3.6.21 \\\n    --hash=sha256:" in text
    packages = [line for line in text.splitlines() if not line.startswith(" ")]
    assert all("==" in line and line.endswith("\\") for line in packages)


def test_what_packages_are_built_with_is_taken_from_the_same_list() -> None:
    found = installing._entries(REQUIREMENTS.read_text("ascii"), installing.BUILDING)
    lines = found.splitlines()
    assert [line.split("==")[0] for line in lines if not line.startswith(" ")] == ["setuptools", "wheel"]
    assert all("--hash=sha256:" in line for line in lines if line.startswith(" "))
