"""Which articles are suggested for a mail, and which mails are for a person alone."""

import pytest

from faq_bot.deciding import LEAST_FIRST
from faq_bot.mail.deciding import think
from faq_bot.nlu.records import EngineName, Ranked, Sign, Understanding
from faq_bot.state import Heard, Limits

KNOWN = {"returns", "refunds", "delivery"}
LIMITS = Limits(answer_at=0.9, must_reach=("recall",))


def understood(right: float = 0.97, *, first: str = "returns", sign: Sign | None = None) -> Understanding:
    return Understanding(
        ranked=(Ranked(first, 4.0), Ranked("refunds", 3.0), Ranked("limits", 0.0)),
        score=4.0, in_scope=True, right=right, among_three=0.99, engine=EngineName.HYBRID, locale="en", sign=sign,
    )  # fmt: skip


def test_what_is_likely_and_public_is_suggested_the_likeliest_first() -> None:
    thought = think(Heard(text="Can I send it back?"), understood(0.6), KNOWN, LIMITS)
    assert [each.article for each in thought.offered] == ["returns", "refunds"]
    assert thought.offered[0].probability == 0.6
    assert thought.send is None


@pytest.mark.parametrize(("right", "suggested"), [(LEAST_FIRST, ["returns"]), (0.14, [])])
def test_what_is_too_weak_to_ask_back_is_not_suggested(right: float, suggested: list[str]) -> None:
    weak = Understanding(
        ranked=(Ranked("returns", 1.0), Ranked("refunds", 0.9)), score=1.0, in_scope=True, right=right,
        among_three=right + 0.14, engine=EngineName.HYBRID, locale="en",
    )  # fmt: skip
    assert [each.article for each in think(Heard(text="Bowl?"), weak, KNOWN, LIMITS).offered] == suggested


def test_what_is_sure_may_go_out_by_itself() -> None:
    assert think(Heard(text="Can I send it back?"), understood(), KNOWN, LIMITS).send == "returns"
    assert think(Heard(text="Can I send it back?"), understood(0.9), KNOWN, LIMITS).send == "returns"
    assert think(Heard(text="Can I send it back?"), understood(0.899), KNOWN, LIMITS).send is None


@pytest.mark.parametrize(
    "heard",
    [
        Heard(text="Can I talk to a person please?"),
        Heard(text="Where is my order?"),
        Heard(text="Can I send back order #10234?"),
        Heard(text="I will see my lawyer about this."),
        Heard(text="Is this about the recall?"),
        Heard(text="Please call me back."),
        Heard(text="Can I send it back?", files=True),
        Heard(text="Cho mình gặp nhân viên"),
    ],
    ids=lambda heard: heard.text,
)
def test_a_mail_in_which_anything_speaks_for_a_person_is_suggested_for_alone(heard: Heard) -> None:
    thought = think(heard, understood(), KNOWN, LIMITS)
    assert (thought.send, thought.offered[0].article) == (None, "returns")


@pytest.mark.parametrize(("strength", "send"), [(0.1, "returns"), (0.5, None)])
def test_a_learned_sign_brings_a_person(strength: float, send: str | None) -> None:
    sign = Sign("must_reach_person", strength)
    assert think(Heard(text="Can I send it back?"), understood(sign=sign), KNOWN, LIMITS).send == send


def test_where_something_else_is_likelier_that_nobody_may_read_nothing_goes_out() -> None:
    assert think(Heard(text="Can I send it back?"), understood(first="limits"), KNOWN, LIMITS).send is None


def test_without_an_engine_there_is_nothing() -> None:
    assert think(Heard(text="Can I send it back?"), None, KNOWN, LIMITS) == think(Heard(text=""), None, (), LIMITS)
