"""What people say without asking anything: a wish for help, a stop, single letters, the same once more."""

import pytest

from faq_bot import choices
from faq_bot.deciding import first_look
from faq_bot.signs import request, smalltalk
from faq_bot.signs.phrases import words
from faq_bot.speaking import speak
from faq_bot.state import AGAIN, Candidate, Decision, Heard, Kind, Limits, Reason, State, Understood
from faq_bot.texts import LANGUAGES
from tests.faq_bot.both_looks import decide

LIMITS = Limits()
FLOWS = {choices.FLOW + "return": "Return something"}


def hear(state: State, text: str, article: str | None = None) -> Decision:
    found = Understood(candidates=() if article is None else (Candidate(article, 0.95),))
    return decide(state, Heard(text=text), found, LIMITS, {})


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("i need help", "help"), ("Hello, can you help me please?", "help"), ("I have a question", "help"),
        ("giúp mình với", "help"), ("cần hỗ trợ", "help"), ("shop giup em voi", "help"),
        ("stop", "stop"), ("Stop it please", "stop"), ("dừng lại", "stop"), ("dung lai", "stop"),
        ("I need help with my order", None), ("giúp em kiểm tra đơn", None), ("stop my order", None),
        ("thanks for your help", None), ("dừng nhận tin quảng cáo", None),
    ],
)  # fmt: skip
def test_a_mere_wish_is_told_from_one_that_says_what_for(text: str, wish: str | None) -> None:
    assert smalltalk.wish(words(text)) == wish


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mere_wish_for_help_is_answered_with_what_can_be_done_and_a_person(language: str) -> None:
    decided = first_look(State(failures=1), Heard(text="help"), LIMITS, {})
    assert decided is not None
    (speech,) = speak(decided, "vi" if language == "vi" else "en", articles={}, flows=FLOWS)
    assert [each.id for each in speech.content.choices] == [*FLOWS, choices.PERSON]  # type: ignore[union-attr]


def test_a_mere_stop_ends_what_was_asked() -> None:
    asked = hear(State(), "how long does it take", "a").state
    decided = hear(asked, "stop", "cancel")
    assert (decided.kind, decided.topic, decided.state.waiting) == (Kind.COURTESY, "stop", "")


@pytest.mark.parametrize("text", ["a", "x", "b?", "7", "đ"])
def test_a_single_letter_is_asked_about(text: str) -> None:
    assert hear(State(), text, "a").kind is Kind.REPHRASE


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("how much goodwill credit can an agent give", False), ("what can a manager approve by himself", False),
        ("which refunds may an agent grant", False), ("nhân viên được giảm tối đa bao nhiêu", False),
        ("can an agent call me", True), ("can a manager give me my money back", True),
        ("cho gặp nhân viên", True), ("what is this, can I talk to an agent", True),
    ],
)  # fmt: skip
def test_who_asks_what_people_may_do_wishes_for_none(text: str, asked: bool) -> None:
    assert request.asks_for_person(words(text)) is asked


def test_the_same_in_the_same_words_is_pointed_to_again_once() -> None:
    first = hear(State(), "how long does a refund take", "a")
    second = hear(first.state, "how long does a refund take", "a")
    assert (second.kind, second.article, second.topic, second.state.failures) == (Kind.ANSWER, "a", AGAIN, 0)
    assert hear(second.state, "how long does a refund take", "a").reason is Reason.FRUSTRATION


def test_the_same_after_other_questions_is_pointed_to_again_once() -> None:
    state = State()
    for article in ("gift", "b", "c", "d", "e"):
        state = hear(state, f"about {article} please", article).state
    again = hear(state, "about gift please", "gift")
    assert (again.article, again.topic) == ("gift", AGAIN)
    other = hear(again.state, "about bee please", "b").state
    assert hear(other, "about gift please", "gift").article != "gift"


def test_what_was_refused_is_not_pointed_to_again() -> None:
    refused = hear(hear(State(), "how long does it take", "a").state, "no")
    assert refused.kind is Kind.HAND_OVER
    assert hear(refused.state, "how long does it take", "a").article is None
