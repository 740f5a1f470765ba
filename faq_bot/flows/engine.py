"""Runs a flow: from a definition, a state and what the customer says to the next state and what is said. Pure.

It never waits for anything: an action is asked for by a reply that `acts`, and what came of it is given to `settle`.
"""

from dataclasses import dataclass, field, replace
from typing import assert_never

import msgspec

from contact_center.errors import InvalidInput
from contact_center.events import FlowEnded, FlowStarted
from faq_bot.flows import checks, meaning, saying, texts
from faq_bot.flows.definition import (
    AnyStep,
    Ask,
    Choose,
    Confirm,
    Definition,
    Do,
    Finish,
    Refusal,
    ShowPolicy,
    Step,
    Verify,
    When,
)
from faq_bot.flows.records import (
    AGAIN,
    BACK,
    CANCEL,
    CHANGE,
    PERSON,
    READ,
    YES,
    Ended,
    FlowContext,
    FlowInput,
    FlowOutcome,
    FlowReply,
    FlowState,
    HandoverReason,
)

OFFER_PERSON_AFTER, GIVE_UP_AFTER = 3, 5
"""Answers that do not fit, at one step or by what actions can do with them."""
SEND_CODE, CHECK_CODE, POLICY = "code.send", "code.check", "policy"
"""Actions of the engine's own steps; no definition can name them."""
AGAIN_ASKED = "again"
"""What is said where another code is asked for."""


