"""The demonstration's passwords."""

from pathlib import Path

import pytest

from contact_center.demo import sign_ins
from contact_center.errors import SettingsError
from contact_center.passwords import check_policy


def test_passwords_are_random_and_good_enough() -> None:
    made = {sign_ins.new_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        check_policy(password, "ha@suong.example")


def test_the_file_is_for_its_owner_alone_and_says_what_was_made(tmp_path: Path) -> None:
    made = sign_ins.make(tmp_path, ["a@b.example", "c@b.example"])
    assert (tmp_path / sign_ins.FILE).stat().st_mode & 0o777 == 0o600
    assert sign_ins.read(tmp_path) == made
    assert sign_ins.make(tmp_path, ["a@b.example"]) != made


def test_a_missing_file_is_empty_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    assert sign_ins.read(tmp_path) == {}
    (tmp_path / sign_ins.FILE).write_text("{")
    with pytest.raises(SettingsError, match="is damaged"):
        sign_ins.read(tmp_path)
