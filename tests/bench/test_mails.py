"""The figures of `bench mail`, and the measurement once, small, on a corpus of its own."""

import random
from pathlib import Path

import pytest

from contact_center.bench import mail_making
from contact_center.bench.ledger import Ledger, Line
from contact_center.bench.mails import CPU, KEPT, TIMED, figures, run
from contact_center.bench.options import Options
from contact_center.bench.server import BenchError

MAIL = b"From: ann@customer.example\r\nMessage-ID: <1@x>\r\nSubject: Hello\r\n\r\nWhere is it?\r\n"


def lines(*given: tuple[str, str, str]) -> list[Line]:
    found = [Line(0, what, name, by) for what, name, by in given]
    return [Line(0, CPU, value=1.0), *found, Line(0, CPU, value=3.0)]


def test_figures_tell_crashed_from_lost_and_count_by_processor_time() -> None:
    kept = [(KEPT, str(number), kind) for number, kind in enumerate(["files", "mutations", "mutations", TIMED, TIMED])]
    became = [("done", "0", ""), ("quarantined", "1", ""), ("waiting", "3", ""), ("done", "4", "")]
    found = figures(lines(*kept, *became))
    assert (found.files, found.mutations, found.mails) == (1, 2, 2)
    assert (found.crashed, found.lost) == (1, 2)
    assert found.messages_per_cpu_second == 1.0
    assert found.outcomes == {"done": 2, "lost": 1, "quarantined": 1, "waiting": 1}


def test_the_same_seed_makes_the_same_mails_and_another_makes_others() -> None:
    given = [("a.eml", MAIL)]
    first, again = (list(mail_making.mutations(given, 50, random.Random(1))) for _ in range(2))
    assert first == again
    assert first != list(mail_making.mutations(given, 50, random.Random(2)))
    threads = [raw for _, raw in mail_making.threads(given, 100, random.Random(1))]
    assert 20 < sum(b"In-Reply-To" in raw for raw in threads) < 60


def test_a_corpus_and_what_is_made_of_it_is_taken_in_whole(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "one.eml").write_bytes(MAIL)
    (tmp_path / "two.BOX").write_bytes(b"no mail at all")
    (tmp_path / "empty.eml").touch()
    (tmp_path / "other.html").write_text("no")
    ledger = Ledger()
    found = run(Options(seed=1, database_url="", ledger=ledger), corpus=tmp_path, mutations=20, mails=30)
    assert (found["files"], found["mutations"], found["mails"]) == (2, 20, 30)
    assert (found["crashed"], found["lost"]) == (0, 0)
    assert found["outcomes"] == {"done": 52}
    assert found["messages_per_cpu_second"] > 0


def test_a_folder_without_mails_is_said(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"no \.eml"):
        run(Options(seed=1, database_url="", ledger=Ledger()), corpus=tmp_path, mutations=1, mails=10)
