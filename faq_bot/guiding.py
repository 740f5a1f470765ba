"""The bot's side of guided flows: when one begins, goes on, is interrupted by a question, and ends."""

from msgspec.structs import replace

from contact_center.contents import Choice, HandedOver, Question
from contact_center.folding import fold, folded_words
from faq_bot import choices
from faq_bot.flows.checks import order_number_in
from faq_bot.flows.port import GuidedFlows
from faq_bot.flows.records import FlowContext, FlowInput, FlowOutcome, FlowReply, FlowState
from faq_bot.keeping import Turn
from faq_bot.signs import frustration, must_reach, request
from faq_bot.signs.phrases import words
from faq_bot.situation import Situation, limits_of
from faq_bot.speaking import Speech, handover_text
from faq_bot.state import Decision, Kind, Reason, State, Waiting
from faq_bot.texts import Language, say

ALIKE = 0.8
"""The share of common words from which on a message asks for a flow."""
FEWEST = 2
"""Words of a phrasing that must be common."""


class Guide:
    """flows: none where the installation has none."""

    def __init__(self, flows: GuidedFlows | None) -> None:
        self._flows = flows

    def names(self, language: Language) -> dict[str, str]:
        """Of the flows that may be offered, by their keys among candidates."""
        if self._flows is None:
            return {}
        offered = self._flows.offered()
        return {choices.FLOW + card.id: card.names[language] for card in offered if language in card.names}

    def asked_for(self, text: str, language: Language) -> str | None:
        """The flow that a message asks for by its name, or nearly as one of its phrasings."""
        if self._flows is None:
            return None
        number = order_number_in(text)
        said = {word for word in folded_words(text) if number is None or word.upper() != number}
        for card in self._flows.offered():
            ways = (card.names.get(language, ""), *card.phrasings.get(language, ()))
            if any(_alike(said, text, way) for way in ways if way):
                return card.id
        return None

    def named(self, text: str) -> str | None:
        """The flow whose very name a message is, in any language: so it is begun from elsewhere, such as the help."""
        if self._flows is None:
            return None
        said = folded_words(text)
        return next((card.id for card in self._flows.offered() if said in map(folded_words, card.names.values())), None)

    async def go_on(
        self, found: Situation, language: Language, context: FlowContext, *, anyhow: bool = False
    ) -> Turn | None:
        """None where no flow goes on, or what was said is no answer to its step. anyhow: it is one nevertheless, for
        it is nothing else either.
        """
        state, heard = found.state.flow, found.heard
        if self._flows is None or state is None or heard.choice == choices.PERSON:
            return None
        said = FlowInput(text=heard.text, choice=heard.choice)
        if heard.choice is None:
            spoken = words(heard.text)
            if request.asks_for_person(spoken) or must_reach.must_reach(spoken, limits_of(found.settings).must_reach):
                return None
            if frustration.anger(heard.text, spoken) >= frustration.UPSET:
                return None
            if not anyhow and not self._flows.is_answer_plausible(state, said):
                return None
        reply = self._flows.go_on(state, said, context)
        if reply.outcome is FlowOutcome.ACTS and reply.state is not None:
            acting = reply
            reply = await self._flows.act(reply.state, context)
            reply = _joined(acting, reply)
        turn = _turn(found, reply, language)
        over = reply.outcome in (FlowOutcome.CANCELLED, FlowOutcome.DONE)
        return self._with_ways_on(turn, reply.outcome, state, language) if over else turn

    def _with_ways_on(self, turn: Turn, outcome: FlowOutcome, ended: FlowState, language: Language) -> Turn:
        """After a flow: to begin again what was cancelled, and to go on with what was left for it."""
        names, left, text = self.names(language), turn.decision.state.left, turn.speeches[0].text
        offered = []
        if outcome is FlowOutcome.CANCELLED and choices.FLOW + ended.flow in names:
            offered.append(Choice(choices.FLOW + ended.flow, say("flow.again", language)))
        if left is not None and (key := choices.FLOW + left.flow) in names:
            offered.append(Choice(key, say("flow.on", language, name=names[key])))
            text = f"{text}\n\n{say('flow.left', language, name=names[key])}"
        return replace(turn, speeches=(Speech(text, Question(choices=tuple(offered))),)) if offered else turn

    def begin(self, found: Situation, decision: Decision, language: Language, context: FlowContext) -> Turn:
        """The first step, or the current one of a flow under way; where it is not offered any more, a person."""
        under_way, left = found.state.flow, found.state.left
        try:
            if self._flows is None:
                raise KeyError(decision.flow)
            if under_way is not None and under_way.flow == decision.flow:
                return _turn(found, self._flows.resume(under_way, context), language)
            back = left is not None and left.flow == decision.flow
            said = "" if found.heard.choice else found.heard.text
            if left is not None and back:
                reply = self._flows.resume(left, context)
            else:
                reply = self._flows.start(decision.flow or "", context, said)
        except KeyError:
            gone = replace(decision, kind=Kind.HAND_OVER, reason=Reason.FLOW)
            text = handover_text(say("over.flow", language), language, found.opening)
            return Turn(situation=found, decision=gone, language=language, speeches=(Speech(text, HandedOver()),))
        turn = _turn(found, reply, language, begun=decision.flow)
        return self._leaving(turn, under_way, None if back else left, language)

    def _leaving(self, turn: Turn, under_way: FlowState | None, left: FlowState | None, language: Language) -> Turn:
        """A flow that is under way is not forgotten for another one, and it is said so."""
        state = replace(turn.decision.state, left=under_way or left)
        turn = replace(turn, decision=replace(turn.decision, state=state))
        name = None if under_way is None else self.names(language).get(choices.FLOW + under_way.flow)
        if name is None or turn.decision.kind is Kind.HAND_OVER:
            return turn
        first = turn.speeches[0]
        return replace(
            turn, speeches=(Speech(f"{say('flow.waits', language, name=name)}\n\n{first.text}", first.content),)
        )

    def resumed(self, turn: Turn, language: Language, context: FlowContext) -> Turn:
        """After an answer to a question in the middle of a flow its step is asked once more."""
        state = turn.decision.state.flow
        if self._flows is None or state is None or turn.decision.kind is Kind.HAND_OVER:
            return turn
        if turn.decision.kind is not Kind.ANSWER:
            return turn
        reply = self._flows.resume(state, context)
        if reply.content is None:
            return turn
        asks = "\n\n" + say("helped?", language)  # no buttons stand beside it here
        answer = Speech(turn.speeches[0].text.removesuffix(asks), None)
        after = replace(turn.decision.state, waiting=Waiting.NOTHING, about=(), rest=())
        return replace(
            turn,
            decision=replace(turn.decision, state=_with_flow(after, reply.state)),
            speeches=(answer, Speech(reply.text, reply.content)),
        )


