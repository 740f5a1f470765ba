"""What a form's page carries along cannot be made by others."""

from datetime import UTC, datetime

import pytest

from knowledge_base.help.form_token import Shown, read, token

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_it_is_read_back_by_who_made_it() -> None:
    assert read(token("page", AT, inbox="a", key="k"), inbox="a", key="k") == Shown("page", AT)


@pytest.mark.parametrize("text", ["", "...", "page.1.x", "é.1.x", token("page", AT, inbox="b", key="k")])
def test_what_we_have_not_made_for_this_inbox_is_none(text: str) -> None:
    assert read(text, inbox="a", key="k") is None


def test_another_time_is_not_believed() -> None:
    made = token("page", AT, inbox="a", key="k")
    assert read(made.replace(str(int(AT.timestamp())), "1"), inbox="a", key="k") is None
