"""Several things asked for at once, and more of the article that was just the answer."""

from typing import Any

import pytest

from contact_center.db import Database
from faq_bot import choices
from faq_bot.asking import article_with_more, each_of_several
from faq_bot.nlu.records import EngineName, Ranked, Understanding
from faq_bot.speaking import Shown
from faq_bot.state import Candidate, Limits, State, Understood, Waiting
from tests.faq_bot.talks import SURE, UNSURE, Engine, Talk, choices_of

CLASSES = Shown(
    "classes", "id", "en", "Pottery classes", "On Saturdays.",
    f"Classes last three hours and cost 20 € a place.\n\n{'The workshop is light. ' * 25}\n\nNo experience is needed.",
    "/help/classes", 1,
)  # fmt: skip
SHOWN = {"classes": CLASSES}
ANSWERED = State(waiting=Waiting.HELPED, about=("classes",), answered=("classes",), last="when are your classes")


def understanding(intent: str, right: float, read: str = "") -> Understanding:
    ranked = (Ranked(intent, 2.0), Ranked("other", 0.0))
    return Understanding(
        ranked=ranked, score=1.0, in_scope=True, right=right, among_three=right, engine=EngineName.HYBRID, locale="en",
        read=read,
    )  # fmt: skip


class Heard:
    """An engine that knows some texts; asked: what it was."""

    def __init__(self, **known: tuple[str, float]) -> None:
        self.known, self.asked = known, list[str]()

    async def __call__(self, text: str) -> Understanding | None:
        self.asked.append(text)
        found = next((each for word, each in self.known.items() if word in text), None)
        return None if found is None else understanding(*found, read=text.upper())


async def more(question: str, engine: Heard, *found: tuple[str, float], state: State = ANSWERED) -> str | None:
    understood = Understood(candidates=tuple(Candidate(*each) for each in found))
    return await article_with_more(question, state, understood, SHOWN, engine, Limits())


async def test_what_is_asked_on_is_understood_with_the_article() -> None:
    engine = Heard(Pottery=("classes", 0.95))
    assert await more("and what does it cost?", engine, ("delivery", 0.3)) == "classes"
    assert engine.asked == ["Pottery classes. and what does it cost?"]


@pytest.mark.parametrize(
    ("question", "found", "together"),
    [
        ("and is there a swimming pool?", ("visits", 0.3), ("classes", 0.97)),  # the article does not say it
        ("and what does it cost?", ("delivery", 0.9), ("classes", 0.97)),  # something else is surely meant
        ("and what does it cost?", ("delivery", 0.3), ("classes", 0.6)),  # together they are not surely about it
        ("and what does it cost?", ("delivery", 0.3), ("delivery", 0.97)),
        ("classes?", ("classes", 0.3), ("classes", 0.97)),  # nothing but the matter itself
        ("what does a place at your classes cost", ("classes", 0.95), ("classes", 0.97)),  # was said at once
    ],
)
async def test_what_is_not_surely_more_of_it_is_not(
    question: str, found: tuple[str, float], together: tuple[str, float]
) -> None:
    said = State(waiting=Waiting.HELPED, about=("classes",), answered=("classes",), last="how much is a place")
    assert await more(question, Heard(Pottery=together), found, state=said) is None


async def test_another_passage_of_the_article_that_is_surely_meant_needs_no_engine() -> None:
    engine = Heard()
    assert await more("do I need experience for classes", engine, ("classes", 0.95)) == "classes"
    assert engine.asked == []


@pytest.mark.parametrize("state", [State(), State(waiting=Waiting.CHOICE, about=("classes",))])
async def test_where_it_was_not_just_the_answer_nothing_is_asked_on(state: State) -> None:
    assert await more("and what does it cost?", Heard(Pottery=("classes", 0.95)), state=state) is None


async def test_each_of_several_questions_has_its_article() -> None:
    engine = Heard()
    engine.known = {"return": ("returns", 0.9), "card": ("payment", 0.95)}
    found = await each_of_several("How do I return a bowl? Can I pay by card?", engine, Limits())
    assert found == {"returns": "HOW DO I RETURN A BOWL?", "payment": "CAN I PAY BY CARD?"}


@pytest.mark.parametrize(
    "card",
    [None, ("payment", 0.5), ("returns", 0.95), (f"{choices.FLOW}order", 0.95)],
)
async def test_where_one_of_them_is_not_sure_none_is(card: tuple[str, float] | None) -> None:
    engine = Heard()
    engine.known = {"return": ("returns", 0.9)} | ({} if card is None else {"card": card})
    assert await each_of_several("How do I return a bowl? Can I pay by card?", engine, Limits()) == {}


DELIVERY = [("delivery", 4.0), ("returns", 0.0), ("refunds", 0.0)]


async def test_two_questions_get_two_answers_and_are_asked_about_once(database: Database) -> None:
    talk = Talk(database, Engine())
    talk.engine.ranked = {"send back a bowl and": UNSURE, "send back a bowl": SURE, "parcel arrive": DELIVERY}
    await talk.begin("how can I send back a bowl and when does my parcel arrive?")
    first, second = await talk.said()
    assert "Within 30 days." in first.body
    assert "Two days." in second.body
    assert (_article(first.content), choices_of(first.content or {})) == ("Returns en", [])
    assert _article(second.content) == "Delivery en"
    assert choices_of(second.content or {}) == [choices.YES, choices.NO, choices.PERSON]
    (turn,) = await talk.turns()
    assert (turn.decision, turn.article, turn.articles) == ("answer", "returns", ["delivery"])

    await talk.says("No", choice=choices.NO)
    assert set((await talk.kept()).state["refused"]) == {"returns", "delivery"}


async def test_more_of_the_last_answer_is_said_without_its_summary(database: Database) -> None:
    talk = Talk(database, Engine())
    talk.engine.ranked = {"returns en. ": SURE, "send back": SURE}
    await talk.begin("can I send back a bowl")
    await talk.says("and more about that?")
    first, second = await talk.said()
    assert "Within 30 days." in first.body
    assert (_article(second.content), "Within 30 days." in second.body) == ("Returns en", False)
    assert second.body.startswith("More about returns.")
    assert [turn.decision for turn in await talk.turns()] == ["answer", "answer"]


def _article(content: dict[str, Any] | None) -> str:
    assert content is not None
    return str(content["title"])