def _turn(found: Situation, reply: FlowReply, language: Language, *, begun: str | None = None) -> Turn:
    state = _with_flow(found.state, reply.state)
    if reply.answers:
        collected = tuple({"field": each.field, "label": each.label, "value": each.value} for each in reply.answers)
        state = replace(state, answers=collected)
    kind, reason = Kind.GUIDE, None
    speech = Speech(reply.text, reply.content)
    if reply.outcome is FlowOutcome.HANDS_OVER:
        kind, reason = Kind.HAND_OVER, Reason.FLOW
        text = reply.text or say("over.flow", language)
        speech = Speech(handover_text(text, language, found.opening), HandedOver())
    decision = Decision(
        kind=kind, state=state, reason=reason, flow=begun or (None if reply.state is None else reply.state.flow)
    )
    return Turn(
        situation=found,
        decision=decision,
        language=language,
        speeches=(speech,),
        facts=reply.facts,
        writes=reply.writes,
    )


def _joined(first: FlowReply, then: FlowReply) -> FlowReply:
    """What both want to be stored."""
    return FlowReply(
        text=then.text,
        content=then.content,
        state=then.state,
        outcome=then.outcome,
        reason=then.reason,
        facts=(*first.facts, *then.facts),
        answers=then.answers or first.answers,
        writes=(*first.writes, *then.writes),
    )


def _with_flow(state: State, flow: FlowState | None) -> State:
    return replace(state, flow=flow, failures=0)


def _alike(said: set[str], text: str, way: str) -> bool:
    wanted = set(folded_words(way))
    common = len(said & wanted)
    return fold(text) == fold(way) or (common >= FEWEST and common / max(len(said | wanted), 1) >= ALIKE)
