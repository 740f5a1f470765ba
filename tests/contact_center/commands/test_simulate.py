"""`simulate`: the issue's line in one command, files in and out, and what is said of mistakes."""

import json
from pathlib import Path

import pytest

from contact_center.cli import main

CHANGE = ("--change", "skill returns 3 to an.le,minh.vo")


def test_a_synthetic_day_before_and_after_a_skill_for_two_agents(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--synthetic", "1000", *CHANGE, "--json"]) == 0
    first = capsys.readouterr().out
    found = json.loads(first)
    assert found["changes"] == [CHANGE[1]]
    assert found["before"]["overall"]["contacts"] == found["after"]["overall"]["contacts"] == 1000
    assert found["differences"]["returns"]["service_level_a"] > 0
    assert found["formulas"]["service_level_a"].startswith("answered within T")
    main(["simulate", "--synthetic", "1000", *CHANGE, "--json"])
    assert capsys.readouterr().out == first


def test_what_was_written_is_simulated_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day, before = tmp_path / "day.json", tmp_path / "before.json"
    wrote = ["simulate", "--synthetic", "200", "--seed", "4", "--write-day", str(day), "--write-before", str(before)]
    assert main(wrote) == 0
    first = capsys.readouterr().out
    assert main(["simulate", "--day", str(day), "--before", str(before), "--seed", "4"]) == 0
    assert capsys.readouterr().out == first
    assert main(["simulate", "--day", str(day), "--before", str(before), "--after", str(before)]) == 0
    assert "change" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give a day and a configuration with --day FILE --before FILE"),
        (("--day", "none.json", "--before", "none.json"), "none.json cannot be read: No such file or directory."),
        (("--synthetic", "9", "--day", "none.json"), "give one of --synthetic, --recorded and --day"),
        (("--recorded", "2026-11-27", "--day", "none.json"), "give one of --synthetic, --recorded and --day"),
        (("--synthetic", "9", "--write-day", "/nowhere/day.json"), "/nowhere/day.json cannot be written"),
        (("--synthetic", "9", "--change", "skill returns 3 to nobody"), "nobody is called nobody; there are an.le"),
    ],
)
def test_a_mistake_is_said_in_one_line(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_no_contacts_at_all_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "--synthetic", "0"])
    assert "'0' is not a whole number from 1 to 1000000" in capsys.readouterr().err
