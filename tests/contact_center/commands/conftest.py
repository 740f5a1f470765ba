"""Commands in this process, each test with a data folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contact_center import observability
from contact_center.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in a data folder of its own; returns its exit code, output and errors."""
    monkeypatch.setenv("CC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(observability, "set_up_logging", lambda _: None)  # it would outlive the test

    def go(*args: str) -> tuple[int, str, str]:
        try:
            code = main(args)
        except SystemExit as error:
            code = int(error.code or 0)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return go
