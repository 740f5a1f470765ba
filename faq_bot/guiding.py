"""The bot's side of guided flows: when one begins, goes on, is interrupted by a question, and ends."""

from msgspec.structs import replace

from contact_center.contents import Choice, HandedOver, Question
from contact_center.folding import fold, folded_words
from faq_bot import choices
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
        said = set(folded_words(text))
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
        return self._with_way_back(turn, state, language) if reply.outcome is FlowOutcome.CANCELLED else turn

    def _with_way_back(self, turn: Turn, left: FlowState, language: Language) -> Turn:
        """Of a flow that was cancelled, if it may be begun again."""
        key = choices.FLOW + left.flow
        if key not in self.names(language):
            return turn
        again = Question(choices=(Choice(key, say("flow.again", language)),))
        return replace(turn, speeches=(Speech(turn.speeches[0].text, again),))

    def begin(self, found: Situation, decision: Decision, language: Language, context: FlowContext) -> Turn:
        """The first step, or the current one of a flow under way; where it is not offered any more, a person."""
        under_way = found.state.flow
        try:
            if self._flows is None:
                raise KeyError(decision.flow)
            if under_way is not None and under_way.flow == decision.flow:
                return _turn(found, self._flows.resume(under_way, context), language)
            reply = self._flows.start(decision.flow or "", context, "" if found.heard.choice else found.heard.text)
        except KeyError:
            gone = replace(decision, kind=Kind.HAND_OVER, reason=Reason.FLOW)
            text = handover_text(say("over.flow", language), language, found.opening)
            return Turn(situation=found, decision=gone, language=language, speeches=(Speech(text, HandedOver()),))
        return _turn(found, reply, language, begun=decision.flow)

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
