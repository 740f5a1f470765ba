"""The guided flows of an installation: which there are, and how one goes on. Deciding is the engine's."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from contact_center.events import FlowEnded
from contact_center.values import new_id
from faq_bot.flows import texts
from faq_bot.flows.definition import Ask, Choose, Definition, Do
from faq_bot.flows.engine import Engine
from faq_bot.flows.records import (
    Ended,
    FlowCard,
    FlowContext,
    FlowInput,
    FlowOutcome,
    FlowReply,
    FlowState,
)

Action = Callable[[FlowState, FlowContext], Awaitable[Ended]]
"""Does what a state waits for. Doing it again for the same run and answers must be harmless."""
_PUT_IN = re.compile(r"\{\w+\}")
_LABELLED = (Ask, Choose)
MOST_ACTIONS = 10
"""In a row, until something is asked: more are a fault of the definition."""


def card_of(flow: Definition) -> FlowCard:
    return FlowCard(
        id=flow.id,
        names={"en": flow.name.en, "vi": flow.name.vi},
        phrasings={"en": flow.phrasings.en, "vi": flow.phrasings.vi},
        labels={
            each.id: {"en": each.label.en, "vi": each.label.vi} for each in flow.steps if isinstance(each, _LABELLED)
        },
        texts={language: tuple(_said(flow, language)) for language in ("en", "vi")},
    )


def _said(flow: Definition, language: str) -> Iterator[str]:
    """What the steps say, without what is put into it."""
    for step in flow.steps:
        if not isinstance(step, Do):
            yield _PUT_IN.sub("", step.text.in_(language))


class Flows:
    """definitions: by id. actions: by name, those of the engine's own steps included; what they need must be there."""

    def __init__(
        self, definitions: Mapping[str, Definition], actions: Mapping[str, Action], *, there: frozenset[str]
    ) -> None:
        self._engines = {flow.id: Engine(flow) for flow in definitions.values() if there.issuperset(flow.needs)}
        self._actions = actions

    def offered(self) -> tuple[FlowCard, ...]:
        """The flows that can be done now: one that needs a shop is left out where none is connected."""
        return tuple(card_of(each.flow) for each in self._engines.values())

    def start(self, flow: str, context: FlowContext, said: str = "") -> FlowReply:
        """The first step. said: the message that asked for it. KeyError for a flow that is not offered."""
        return self._engines[flow].start(new_id(), context, said=said)

    def is_answer_plausible(self, state: FlowState, said: FlowInput) -> bool:
        """Whether it may be an answer to the current step, rather than another question."""
        engine = self._engines.get(state.flow)
        return engine is not None and engine.is_current(state) and engine.is_plausible(state, said)

    def go_on(self, state: FlowState, said: FlowInput, context: FlowContext) -> FlowReply:
        """What comes of an answer, or of a choice such as back."""
        return self._current(state, context) or self._engines[state.flow].go_on(state, said, context)

    def resume(self, state: FlowState, context: FlowContext) -> FlowReply:
        """The current step once more: after a pause, a reload, or another question that was answered meanwhile."""
        return self._current(state, context) or self._engines[state.flow].resume(state, context)

    async def act(self, state: FlowState, context: FlowContext) -> FlowReply:
        """Do what the state waits for, after a reply that `acts`. Never `acts` itself. Takes seconds at most."""
        gone = self._current(state, context)
        if gone is not None:
            return gone
        engine = self._engines[state.flow]
        writes: tuple[Callable[[Any], None], ...] = ()
        for _ in range(MOST_ACTIONS):
            ended = await self._actions[state.doing](state, context)
            if ended.proven is not None:
                context = replace(context, proven=context.proven | {ended.proven})
            reply = engine.settle(state, ended, context)
            writes = (*writes, *reply.writes)
            if reply.outcome is not FlowOutcome.ACTS or reply.state is None:
                return replace(reply, writes=writes)
            state = reply.state
        raise RuntimeError(f"the flow {state.flow} acts again and again at {state.at}")

    def _current(self, state: FlowState, context: FlowContext) -> FlowReply | None:
        """What to say where the flow was changed or taken away since the state was made; none where it was not."""
        engine = self._engines.get(state.flow)
        if engine is None:
            ended = FlowEnded(state.flow, FlowOutcome.CANCELLED, state.at)
            return FlowReply(
                text=texts.GONE[context.language],
                content=None,
                state=None,
                outcome=FlowOutcome.CANCELLED,
                facts=(ended,),
            )
        return None if engine.is_current(state) else engine.start(state.run, context, problem="changed")
