"""Variables of canned replies; the console's own rendering passes the same cases."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.errors import InvalidInput
from contact_center.replies.text import VARIABLES, check_variables, first_name, render

CASES: dict[str, Any] = msgspec.json.decode(Path(__file__).with_name("cases.json").read_bytes())


@pytest.mark.parametrize(("text", "rendered"), CASES["cases"])
def test_variables_get_their_values(text: str, rendered: str) -> None:
    assert render(text, CASES["values"]) == rendered


@pytest.mark.parametrize(("name", "locale", "first"), CASES["first_names"])
def test_people_are_called_by_the_name_that_their_language_puts_there(name: str, locale: str, first: str) -> None:
    assert first_name(name, locale) == first


@pytest.mark.parametrize("text", ["{{customer.age}}", "{{}}", "a {{customer.name", "customer.name}}", "{{x|y}}"])
def test_an_unknown_variable_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(InvalidInput, match="There are ") as caught:
        check_variables(text, field="texts.en")
    assert (caught.value.code, caught.value.field) == ("unknown_variable", "texts.en")


@given(st.lists(st.sampled_from([*VARIABLES, "plain"]), max_size=6))
def test_what_is_accepted_leaves_no_braces_behind(names: list[str]) -> None:
    text = " ".join(name if name == "plain" else "{{" + name + "|x}}" for name in names)
    check_variables(text, field="texts.en")
    assert "{{" not in render(text, {})
