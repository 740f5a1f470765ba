"""The figures of `bench quotes`, and the labels that it reads."""

import hashlib
import json
from pathlib import Path

import msgspec
import pytest

from contact_center.bench.ledger import Ledger
from contact_center.bench.options import Options
from contact_center.bench.quotes import Line, figures, read, run
from contact_center.bench.server import BenchError
from contact_center.cli import main
from tests.channels.email.corpus import CORPUS, OWN, mails

OPTIONS = Options(seed=1, database_url="", ledger=Ledger())
TEXT = "new\n\nOn Mon, Nov 16, 2026 at 10:02 AM Mai <a@x.vn> wrote:\n> old\n"


def label(folder: Path, **said: object) -> None:
    (folder / "a.txt").write_text(TEXT)
    row = {"file": "a.txt", "sha256": hashlib.sha256(TEXT.encode()).hexdigest(), **said}
    (folder / "quotes.jsonl").write_text(json.dumps(row))


def test_figures_follow_their_definitions() -> None:
    lines = [Line("vietnamese/a", True), Line("vietnamese/b", False), Line("c", True)]
    assert figures(lines) == {
        "replies": 3, "exact": 0.6667, "vietnamese": 2, "vietnamese_exact": 0.5, "others_exact": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "exact"),
    [
        ({"lines": [[1, 1]]}, 1.0),
        ({"lines": [[1, 3]]}, 0.0),
        ({"visible": hashlib.sha256(b"new").hexdigest()}, 1.0),
        ({"visible": hashlib.sha256(b"old").hexdigest()}, 0.0),
    ],
)
def test_a_label_is_met_exactly_or_not(tmp_path: Path, said: dict[str, object], exact: float) -> None:
    label(tmp_path, **said)
    assert run(OPTIONS, labels=tmp_path, corpus=tmp_path)["exact"] == exact


def test_the_command_s_figures_follow_from_its_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label(tmp_path, lines=[[1, 1]])
    folder, ledger = str(tmp_path), tmp_path / "ledger"
    assert main(["bench", "quotes", "--labels", folder, "--corpus", folder, "--json", "--ledger", str(ledger)]) == 0
    lines = [msgspec.json.decode(line, type=Line) for line in ledger.read_bytes().splitlines()]
    found = json.loads(capsys.readouterr().out)
    assert found.items() >= figures(lines).items()
    assert (found["bench"], found["replies"], found["exact"]) == ("quotes", 1, 1.0)


def test_what_cannot_be_measured_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"quotes\.jsonl"):
        run(OPTIONS, labels=tmp_path, corpus=tmp_path)
    label(tmp_path)
    with pytest.raises(BenchError, match="--corpus"):
        run(OPTIONS, labels=tmp_path, corpus=tmp_path / "none")
    (tmp_path / "a.txt").write_text("another")
    with pytest.raises(BenchError, match="labelled"):
        run(OPTIONS, labels=tmp_path, corpus=tmp_path)


def test_every_vietnamese_case_is_labelled() -> None:
    labels = [each.file for each in read(OWN)]
    assert len(labels) == len(set(labels))
    own = {f"vietnamese/{path.name}" for path in (OWN / "vietnamese").iterdir()}
    assert own == {file for file in labels if file.startswith("vietnamese/")}
    assert len(own) >= 20


@pytest.mark.shared_data
def test_what_is_new_is_found_as_often_as_is_promised() -> None:
    assert mails()
    found = run(OPTIONS, labels=OWN, corpus=CORPUS)
    assert found["exact"] >= 0.95
    assert found["vietnamese_exact"] >= 0.95
