"""When a person takes over, in conversations of our own invention, with an engine that is sure or knows nothing.

Pure: what decides is seen apart from what understands. Judged conversations on a running server are the bench's.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from faq_bot.state import Candidate, Decision, Heard, Kind, Limits, State, Understood
from tests.faq_bot.both_looks import decide

REPLIES = {"request": 1, "must_reach_person": 1, "frustration": 1, "not_understood": 2, "not_helped": 2}
"""Of the bot's to the last turn, the handing over being one of them."""
NOBODY = "-"


class Script(NamedTuple):
    reason: str
    turns: tuple[str, ...]


def scripts() -> Iterator[Script]:
    for line in (Path(__file__).parent / "handovers.txt").read_text(encoding="utf-8").splitlines():
        reason, bar, turns = line.partition(" | ")
        if bar and not line.startswith("#"):
            yield Script(reason, tuple(turns.split(" / ")))


@pytest.mark.parametrize("script", list(scripts()), ids=lambda script: f"{script.reason} {script.turns[-1]}")
def test_a_person_takes_over_when_one_is_needed_and_no_earlier(script: Script) -> None:
    state, due = State(), script.reason != NOBODY
    for place, turn in enumerate(script.turns):
        last = place == len(script.turns) - 1
        decided, replies = _said(state, turn, place, to_the_end=due and last)
        state = decided.state
        if not (due and last):
            assert decided.kind is not Kind.HAND_OVER, decided.reason
    if due:
        assert decided.reason == script.reason
        assert replies <= REPLIES[script.reason]


def _said(state: State, turn: str, place: int, *, to_the_end: bool) -> tuple[Decision, int]:
    """What comes of a turn, and after how many replies: a question back gets a no, an offer a yes."""
    text = turn.lstrip("?~")
    understood = _understood(turn, place)
    decided = decide(state, Heard(text=text), understood, Limits(), {})
    answer = {Kind.CLARIFY: "none of these", Kind.OFFER: "yes"}.get(decided.kind)
    if not to_the_end or answer is None:
        return decided, 1
    return decide(decided.state, Heard(text=answer), Understood(), Limits(), {}), 2


def _understood(turn: str, place: int) -> Understood:
    if turn.startswith("?"):
        return Understood()
    found = [0.3, 0.25, 0.2] if turn.startswith("~") else [0.95]
    return Understood(candidates=tuple(Candidate(f"about-{place}-{n}", each) for n, each in enumerate(found)))
