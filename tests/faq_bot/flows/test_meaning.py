"""What is meant by what is typed where buttons are offered too."""

import pytest

from faq_bot.flows import meaning, texts
from faq_bot.flows.definition import Choose
from faq_bot.flows.records import AGAIN, CANCEL, CHANGE, PERSON, READ, YES, FlowInput, FlowState
from tests.faq_bot.flows.playing import DEFINITIONS, OPTIONS


def at(flow: str, step: str) -> tuple[object, FlowState]:
    definition = DEFINITIONS[flow]
    state = FlowState(flow=flow, definition=definition.version, run="x", at=step, trail=("email",), options=OPTIONS)
    return next(each for each in definition.steps if each.id == step), state


def choice(flow: str, step: str, typed: str) -> str | None:
    found, state = at(flow, step)
    return meaning.choice_of(found, state, FlowInput(text=typed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("step", "typed", "meant"),
    [
        ("check", "Yes, please!", YES), ("check", "đúng rồi ạ", YES), ("check", "dung roi shop oi", YES),
        ("check", "Vâng", YES), ("check", "không", CHANGE), ("check", "sai roi", CHANGE),
        ("proof", "gửi lại mã giúp", None), ("proof", "gửi lại mã nhé", AGAIN), ("policy", "Tiếp tục đi", READ),
        ("item", "huỷ", CANCEL), ("item", "HUY", CANCEL), ("item", "thôi khỏi", CANCEL),
        ("item", "dạ thôi khỏi ạ", CANCEL), ("item", "never mind", CANCEL), ("item", "stop", CANCEL),
        ("item", "a person, please", PERSON),
        ("item", "gặp nhân viên ạ", PERSON), ("item", "please", None), ("item", "", None), ("email", "yes", None),
    ],
)  # fmt: skip
def test_a_choice_can_be_typed_politely_and_without_marks(step: str, typed: str, meant: str | None) -> None:
    assert choice("return", step, typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("Huy", None), ("hủy", CANCEL), ("Thoi", None), ("cancel", CANCEL)])
def test_a_customer_s_name_ends_nothing(typed: str, meant: str | None) -> None:
    assert choice("callback", "name", typed) == meant


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("It arrived broken", "broken"), ("hàng bị vỡ, hỏng", "broken"), ("broken", "broken"), ("giao nhầm", "wrong"),
        ("4", "not_wanted"), ("0", None), ("5", None), ("it", None), ("something else", None), ("", None),
    ],
)  # fmt: skip
def test_an_option_is_known_by_label_number_or_a_part_that_no_other_has(typed: str, key: str | None) -> None:
    step, state = at("return", "reason")
    assert isinstance(step, Choose)
    found = meaning.option_of(step, state, FlowInput(text=typed))
    assert (found.key if found else None) == key


def test_what_two_options_have_is_neither() -> None:
    step, state = at("callback", "day")
    assert isinstance(step, Choose)
    assert meaning.option_of(step, state, FlowInput(text="December")) is None
    tuesday = meaning.option_of(step, state, FlowInput(text="tuesday, 1 december"))
    assert tuesday
    assert tuesday.key == "2026-12-01"


def test_every_button_s_label_means_it_when_typed() -> None:
    for key, words in texts.BUTTONS.items():
        for label in words.values():
            assert label.lower() in texts.SAYINGS[key]
