"""One line of what people write: nothing in it that nobody can see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.lines import clean_line


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("  two\n words ", "two words"),
        ("Ho\u0300a", "Hòa"),
        ("A\u200bnn\ufeff", "Ann"),
        ("\u202eevil\u202c", "evil"),
        ("a\x00b\x1b[0m", "a b [0m"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\u200b\u2060", ""),
        ("\u3164", ""),
        (" \u200d ", ""),
        ("\u2028", ""),
    ],
)
def test_what_nobody_can_see_is_gone(written: str, line: str) -> None:
    assert clean_line(written) == line


@given(st.text(max_size=60))
def test_a_clean_line_stays_as_it_is(written: str) -> None:
    assert clean_line(clean_line(written)) == clean_line(written)
