"""Articles as plain text."""

import hypothesis.strategies as st
from hypothesis import given

from knowledge_base.plain import plain_text


def test_a_text_keeps_its_form_without_its_marks() -> None:
    markdown = (
        "# Returns\n\nWithin **30 days**, see [refunds](refunds.md)\nand `code`.\n\n"
        "1. Pack it\n   - well\n2. Send it\n\n![Box](images/box.png)\n\n| Size | Price |\n|--|--|\n| S | 1 |\n\n"
        "> <b>Note</b>\n\n```\nraw\n```\nEnd\\\nof it"
    )
    assert plain_text(markdown) == (
        "Returns\n\nWithin 30 days, see refunds and code.\n\n1. Pack it\n  - well\n2. Send it\n\n"
        "Size | Price\nS | 1\n\n<b>Note</b>\n\nraw\n\nEnd\nof it"
    )


@given(st.text("ab *_`#>-1.|\n[]()!", max_size=60))
def test_any_text_has_a_plain_form_without_empty_lines_in_a_row(markdown: str) -> None:
    assert "\n\n\n" not in plain_text(markdown)
