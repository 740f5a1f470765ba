"""Conversations of our own invention with the engine as the demonstration's articles train it, by words alone."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from faq_bot import choices, deciding
from faq_bot.nlu.learning import learn
from faq_bot.nlu.model import Model
from faq_bot.nlu.records import Answer, Question, Training
from faq_bot.state import Decision, Heard, Kind, Limits, State
from faq_bot.thinking import understood_of
from tests.faq_bot.data import articles

LOCALES = ("en", "vi")
NOBODY = "-"


class Script(NamedTuple):
    """within: replies to the last turn, the handing over being one of them; or NOBODY."""

    locale: str
    within: str
    turns: tuple[str, ...]


def scripts() -> Iterator[Script]:
    locale = ""
    for line in (Path(__file__).parent / "dev_talks.txt").read_text(encoding="utf-8").splitlines():
        within, bar, turns = line.partition(" | ")
        if line.startswith("["):
            locale = line.strip("[]")
        elif bar and not line.startswith("#"):
            yield Script(locale, within, tuple(turns.split(" / ")))


@cache
def model(locale: str) -> Model:
    public = [each for each in articles() if each.locale == locale and each.visibility == "public"]
    asked = tuple(Question(text, each.id) for each in public for text in each.phrasings)
    answers = {each.id: Answer(each.title, each.summary, each.body) for each in public}
    return learn(Training(locale=locale, questions=asked, answers=answers), None).model


@cache
def titles(locale: str) -> dict[str, str]:
    return {each.id: each.title for each in articles() if each.locale == locale and each.visibility == "public"}


def hear(state: State, text: str, locale: str, choice: str | None = None) -> Decision:
    heard = Heard(text=text, choice=choice)
    about = {key: titles(locale)[key] for key in state.about}
    looked = deciding.first_look(state, heard, Limits(), about)
    if looked is not None:
        return looked
    understood = understood_of(model(locale).understand(text), titles(locale), None)
    return deciding.decide(state, heard, understood, Limits())


def told(script: Script) -> list[list[Decision]]:
    """What comes of each turn until a person takes over: the last turn's question back gets a no, its offer a yes."""
    state, found = State(), list[list[Decision]]()
    for place, turn in enumerate(script.turns):
        last = place == len(script.turns) - 1
        decided = [hear(state, turn, script.locale)]
        if (choice := _reaction(decided[0], last=last)) is not None:
            decided.append(hear(decided[0].state, "", script.locale, choice))
        found.append(decided)
        if decided[-1].kind is Kind.HAND_OVER:
            break
        state = decided[-1].state
    return found


def _reaction(decided: Decision, *, last: bool) -> str | None:
    if decided.kind is Kind.CLARIFY:
        return choices.NONE if last else choices.ARTICLE + decided.articles[0]
    if decided.kind is Kind.OFFER:
        return choices.YES if last else choices.NO
    return None


def is_in_time(script: Script) -> bool:
    found = told(script)
    handed = [decided.kind is Kind.HAND_OVER for decided in found[-1]]
    return len(found) == len(script.turns) and True in handed[: int(script.within)]


@pytest.mark.full
@pytest.mark.parametrize("locale", LOCALES)
def test_a_person_takes_over_in_time_in_most_conversations(locale: str) -> None:
    due = [each for each in scripts() if each.locale == locale and each.within != NOBODY]
    assert sum(map(is_in_time, due)) >= 0.85 * len(due)


@pytest.mark.full
@pytest.mark.parametrize("locale", LOCALES)
def test_a_routine_question_goes_to_nobody(locale: str) -> None:
    for script in scripts():
        if script.locale == locale and script.within == NOBODY:
            first = [decided[0] for decided in told(script)]
            assert all(each.kind is not Kind.HAND_OVER for each in first), script.turns
