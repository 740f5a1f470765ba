"""What is given to a form's questions: cleaned, refused with words beside the field, and shown again."""

import pytest

from contact_center.inboxes.letters import FormQuestion
from contact_center.inboxes.schemas import Locale
from contact_center.values import FieldKind
from knowledge_base.help.form_answers import read, shown

ORDER = FormQuestion(key="order", kind="text", names={"en": "Order number", "vi": "Mã đơn hàng"}, required=True)
GLAZE = FormQuestion(key="glaze", kind="choice", names={"en": "Glaze"}, choices=["Celadon", "Ngọc"], required=True)


def asked(kind: FieldKind, *, required: bool = False) -> FormQuestion:
    return FormQuestion(key="x", kind=kind, names={"en": "Thing"}, choices=["A", "B"], required=required)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", "  A \0 b ", "A b"),
        ("number", "07.50", "7.5"),
        ("date", "2026-03-02", "2026-03-02"),
        ("boolean", "true", "true"),
        ("boolean", "false", "false"),
        ("choice", "b", "B"),
        ("text", "x" * 600, "x" * 500),
    ],
)
def test_what_fits_is_kept_in_its_one_spelling(kind: FieldKind, typed: str, value: str) -> None:
    given = read([asked(kind)], {"field-x": typed}, locale="en")
    (answer,) = given.answers
    assert (answer.key, answer.kind, answer.names, answer.value) == ("x", kind, {"en": "Thing"}, value)
    assert given.problems == {}


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("number", "seven", "“Thing” takes a number, such as 1234.5."),
        ("date", "2 March", "“Thing” takes a date, such as 2026-03-02."),
        ("date", "2026-02-30", "“Thing” takes a date, such as 2026-03-02."),
        ("boolean", "perhaps", "Please choose one of the answers to “Thing”."),
        ("choice", "C", "Please choose one of the answers to “Thing”."),
    ],
)
def test_what_does_not_fit_is_said_and_kept_as_it_was_typed(kind: FieldKind, typed: str, said: str) -> None:
    given = read([asked(kind)], {"field-x": typed}, locale="en")
    assert (given.typed, given.answers, given.problems) == ({"x": typed}, [], {"field-x": said})


@pytest.mark.parametrize("sent", [{}, {"field-order": " \u200b", "field-glaze": ""}])
def test_what_has_to_be_filled_in_is_asked_for_in_the_readers_language(sent: dict[str, str]) -> None:
    given = read([ORDER, GLAZE, asked("text")], sent, locale="vi")
    assert given.problems == {
        "field-order": "Vui lòng điền mục “Mã đơn hàng”.",
        "field-glaze": "Vui lòng chọn một câu trả lời cho mục “Glaze”.",
    }
    assert given.answers == []


def test_what_was_not_asked_for_is_left_alone() -> None:
    assert read([ORDER], {"field-order": "7", "field-vip": "yes"}, locale="en").typed == {"order": "7"}


@pytest.mark.parametrize(("locale", "label", "yes"), [("en", "Order number", "Yes"), ("vi", "Mã đơn hàng", "Có")])
def test_a_page_has_the_readers_words_and_what_was_typed(locale: Locale, label: str, yes: str) -> None:
    order, glaze, again = shown([ORDER, GLAZE, asked("boolean")], {"order": "B-7"}, locale=locale)
    assert (order.name, order.label, order.required, order.typed, order.options) == (
        "field-order", label, True, "B-7", []
    )  # fmt: skip
    assert (glaze.label, glaze.options) == ("Glaze", [("Celadon", "Celadon"), ("Ngọc", "Ngọc")])
    assert (again.options[0], again.required) == (("true", yes), False)
