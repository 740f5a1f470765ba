"""Texts whose lines were broken on their way."""

import pytest

from channels.email.flowed import unbroken
from tests.channels.email.build import HEAD, parsed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("> one \n> two\n>> three \n> four", "> one two\n>> three \n> four"),
        (" > no quote\n  set in", "> no quote\n set in"),
        ("text \n-- \nLan", "text \n-- \nLan"),
        ("one \n\ntwo", "one \n\ntwo"),
        ("last ", "last "),
        ("", ""),
    ],
)
def test_paragraphs_are_put_together(text: str, expected: str) -> None:
    assert unbroken(text, delete_spaces=False) == expected


def test_spaces_at_breaks_go_where_they_are_none() -> None:
    assert unbroken("日本 \n語", delete_spaces=True) == "日本語"


def test_only_texts_that_say_so_are_put_together() -> None:
    assert parsed(f"{HEAD}Content-Type: text/plain; format=flowed; delsp=yes", "a \nb").text == "ab"
    assert parsed(f"{HEAD}Content-Type: text/plain; Format=Flowed", "a \nb").text == "a b"
    assert parsed(HEAD, "a \nb").text == "a \nb"