@dataclass(frozen=True)
class Engine:
    """One flow's."""

    flow: Definition
    _places: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {step.id: index for index, step in enumerate(self.flow.steps)})

    def start(self, run: str, context: FlowContext, *, said: str = "", problem: str | None = None) -> FlowReply:
        """The first step, which is asked in any case. said: what asked for it. problem: what to say before."""
        at, given = self.flow.steps[0].id, meaning.given(self.flow.steps[1:], said)
        state = FlowState(
            flow=self.flow.id, definition=self.flow.version, run=run, at=at, problem=problem, answers=given,
            given=tuple(given),
        )  # fmt: skip
        reply = self._enter(state, 0, context)
        return replace(reply, facts=(FlowStarted(self.flow.id), *reply.facts))

    def is_current(self, state: FlowState) -> bool:
        """Whether the state is of this very definition."""
        return state.definition == self.flow.version and state.at in self._places

    def step(self, state: FlowState) -> AnyStep:
        return self.flow.steps[self._places[state.at]]

    def is_plausible(self, state: FlowState, said: FlowInput) -> bool:
        """Whether it may answer the current step, rather than ask something else."""
        return meaning.is_answer(self.step(state), state, said)

    def go_on(self, state: FlowState, said: FlowInput, context: FlowContext) -> FlowReply:
        step, choice = self.step(state), meaning.choice_of(self.step(state), state, said)
        if choice == CANCEL:
            return self._over(state, FlowOutcome.CANCELLED, texts.CANCELLED[context.language], context)
        if choice == PERSON:
            return self._hand_over(state, HandoverReason.ASKED, texts.TO_A_PERSON, context)
        if choice == BACK:
            return self._back(state, context)
        match step:
            case Ask():
                return self._asked(step, state, said, context)
            case Choose():
                return self._chose(step, state, said, context)
            case Confirm():
                if choice == CHANGE:
                    return self._back(state, context, past=(Confirm, ShowPolicy))
                return self._next(state, context) if choice == YES else self._failed(state, "confirm", context)
            case Verify():
                return self._typed_code(state, said, choice, context)
            case ShowPolicy():
                return self._next(state, context) if choice == READ else self._failed(state, "read", context)
            case Do() | Finish():
                return self._enter(state, self._places[state.at], context)
            case _:
                assert_never(step)

    def resume(self, state: FlowState, context: FlowContext) -> FlowReply:
        """The step at which the customer is, once more. No action is wanted: that was done before it was asked."""
        return self._ask(state, context)

    def settle(self, state: FlowState, ended: Ended, context: FlowContext) -> FlowReply:
        """After the action that the state was waiting for."""
        reply = self._settled(state, ended, context)
        return replace(reply, writes=(*reply.writes, *ended.writes))

    def _settled(self, state: FlowState, ended: Ended, context: FlowContext) -> FlowReply:
        doing, step = state.doing, self.step(state)
        state = msgspec.structs.replace(
            state, doing="", said="", results={**state.results, **ended.results},
            options={**state.options, **ended.options},
        )  # fmt: skip
        if ended.status == "unavailable":
            return self._hand_over(state, HandoverReason.UNAVAILABLE, texts.UNAVAILABLE, context)
        if ended.status == "too_many":
            return self._hand_over(state, HandoverReason.NOT_PROVEN, texts.TOO_MANY_CODES, context)
        if ended.status == "not_proven":
            return self._prove_again(state, context)
        if isinstance(step, Verify):
            return self._settle_code(state, doing, ended.status, context)
        if isinstance(step, ShowPolicy):
            return self._ask(state, context) if ended.status == "ok" else self._next(state, context, seen=False)
        if ended.status == "ok" or not isinstance(step, Do):
            return self._next(state, context, seen=False)
        refusal = step.not_found if ended.status == "not_found" else step.not_allowed
        return self._refused(state, refusal, f"{step.id}.{ended.status}", context)

    # Ways on ---------------------------------------------------------------------------------------------------------

    def _asked(self, step: Ask, state: FlowState, said: FlowInput, context: FlowContext) -> FlowReply:
        try:
            answer = checks.checked(step.check, said.text, now=context.now)
        except InvalidInput as error:
            return self._failed(state, error.code, context)
        return self._next(_answered(state, {step.field: answer}), context)

    def _chose(self, step: Choose, state: FlowState, said: FlowInput, context: FlowContext) -> FlowReply:
        option = meaning.option_of(step, state, said)
        if option is None:
            return self._failed(state, "choice", context)
        label = saying.option_label(step, option, context.language)
        return self._next(_answered(state, {step.field: option.key, f"{step.field}_label": label}), context)

    def _typed_code(self, state: FlowState, said: FlowInput, choice: str | None, context: FlowContext) -> FlowReply:
        if choice == AGAIN:
            return _acts(state, SEND_CODE, AGAIN_ASKED)
        try:
            return _acts(state, CHECK_CODE, checks.checked("code", said.text, now=context.now))
        except InvalidInput as error:
            return self._failed(state, "code" if error.code == "too_long" else error.code, context)

    def _settle_code(self, state: FlowState, doing: str, status: str, context: FlowContext) -> FlowReply:
        if status == "not_an_address":
            return self._once_more(state, state.trail[-1], "email", context)
        if doing == SEND_CODE:
            again = "code_sent_again" if status == "again" else None
            return self._ask(msgspec.structs.replace(state, problem=again), context)
        if status == "ok":
            return self._next(state, context, seen=False)
        return self._failed(state, "code_old" if status == "old" else "code_wrong", context)

    def _prove_again(self, state: FlowState, context: FlowContext) -> FlowReply:
        """The proof has run out meanwhile: back to where it was made."""
        steps = self.flow.steps[: self._places[state.at]]
        place = max(index for index, step in enumerate(steps) if isinstance(step, Verify))
        trail = tuple(each for each in state.trail if self._places[each] < place)
        return self._enter(msgspec.structs.replace(state, trail=trail), place, context)

    def _next(self, state: FlowState, context: FlowContext, *, seen: bool = True) -> FlowReply:
        """The step after this one. seen: the customer can come back to this one."""
        trail = (*state.trail, state.at) if seen else state.trail
        following = msgspec.structs.replace(state, trail=trail, failures=0, problem=None)
        return self._enter(following, self._places[state.at] + 1, context)

    def _enter(self, state: FlowState, place: int, context: FlowContext) -> FlowReply:
        """The first step from this place on that is to be taken."""
        for step in self.flow.steps[place:]:
            if not all(_holds(when, state) for when in step.when):
                continue
            here = msgspec.structs.replace(state, at=step.id)
            match step:
                case Verify():
                    if here.answers.get(step.field, "") in context.proven:
                        continue
                    return _acts(here, SEND_CODE)
                case Ask() if step.field in here.given:
                    left = tuple(each for each in here.given if each != step.field)
                    state = msgspec.structs.replace(here, given=left, trail=(*here.trail, step.id))
                case Choose() if step.found and not here.options.get(step.found):
                    return self._hand_over(here, HandoverReason.UNAVAILABLE, texts.UNAVAILABLE, context)
                case Ask() | Choose() | Confirm():
                    return self._ask(here, context)
                case ShowPolicy():
                    return _acts(here, POLICY, f"{step.policy} {step.article}".strip())
                case Do():
                    return _acts(here, step.action)
                case Finish():
                    return self._finish(step, here, context)
                case _:
                    assert_never(step)
        raise AssertionError("a flow without a last step was read")

    def _back(self, state: FlowState, context: FlowContext, *, past: tuple[type[Step], ...] = ()) -> FlowReply:
        """The step that was answered before this one, but for some kinds; the first one where there is none."""
        trail = list(state.trail)
        while trail and isinstance(self.flow.steps[self._places[trail[-1]]], past):
            trail.pop()
        if not trail:
            return self.resume(msgspec.structs.replace(state, problem=None), context)
        at = trail.pop()
        before = msgspec.structs.replace(state, at=at, trail=tuple(trail), failures=0, problem=None)
        return self._enter(before, self._places[at], context)

    def _failed(self, state: FlowState, problem: str, context: FlowContext) -> FlowReply:
        failures = state.failures + 1
        if failures >= GIVE_UP_AFTER:
            reason = HandoverReason.NOT_PROVEN if isinstance(self.step(state), Verify) else HandoverReason.STUCK
            return self._hand_over(state, reason, texts.STUCK, context)
        return self._ask(msgspec.structs.replace(state, failures=failures, problem=problem), context)

    def _refused(self, state: FlowState, refusal: Refusal | None, key: str, context: FlowContext) -> FlowReply:
        """An action could not be done with these answers: another try, the end, or a person."""
        if refusal is None:
            return self._hand_over(state, HandoverReason.STUCK, texts.STUCK, context)
        if refusal.to is None:
            text = texts.filled(refusal.text.in_(context.language), saying.values(state))
            return self._over(state, FlowOutcome.DONE, text, context)
        return self._once_more(state, refusal.to, key, context)

    def _once_more(self, state: FlowState, to: str, problem: str, context: FlowContext) -> FlowReply:
        """Back to a step before, whose answer was of no use; a person where that comes too often."""
        refused = state.refused + 1
        if refused >= GIVE_UP_AFTER:
            return self._hand_over(state, HandoverReason.STUCK, texts.STUCK, context)
        trail = state.trail[: state.trail.index(to)] if to in state.trail else ()
        again = msgspec.structs.replace(state, at=to, trail=trail, refused=refused, failures=0, problem=problem)
        return self._enter(again, self._places[to], context)

    # What is said ----------------------------------------------------------------------------------------------------

    def _ask(self, state: FlowState, context: FlowContext) -> FlowReply:
        stuck = max(state.failures, state.refused) >= OFFER_PERSON_AFTER
        text, content = saying.step_of(self.flow, self.step(state), state, context.language, stuck=stuck)
        return FlowReply(
            text=text, content=content, state=state, outcome=FlowOutcome.ASKS,
            answers=saying.answered(self.flow, state, context.language),
        )  # fmt: skip

    def _finish(self, step: Finish, state: FlowState, context: FlowContext) -> FlowReply:
        text = texts.filled(step.text.in_(context.language), saying.values(state))
        if step.hands_over:
            return self._over(state, FlowOutcome.HANDS_OVER, text, context, reason=HandoverReason.FOR_STAFF)
        return self._over(state, FlowOutcome.DONE, text, context)

    def _hand_over(
        self, state: FlowState, reason: HandoverReason, words: dict[str, str], context: FlowContext
    ) -> FlowReply:
        return self._over(state, FlowOutcome.HANDS_OVER, words[context.language], context, reason=reason)

    def _over(
        self,
        state: FlowState,
        outcome: FlowOutcome,
        text: str,
        context: FlowContext,
        *,
        reason: HandoverReason | None = None,
    ) -> FlowReply:
        return FlowReply(
            text=text, content=None, state=None, outcome=outcome, reason=reason,
            facts=(FlowEnded(self.flow.id, outcome, state.at),),
            answers=saying.answered(self.flow, state, context.language),
        )  # fmt: skip


def _acts(state: FlowState, doing: str, said: str = "") -> FlowReply:
    waiting = msgspec.structs.replace(state, doing=doing, said=said)
    return FlowReply(text="", content=None, state=waiting, outcome=FlowOutcome.ACTS)


def _answered(state: FlowState, answers: dict[str, str]) -> FlowState:
    return msgspec.structs.replace(state, answers={**state.answers, **answers})


def _holds(when: When, state: FlowState) -> bool:
    value = state.answers.get(when.key, state.results.get(when.key, ""))
    return (not when.one_of or value in when.one_of) and value not in when.none_of
