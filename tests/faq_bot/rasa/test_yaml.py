"""The YAML that is written: plain to read, and not to be broken by any text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.rasa.yaml import Block, Value, dump

WRITTEN = """\
# Made by a test.
version: "3.1"
nothing: []
none: {}
session:
  minutes: 60
  carry: false
nlu:
  - intent: "returns"
    examples: |
      - send it back
      - trả hàng
  - intent: "hours"
steps:
  -
    - "a"
  - "b"
"""


def test_a_document_is_written_in_order() -> None:
    value: dict[str, Value] = {
        "version": "3.1",
        "nothing": [],
        "none": {},
        "session": {"minutes": 60, "carry": False},
        "nlu": [{"intent": "returns", "examples": Block(("- send it back", "- trả hàng"))}, {"intent": "hours"}],
        "steps": [["a"], "b"],
    }
    assert dump(value, about="Made by a test.") == WRITTEN


@given(st.text())
def test_a_text_stays_in_its_quotes_on_one_line(text: str) -> None:
    written = dump({"text": text})
    assert len(written.splitlines()) == 1
    assert json.loads(written.removeprefix("text: ")) == text


@pytest.mark.parametrize("key", ["a: b", "", "1", "- x", "#", "{"])
def test_what_could_be_no_key_is_quoted(key: str) -> None:
    assert dump({key: 1}) == f"{json.dumps(key)}: 1\n"
