"""The head of a file, read and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.lines import clean_line
from knowledge_base.checks import clean_body
from knowledge_base.transfer.front_matter import FileFault, parse, write

LINE = st.one_of(st.text(max_size=40), st.sampled_from(["yes", "a: b", "- a", "#x", "2026-01-01", '"q"', "---", "x:"]))
VALUE = st.one_of(LINE.map(clean_line).filter(bool), st.lists(LINE.map(clean_line), min_size=1, max_size=4))
NAMES = st.sampled_from(["title", "summary", "phrasings", "redirects", "slug"])


@given(st.dictionaries(NAMES, VALUE), st.text(max_size=200).map(clean_body))
def test_what_is_written_is_read_as_the_same(fields: dict[str, str | list[str]], body: str) -> None:
    parsed = parse(write(fields, body))
    assert parsed.fields == fields
    assert clean_body(parsed.body) == body


def test_a_head_as_people_write_it() -> None:
    text = (
        '\ufeff---\r\ntitle: How: to return?\n# a remark\n\nphrasings:\n- One\n  -  "Two\\n"\nempty:\n---\n\n\nBody\n'
    )
    parsed = parse(text)
    assert parsed.fields == {"title": "How: to return?", "phrasings": ["One", "Two\n"], "empty": []}
    assert (parsed.body, parsed.body_line) == ("Body\n", 12)
    assert parsed.lines == {"title": 2, "phrasings": 5, "phrasings.0": 6, "phrasings.1": 7, "empty": 8}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("title: x\n---\n", 1), ("---\ntitle: x\n", 3), ("---\n- x\n---", 2), ("---\ntitle: x\n- y\n---", 3),
        ("---\na: x\na: y\n---", 3), ("---\nTitle x\n---", 2), ('---\na: "x\n---', 2), ('---\na: 1\nb: "x" y\n---', 3),
    ],
)  # fmt: skip
def test_a_fault_names_its_line(text: str, line: int) -> None:
    with pytest.raises(FileFault) as caught:
        parse(text)
    assert caught.value.line == line


def test_a_text_that_others_would_take_for_something_else_is_quoted() -> None:
    fields: dict[str, str | list[str]] = {
        "a": "yes",
        "b": "x: y",
        "c": "1.0",
        "d": "Đổi trả",
        "e": "x #y",
        "f": "2026-01-01",
    }
    assert write(fields, "").splitlines()[1:-1] == [
        'a: "yes"', 'b: "x: y"', 'c: "1.0"', "d: Đổi trả", 'e: "x #y"', "f: 2026-01-01",
    ]  # fmt: skip
