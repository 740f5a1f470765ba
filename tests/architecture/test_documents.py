"""The documents say what is so: settings, commands, links and words."""

import argparse
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contact_center.cli import parser
from contact_center.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
ROW = re.compile(r"^\| `(CC_\w+)` \| (?:`(.*?)`)? *\|", re.MULTILINE)


def shown(value: Any) -> str:
    """A default as the table writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def test_the_settings_table_of_the_readme_is_that_of_the_code() -> None:
    fields = msgspec.structs.fields(Settings)
    expected = [(PREFIX + field.name.upper(), shown(field.default)) for field in fields]
    assert [(name, default or "") for name, default in ROW.findall((ROOT / "README.md").read_text())] == expected


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" not in link:
            assert (document.parent / link).exists(), link


def test_every_document_a_repository_should_have_is_there() -> None:
    for name in ("README", "ARCHITECTURE", "CONTRIBUTING", "GLOSSARY", "CHANGELOG", "SECURITY"):
        assert (ROOT / f"{name}.md").is_file()
    assert "Apache License" in (ROOT / "LICENSE").read_text()


def test_the_readme_s_commands_exist() -> None:
    commands = _commands(parser())
    for line in re.findall(r"contact-center ((?:[a-z]+ ?)+)", (ROOT / "README.md").read_text()):
        first = line.split()[0]
        if first not in {"so"}:
            assert first in commands, line


def test_the_architecture_s_command_list_is_complete() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    listed = re.search(r"the command line: ([a-z ]+)", text)
    assert listed is not None
    assert sorted(listed[1].split()) == sorted(_commands(parser()))


def test_the_processes_of_the_procfile_are_commands() -> None:
    commands = _commands(parser())
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert set(lines) == {"release", "web", "worker"}
    for line in lines.values():
        program, command, *_ = line.split()
        assert program == "contact-center"
        assert command in commands


def test_decisions_are_numbered_without_a_gap_and_keep_to_a_page() -> None:
    files = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    for path in files:
        text = path.read_text()
        assert text.startswith(f"# {int(path.name[:4])}. ")
        assert len(text.splitlines()) < 60


def _commands(root: argparse.ArgumentParser) -> set[str]:
    (group,) = (action for action in root._actions if isinstance(action, argparse._SubParsersAction))
    return set(group.choices)
