"""The bot leads a guided flow: begins it, lets it go on, answers a question in between, and hands over at its end."""

import msgspec
import pytest

from contact_center.contents import Choice, FlowStep
from contact_center.db import Database
from contact_center.events import FlowStarted
from contact_center.values import Owner
from faq_bot import choices
from faq_bot.flows.records import (
    Answered,
    FlowCard,
    FlowContext,
    FlowInput,
    FlowOutcome,
    FlowReply,
    FlowState,
    HandoverReason,
)
from tests.faq_bot.talks import SURE, Engine, Talk


class Flows:
    """One flow of one step, which wants a number."""

    def offered(self) -> tuple[FlowCard, ...]:
        return (FlowCard(id="order", names={"en": "Order status"}, phrasings={"en": ("look up my order status",)}),)

    def start(self, flow: str, context: FlowContext, said: str = "") -> FlowReply:
        state = FlowState(flow=flow, definition="v1", run="r", at="number")
        return self._asks(state, facts=(FlowStarted(flow),))

    def _asks(self, state: FlowState, facts: tuple[FlowStarted, ...] = ()) -> FlowReply:
        step = FlowStep(
            flow="order", title="Order status", step=1, steps=1, choices=(Choice("flow:cancel", "Cancel"),)
        )  # fmt: skip
        return FlowReply(
            text="Which number?", content=step, state=state, outcome=FlowOutcome.ASKS, facts=facts
        )  # fmt: skip

    def is_answer_plausible(self, state: FlowState, said: FlowInput) -> bool:
        return any(each.isdigit() for each in said.text)

    def go_on(self, state: FlowState, said: FlowInput, context: FlowContext) -> FlowReply:
        if "9" in said.text:
            return FlowReply(text="", content=None, state=state, outcome=FlowOutcome.ACTS)
        if said.choice == "flow:cancel":
            return FlowReply(text="Cancelled.", content=None, state=None, outcome=FlowOutcome.CANCELLED)
        return FlowReply(text="It is on its way.", content=None, state=None, outcome=FlowOutcome.DONE)

    def resume(self, state: FlowState, context: FlowContext) -> FlowReply:
        return self._asks(state)

    async def act(self, state: FlowState, context: FlowContext) -> FlowReply:
        return FlowReply(
            text="", content=None, state=None, outcome=FlowOutcome.HANDS_OVER, reason=HandoverReason.FOR_STAFF,
            answers=(Answered("number", "Number", "9"),),
        )  # fmt: skip


@pytest.fixture
async def talk(database: Database) -> Talk:
    found = Talk(database, Engine(back=SURE), flows=Flows())
    await found.begin("look up my order status")
    return found


async def test_a_flow_begins_by_its_phrasing_and_ends(talk: Talk) -> None:
    assert (await talk.last())["flow"] == "order"
    await talk.says("12")
    assert (await talk.said())[-1].body == "It is on its way."
    assert (await talk.kept()).state.get("flow") is None
    assert [each.decision for each in await talk.turns()] == ["guide", "guide"]


async def test_a_question_in_between_is_answered_and_the_step_asked_once_more(talk: Talk) -> None:
    await talk.says("can I send it back?")
    answer, step = (await talk.said())[-2:]
    assert "Within 30 days." in answer.body
    assert "Did this help?" not in answer.body
    assert (await talk.kept()).state.get("waiting", "") == ""
    assert step.content is not None
    assert step.content["kind"] == "step"
    await talk.says("12")
    assert (await talk.said())[-1].body == "It is on its way."


async def test_it_may_be_cancelled_by_its_button_and_begun_again(talk: Talk) -> None:
    await talk.says("Cancel", choice="flow:cancel")
    assert (await talk.said())[-1].body == "Cancelled."
    assert (await talk.last())["choices"] == [{"id": ORDER, "label": "Begin again"}]
    await talk.says("Begin again", choice=ORDER)
    assert (await talk.last())["flow"] == "order"


async def test_what_is_nothing_else_is_an_answer_that_does_not_fit(talk: Talk) -> None:
    talk.engine.ranked["blob"] = [("delivery", -9.0)]
    await talk.says("blob")
    assert (await talk.said())[-1].body == "It is on its way."
    assert [each.decision for each in await talk.turns()] == ["guide", "guide"]


async def test_what_it_has_collected_goes_to_staff(talk: Talk) -> None:
    await talk.says("9")
    kept = await talk.kept()
    assert (kept.reason, (await talk.row()).owner) == ("flow", Owner.NONE)
    assert kept.state["answers"] == [{"field": "number", "label": "Number", "value": "9"}]


async def test_a_person_is_reached_from_the_middle_of_it(talk: Talk) -> None:
    await talk.says("Talk to a person please, not 12", choice=choices.PERSON)
    await talk.says("I want to talk to a person")
    assert (await talk.kept()).reason == "request"
    assert msgspec.to_builtins((await talk.last())["kind"]) == "handed_over"


ORDER = choices.FLOW + "order"


async def test_a_flow_that_the_engine_understands_begins_and_is_not_begun_anew(database: Database) -> None:
    found = Talk(database, Engine(parcel=[(ORDER, 4.0), ("delivery", -9.0)]), flows=Flows())
    await found.begin("has my parcel left")
    assert (await found.last())["flow"] == "order"
    assert [(each.intent, each.probability) for each in await found.turns()] == [(ORDER, 0.97)]
    await found.says("my parcel please")
    assert (await found.last())["flow"] == "order"
    run = (await found.kept()).state["flow"]
    assert (run["run"], [each.decision for each in await found.turns()]) == ("r", ["guide", "guide"])


async def test_a_flow_is_among_the_choices_where_the_bot_asks_back(database: Database) -> None:
    found = Talk(database, Engine(parcel=[("delivery", 0.3), (ORDER, 0.25)]), flows=Flows())
    await found.begin("my parcel")
    shown = await found.last()
    assert [each["label"] for each in shown["choices"]][:2] == [
        "Delivery en (how it works)",
        "Order status (do it now, step by step)",
    ]
    assert shown["choices"][1]["id"] == ORDER
    await found.says("Order status", choice=ORDER)
    assert (await found.last())["flow"] == "order"


async def test_a_flow_that_is_not_offered_is_no_choice(database: Database) -> None:
    found = Talk(database, Engine(parcel=[("delivery", 0.3), (choices.FLOW + "gone", 0.25)]), flows=Flows())
    await found.begin("my parcel")
    assert [each["label"] for each in (await found.last())["choices"]][:1] == ["Delivery en"]
    assert len((await found.turns())[0].articles) == 1


async def test_the_name_of_a_flow_begins_it_whatever_the_engine_makes_of_it(database: Database) -> None:
    found = Talk(database, Engine(order=SURE), flows=Flows())
    await found.begin("Order status")
    assert ((await found.last())["flow"], found.engine.asked) == ("order", 0)
