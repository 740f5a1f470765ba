"""Deciding, as properties of any conversation: it never loops, and always ends with an answer or a person."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from faq_bot import choices
from faq_bot.deciding import first_look
from faq_bot.state import Candidate, Decision, Heard, Kind, Limits, Reason, Sign, State, Understood, Waiting
from tests.faq_bot.both_looks import decide

KEYS = ("a", "b", "c", "d", "e")
LIMITS = Limits()
TITLES = {key: f"About {key}{key}{key}" for key in KEYS}
texts = st.one_of(
    st.sampled_from(["hello", "ok", "no", "yes", "thanks", "where is it", "tell me more", "", "???", "không"]),
    st.text(max_size=40),
)
understandings = st.lists(
    st.tuples(st.sampled_from(KEYS), st.floats(0, 1)), max_size=4, unique_by=lambda each: each[0]
).map(
    lambda found: Understood(
        candidates=tuple(sorted((Candidate(*each) for each in found), key=lambda c: -c.probability))
    )
)


@st.composite
def messages(draw: Any) -> tuple[Heard, Understood]:
    return Heard(text=draw(texts)), draw(understandings)


def hear(state: State, text: str, understood: Understood = Understood(), *, choice: str | None = None) -> Decision:
    return decide(state, Heard(text=text, choice=choice), understood, LIMITS, TITLES)


def sure(key: str, probability: float = 0.95, *others: tuple[str, float]) -> Understood:
    return Understood(candidates=(Candidate(key, probability), *(Candidate(*each) for each in others)))


@settings(max_examples=300)
@given(st.lists(messages(), max_size=25), st.randoms(use_true_random=False))
def test_it_never_loops(said: list[tuple[Heard, Understood]], rng: Any) -> None:
    """No article again after a no, no list of choices twice, and never more failures than the limit."""
    state, refused, asked = State(), set[str](), list[tuple[str, ...]]()
    for heard, understood in said:
        if state.waiting is Waiting.CHOICE and rng.random() < 0.5:
            picked = rng.choice([choices.NONE, choices.ARTICLE + state.about[0]])
            heard = replace(heard, choice=picked)
        elif state.waiting is Waiting.HELPED and rng.random() < 0.5:
            refused |= set(state.about)
            heard = replace(heard, choice=choices.NO)
        decided = decide(state, heard, understood, LIMITS, TITLES)
        if decided.kind is Kind.HAND_OVER:
            assert decided.reason is not None
            return
        assert decided.article not in refused
        assert not set(decided.articles) & refused
        if decided.kind is Kind.CLARIFY:
            key = tuple(sorted(decided.articles))
            assert key not in asked
            asked.append(key)
            assert 1 <= len(decided.articles) <= 3
        state = decided.state
        assert state.failures < LIMITS.max_failures


@given(st.text(max_size=200), understandings)
def test_any_text_gets_a_sane_decision(text: str, understood: Understood) -> None:
    decided = hear(State(), text, understood)
    if decided.kind is Kind.ANSWER:
        assert decided.article == understood.candidates[0].article
        assert understood.candidates[0].probability >= LIMITS.answer_at


@given(understandings, st.sampled_from(list(Waiting)))
def test_a_person_is_reached_from_any_state(understood: Understood, waiting: Waiting) -> None:
    state = State(waiting=waiting, about=("a",), answered=("b",), failures=1)
    for text, choice in (("I want a human", None), ("tôi muốn gặp nhân viên", None), ("x", choices.PERSON)):
        decided = hear(state, text, understood, choice=choice)
        assert (decided.kind, decided.reason) == (Kind.HAND_OVER, Reason.REQUEST)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a shard cut my hand", Reason.MUST_REACH), ("this is ridiculous", Reason.FRUSTRATION),
        ("let me talk to a person", Reason.REQUEST),
    ],
)  # fmt: skip
def test_what_is_decided_without_understanding(text: str, reason: Reason) -> None:
    decided = first_look(State(), Heard(text=text), LIMITS, {})
    assert decided is not None
    assert decided.reason is reason


def test_it_answers_what_it_is_sure_of_and_asks_otherwise() -> None:
    assert hear(State(), "how long", sure("a")).article == "a"
    asking = hear(State(), "how long", sure("a", 0.4, ("b", 0.3), ("c", 0.2), ("d", 0.1)))
    assert (asking.kind, asking.articles) == (Kind.CLARIFY, ("a", "b", "c"))


def test_what_it_does_not_understand_is_offered_to_a_person_and_then_given() -> None:
    first = hear(State(), "what is the weather like")
    assert first.kind is Kind.OFFER
    assert hear(first.state, "yes").reason is Reason.NOT_UNDERSTOOD
    assert hear(first.state, "and on sunday?").reason is Reason.NOT_UNDERSTOOD
    assert hear(first.state, "no").kind is Kind.COURTESY


def test_the_same_question_once_more_is_not_answered_the_same() -> None:
    first = hear(State(), "how long does it take", sure("a", 0.95, ("b", 0.3)))
    second = hear(first.state, "I mean how long it takes", sure("a", 0.95, ("b", 0.35)))
    assert second.article != "a"
    assert "a" not in second.articles


def test_repeating_oneself_word_by_word_brings_a_person() -> None:
    state = State()
    for _ in range(3):
        decided = hear(state, "how long does it take", sure("a"))
        state = decided.state
        if decided.kind is Kind.HAND_OVER:
            break
    assert decided.kind is Kind.HAND_OVER


def test_anger_adds_up() -> None:
    first = hear(State(), "I am a bit annoyed: how long does it take", sure("a"))
    assert first.kind is Kind.ANSWER
    second = hear(first.state, "that was unhelpful and annoying", sure("b"))
    assert second.reason is Reason.FRUSTRATION


def test_a_calm_message_between_two_cross_ones_lets_anger_go() -> None:
    first = hear(State(), "I am a bit annoyed: how long does it take", sure("a")).state
    calm = hear(first, "and to the islands", sure("b")).state
    assert hear(calm, "that is annoying too", sure("c")).kind is Kind.ANSWER


@pytest.mark.parametrize(
    ("strength", "probability", "kind"),
    [
        (0.9, 0.95, Kind.HAND_OVER), (0.7, 0.95, Kind.ANSWER), (0.5, 0.5, Kind.HAND_OVER), (0.3, 0.5, Kind.CLARIFY),
        (0.3, 0.1, Kind.HAND_OVER), (0.1, 0.1, Kind.OFFER),
    ],
)  # fmt: skip
def test_a_learned_sign_must_be_the_stronger_the_surer_the_bot_is(
    strength: float, probability: float, kind: Kind
) -> None:
    understood = replace(sure("a", probability), sign=Sign(Reason.MUST_REACH, strength))
    decided = hear(State(), "how long", understood)
    assert decided.kind is kind
    assert decided.reason is (Reason.MUST_REACH if kind is Kind.HAND_OVER else None)


def test_a_wish_to_be_called_does_not_stop_the_flow_for_it() -> None:
    call = replace(sure("flow-start:callback"), sign=Sign(Reason.REQUEST, 0.95))
    assert hear(State(), "let us arrange a talk on the line", call).flow == "callback"
    hurt = replace(sure("flow-start:return"), sign=Sign(Reason.MUST_REACH, 0.95))
    assert hear(State(), "it must go back, it bit me", hurt).reason is Reason.MUST_REACH


def test_after_a_failure_a_fainter_sign_is_enough() -> None:
    understood = replace(sure("a", 0.5), sign=Sign(Reason.FRUSTRATION, 0.3))
    assert hear(State(failures=1), "how long", understood).reason is Reason.FRUSTRATION


def test_an_answer_that_was_no_good_is_heard_in_any_words_but_only_after_an_answer() -> None:
    no_good = replace(sure("d", 0.1), sign=Sign(Reason.NOT_HELPED, 0.9))
    assert hear(State(), "the lid is the same as ever", no_good).kind is Kind.OFFER
    answered = hear(State(), "how long", sure("a", 0.95, ("b", 0.03))).state
    decided = hear(answered, "the lid is the same as ever", no_good)
    assert decided.rejected
    assert decided.reason is Reason.NOT_HELPED
    other = replace(sure("c", 0.95), sign=Sign(Reason.NOT_HELPED, 0.9))
    assert hear(answered, "no, I mean the other one", other).article == "c"
    meant = replace(sure("a", 0.4, ("c", 0.3)), sign=Sign(Reason.NOT_HELPED, 0.9))
    assert hear(answered, "the lid has not come off by that", meant).articles == ("c",)


def test_choices_that_are_passed_over_bring_a_person() -> None:
    state = hear(State(), "how long", sure("a", 0.4, ("b", 0.3))).state
    state = hear(state, "is it far then", sure("c", 0.4, ("d", 0.3))).state
    assert hear(state, "to the island I mean", sure("e", 0.4)).reason is Reason.NOT_UNDERSTOOD


def test_none_of_the_choices_is_heard_in_any_words() -> None:
    asking = hear(State(), "how long", sure("a", 0.4, ("b", 0.3))).state
    no_good = replace(sure("c", 0.4), sign=Sign(Reason.NOT_HELPED, 0.9))
    assert hear(asking, "they all talk of other things", no_good).reason is Reason.NOT_UNDERSTOOD


def test_a_yes_helps_and_a_no_does_not() -> None:
    answered = hear(State(), "how long", sure("a")).state
    assert hear(answered, "yes").kind is Kind.HELPED
    assert hear(answered, "thanks a lot").kind is Kind.HELPED
    assert hear(answered, "no").kind is Kind.HAND_OVER
    assert hear(answered, "that does not help").rejected


@pytest.mark.parametrize("typed", ["2", "about bbb", "About bbb."])
def test_a_choice_may_be_typed(typed: str) -> None:
    asking = hear(State(), "how long", sure("a", 0.4, ("b", 0.3)))
    assert hear(asking.state, typed).article == "b"


def test_a_choice_that_is_not_offered_is_no_choice() -> None:
    asking = hear(State(), "how long", sure("a", 0.4, ("b", 0.3)))
    decided = hear(asking.state, "x", choice="article:secret")
    assert decided.article is None


def test_files_and_silence() -> None:
    assert decide(State(), Heard(text="", files=True), Understood(), LIMITS, {}).reason is Reason.FILE
    assert hear(State(), "😀😀").kind is Kind.REPHRASE
    assert hear(State(), "😡😡").reason is Reason.FRUSTRATION
    assert hear(State(answered=("a",)), "ok").kind is Kind.SILENT


def test_floods_end() -> None:
    heard = Heard(text="how long", lately=LIMITS.a_minute)
    assert decide(State(), heard, sure("a"), LIMITS, {}).reason is Reason.FLOOD


RETURN = choices.FLOW + "return"


@given(st.lists(understandings, min_size=3, max_size=3))
def test_three_messages_that_are_not_understood_bring_a_person(understood: list[Understood]) -> None:
    state, words = State(), ("blob blab", "wibble wobble", "mumble jumble")
    for text, each in zip(words, understood, strict=True):
        low = tuple(replace(one, probability=min(one.probability, 0.8)) for one in each.candidates)
        decided = hear(state, text, Understood(candidates=low))
        state = decided.state
        if decided.kind is Kind.HAND_OVER:
            return
    pytest.fail("nobody came")


def test_where_the_likeliest_is_unlikely_nothing_is_asked_back() -> None:
    assert hear(State(), "how long", sure("a", 0.15, ("b", 0.15), ("c", 0.15))).kind is Kind.OFFER


def test_asking_back_with_low_chances_counts_like_an_offer() -> None:
    doubtful = sure("a", 0.3, ("b", 0.2))
    assert hear(State(), "how long", doubtful).state.failures == 1
    assert hear(State(failures=1), "how long", doubtful).reason is Reason.NOT_UNDERSTOOD
    assert hear(State(failures=1), "how long", sure("a", 0.5, ("b", 0.2))).kind is Kind.CLARIFY


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to return my order", Kind.GUIDE), ("em muốn trả hàng đơn S31002", Kind.GUIDE),
        ("returns, S31002", Kind.GUIDE), ("how do returns work", Kind.CLARIFY), ("trả hàng thế nào", Kind.CLARIFY),
    ],
)  # fmt: skip
def test_for_a_case_of_one_s_own_the_flow_begins_at_once(text: str, kind: Kind) -> None:
    decided = hear(State(), text, sure(RETURN, 0.6, ("a", 0.3)))
    assert (decided.kind, decided.flow) == (kind, "return" if kind is Kind.GUIDE else None)


def test_a_flow_that_is_not_the_likeliest_begins_for_no_case() -> None:
    assert hear(State(), "my order came broken", sure("a", 0.6, (RETURN, 0.3))).kind is Kind.CLARIFY


def test_with_an_order_s_number_a_flow_begins_that_is_the_second_likeliest() -> None:
    assert hear(State(), "my order S31004, it must go back", sure("a", 0.5, (RETURN, 0.3))).flow == "return"
    assert hear(State(), "my order S31004 came broken", sure("a", 0.6, (RETURN, 0.2))).kind is Kind.CLARIFY


@pytest.mark.parametrize(
    ("typed", "begun"), [("Returns (do it now, step by step)", True), ("Returns (xem hướng dẫn)", False)]
)
def test_an_article_and_a_flow_of_one_name_are_told_apart(typed: str, begun: bool) -> None:
    titles = {"a": "Returns", RETURN: "Returns"}
    shown = choices.labels(titles, "en")
    assert list(shown.values()) == ["Returns (how it works)", "Returns (do it now, step by step)"]
    asking = hear(State(), "how do returns work", sure("a", 0.4, (RETURN, 0.3)))
    decided = decide(asking.state, Heard(text=typed), Understood(), LIMITS, titles)
    assert decided.flow == ("return" if begun else None)
    assert decided.article == (None if begun else "a")


def test_a_flow_that_is_sure_enough_begins() -> None:
    decided = hear(State(), "I want to return my order", sure(RETURN, 0.9, ("a", 0.01)))
    assert (decided.kind, decided.flow, decided.articles) == (Kind.GUIDE, "return", ())


@pytest.mark.parametrize("first", [(RETURN, "a"), ("a", RETURN)])
def test_an_article_and_a_flow_on_the_same_thing_are_both_among_the_choices(first: tuple[str, str]) -> None:
    decided = hear(State(), "how do returns work", sure(first[0], 0.9, (first[1], 0.05)))
    assert (decided.kind, decided.articles) == (Kind.CLARIFY, first)
    again = hear(decided.state, "so how do they work", sure(first[0], 0.9, (first[1], 0.05)))
    assert again.kind in (Kind.ANSWER, Kind.GUIDE)


@pytest.mark.parametrize(("text", "choice"), [("2", None), ("return something", None), ("x", RETURN)])
def test_a_flow_among_the_choices_is_chosen_like_an_article(text: str, choice: str | None) -> None:
    asking = hear(State(), "how do returns work", sure("a", 0.4, (RETURN, 0.3)))
    assert asking.articles == ("a", RETURN)
    titles = {**TITLES, RETURN: "Return something"}
    decided = decide(asking.state, Heard(text=text, choice=choice), Understood(), LIMITS, titles)
    assert (decided.kind, decided.flow) == (Kind.GUIDE, "return")


def test_a_wish_to_be_called_begins_the_flow_for_it_where_there_is_one() -> None:
    asked = "please call me back tomorrow"
    assert hear(State(), asked, sure(choices.FLOW + "callback", 0.95)).flow == "callback"
    assert hear(State(), asked, sure("a", 0.95)).reason is Reason.REQUEST


def test_several_questions_are_answered_together_and_refused_together() -> None:
    decided = hear(State(), "a? b?", Understood(candidates=(Candidate("c", 0.5),), each=("a", "b")))
    assert (decided.kind, decided.article, decided.articles) == (Kind.ANSWER, "a", ("b",))
    assert (decided.state.waiting, decided.state.about) == (Waiting.HELPED, ("a", "b"))
    refused = hear(decided.state, "", choice=choices.NO)
    assert set(refused.state.refused) >= {"a", "b"} or refused.kind is Kind.HAND_OVER


@pytest.mark.parametrize("state", [State(answered=("a",)), State(refused=("b",))])
def test_what_was_answered_or_refused_is_not_said_again_among_several(state: State) -> None:
    decided = hear(state, "a? b?", Understood(candidates=(Candidate("c", 0.95),), each=("a", "b")))
    assert (decided.article, decided.articles) == ("c", ())


def test_more_of_the_last_answer_is_no_failure() -> None:
    before = hear(State(), "how much is it", sure("a"))
    decided = hear(before.state, "and how long", Understood(candidates=(Candidate("b", 0.5),), further="a"))
    assert (decided.kind, decided.article, decided.topic) == (Kind.ANSWER, "a", "further")
    assert decided.state.failures == 0


def test_who_speaks_for_a_person_gets_one_whatever_else_there_is_to_say() -> None:
    before = hear(State(), "how much is it", sure("a"))
    upset = Understood(sign=Sign(Reason.FRUSTRATION, 0.95), further="a")
    assert hear(before.state, "that is a rip off", upset).kind is Kind.HAND_OVER
