"""What is published and not learned yet is known by its words, and takes nothing from what the model is sure of."""

import pytest

from faq_bot import newer
from faq_bot.confidence import candidates
from faq_bot.newer import AS_PHRASED, MOST_NEW, Newer, with_newer
from faq_bot.nlu.records import Answer, EngineName, Question, Ranked, Training, Understanding

ASKED = {
    "delivery": ("how long does delivery take", "when will my parcel come", "can I get it sent abroad"),
    "returns": ("can I send a bowl back", "how do returns work", "I want to get my money back"),
    "opening": ("when are you open", "is the shop open on sunday", "can I come to the shop today"),
}
ENGRAVING = ("can you engrave a name on a cup", "do you do engravings", "put our initials on it")
ANSWERS = {
    "delivery": Answer("Delivery times", body="Parcels take two days within the country."),
    "returns": Answer("Returns", body="Thirty days, and the courier comes to you."),
    "opening": Answer("Opening hours", body="Every day from nine to six."),
}
NEW = Answer("Engraving", body="A name of twelve letters costs five euros and takes a laser an hour.")


def training(answers: dict[str, Answer], **asked: tuple[str, ...]) -> Training:
    questions = tuple(Question(text, intent) for intent, texts in asked.items() for text in texts)
    return Training(locale="en", questions=questions, answers=answers)


OLD = training(ANSWERS, **ASKED)
NEWER = Newer(training(ANSWERS | {"engraving": NEW}, **ASKED, engraving=ENGRAVING), OLD)


def understood(right: float) -> Understanding:
    return Understanding(
        ranked=(Ranked("delivery", 2.0), Ranked("returns", 1.0), Ranked("opening", 0.5)),
        score=0.0, in_scope=False, right=right, among_three=min(1.0, right + 0.04),
        engine=EngineName.HYBRID, locale="en",
    )  # fmt: skip


def chances(text: str, right: float) -> dict[str, float]:
    found = with_newer(understood(right), NEWER, text)
    return {each.article: each.probability for each in candidates(found, ["delivery", "returns", "engraving"])}


@pytest.mark.parametrize(
    "text",
    ["Can you engrave a name on a cup?", "can you engrave my name on a cup", "engraving", "PUT OUR INITIALS on it"],
)
def test_a_phrasing_that_was_said_comes_first_whatever_the_model_thinks(text: str) -> None:
    found = chances(text, 0.9)
    assert next(iter(found)) == "engraving"
    assert found["engraving"] == pytest.approx(AS_PHRASED)


def test_words_of_a_new_text_are_likely_where_the_model_knows_nothing() -> None:
    found = chances("twelve letters, a laser, five euros", 0.05)
    assert next(iter(found)) == "engraving"
    assert 0.25 < found["engraving"] < 0.85


def test_words_alone_take_little_from_what_the_model_is_sure_of() -> None:
    found = chances("twelve letters, a laser, five euros", 0.95)
    assert next(iter(found)) == "delivery"
    assert found["delivery"] > 0.85


@pytest.mark.parametrize("text", ["how long does delivery take", "is my money safe", "hello", "", "?!"])
def test_what_is_not_alike_changes_nothing(text: str) -> None:
    found = understood(0.5)
    assert with_newer(found, NEWER, text) == found


def test_a_new_phrasing_of_a_known_article_counts_and_its_text_does_not() -> None:
    asked = ASKED | {"returns": (*ASKED["returns"], "the glaze has a chip")}
    newer = Newer(training(ANSWERS, **asked), OLD)
    assert with_newer(understood(0.9), newer, "the glaze has a chip").ranked[0].intent == "returns"
    found = understood(0.3)
    assert with_newer(found, newer, "thirty days, and the courier comes") == found


def test_nothing_is_newer_than_what_was_taught() -> None:
    assert not Newer(OLD, OLD)


def test_of_an_import_nothing_is_known_before_it_is_learned() -> None:
    """As many texts would be compared with each question."""
    many = {f"new-{number}": (f"what is the matter with thing {number}",) for number in range(MOST_NEW)}
    answers = {intent: Answer(texts[0], body="It is new.") for intent, texts in many.items()}
    assert Newer(training(ANSWERS | answers, **ASKED, **many), OLD)
    answers["one-more"] = NEW
    assert not Newer(training(ANSWERS | answers, **ASKED, **many, **{"one-more": ENGRAVING}), OLD)


def test_a_new_text_is_known_among_any_number_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much a word says is told by some of them."""
    monkeypatch.setattr(newer, "SAMPLE", 2)
    found = Newer(training(ANSWERS | {"engraving": NEW}, **ASKED, engraving=ENGRAVING), OLD).find("do engravings")
    assert found is not None
    assert found.intent == "engraving"
