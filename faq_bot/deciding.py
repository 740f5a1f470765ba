"""What the bot does with a message: answer, ask back, guide, offer a person, hand over, or nothing. Pure.

It hands over on request at any time, where a person must know, where the customer is upset, and where it fails again.
It never loops: an article that was refused is not said again, the same choice is not asked for twice, and every turn in
which it gets no further counts towards the handover. What it may answer with is given to it: it makes nothing up.
"""

from msgspec.structs import replace

from contact_center.folding import fold
from faq_bot import choices
from faq_bot.flows.checks import order_number_in
from faq_bot.signs import frustration, must_reach, own_case, request, smalltalk
from faq_bot.signs.phrases import Word, words
from faq_bot.signs.smalltalk import Courtesy
from faq_bot.state import (
    AGAIN,
    FURTHER,
    Candidate,
    Decision,
    Heard,
    Kind,
    Limits,
    Reason,
    Sign,
    State,
    Understood,
    Waiting,
)

SHOWN = 3
"""Articles and flows to choose from, at most."""
WORTH_SHOWING = 0.04
"""The probability from which on an article or a flow is among the choices."""
LEAST_FIRST = 0.2
"""The probability that the likeliest must have for the bot to ask back at all, and what is suggested to agents."""
DOUBTFUL = 0.4
"""Below it asking back is no better than an offer of a person, and counts as a failure."""
BEGINS_AT, BEGINS_WITH_NUMBER_AT = 0.5, 0.25
"""The probability from which on a flow begins where the customer speaks of a case of their own, or names an order."""
REPEATS = 2
"""The same words again so often are frustration."""
SURELY, CLEARLY, FAINTLY = 0.85, 0.4, 0.2
"""The strength of a learned sign that is enough where the bot would answer or guide, ask back, or has no answer."""
NO_GOOD = 0.5
"""The strength from which on a customer says that the answer, or none of the choices, was any good."""
KEPT = 12
"""Articles that are remembered as answered or refused; more than a conversation has."""


def first_look(state: State, heard: Heard, limits: Limits, titles: dict[str, str]) -> Decision | None:
    """What can be decided without understanding the question; None: it has to be understood."""
    said = words(heard.text)
    state = _heard(state, heard, said)
    at_once = _at_once(state, heard, said, limits)
    if at_once is not None:
        return at_once
    pressed = heard.choice or choices.meant(state, heard.text, titles)
    if pressed is not None and (decided := _pressed(state, pressed, limits)) is not None:
        return decided
    if heard.files and not said:
        return _hand_over(state, Reason.FILE)
    if not said:
        return _stuck(state, limits, Kind.REPHRASE)
    if request.asks_who(said) and len(said) <= smalltalk.LONGEST:
        return Decision(kind=Kind.WHO, state=_fresh(state))
    if (topic := smalltalk.wish(said)) is not None:
        return Decision(kind=Kind.COURTESY, state=_quiet(state), topic=topic)
    if (courtesy := smalltalk.courtesy(said)) is not None:
        return _courteous(state, courtesy)
    if heard.choice is None and len("".join(word.letters for word in said)) == 1:
        return _stuck(state, limits, Kind.REPHRASE)
    return None


def decide(state: State, heard: Heard, understood: Understood, limits: Limits) -> Decision:
    """With what the engine has understood, where first_look has decided nothing."""
    said = words(heard.text)
    state = _heard(state, heard, said)
    if understood.flow is not None:
        return Decision(kind=Kind.GUIDE, state=_fresh(state), flow=understood.flow)
    if heard.choice is None and request.asks_for_call(said) and _sure_flow(understood.candidates, limits) is None:
        return _hand_over(state, Reason.REQUEST)
    own = heard.choice is None and own_case.is_own_case(heard.text, said)
    least = BEGINS_WITH_NUMBER_AT if order_number_in(heard.text) else BEGINS_AT
    begun = _begun(state, understood.candidates, least) if own else None
    decision = begun or _by_candidates(state, understood, limits)
    if heard.choice is None and understood.sign is not None:
        return _with_sign(state, understood.sign, understood.candidates, decision, limits)
    return decision


def _with_sign(state: State, sign: Sign, found: tuple[Candidate, ...], decision: Decision, limits: Limits) -> Decision:
    """The surer the bot is of what it would say, the stronger must be what speaks for a person."""
    if decision.kind is Kind.GUIDE and sign.reason is Reason.REQUEST:
        return decision  # a flow, such as a callback, is what is wished for
    if sign.reason is not Reason.NOT_HELPED:
        sure = {Kind.ANSWER: SURELY, Kind.GUIDE: SURELY, Kind.CLARIFY: FAINTLY if state.failures else CLEARLY}
        return _hand_over(state, sign.reason) if sign.strength >= sure.get(decision.kind, FAINTLY) else decision
    if sign.strength < NO_GOOD or decision.kind in (Kind.ANSWER, Kind.GUIDE):
        return decision
    if state.waiting is Waiting.CHOICE:
        return _none_of_them(state)
    if state.waiting is Waiting.HELPED:
        likely = sum(each.probability for each in _usable(state, found)[:SHOWN] if each.article not in state.about)
        return _not_helped(state, limits, found if likely >= limits.clarify_at else state.rest)
    return decision


def _heard(state: State, heard: Heard, said: list[Word]) -> State:
    """The state with what a message says of the customer's temper."""
    if heard.choice is not None:
        return state
    folded = fold(heard.text)[:300]
    again = bool(folded) and folded == state.last
    anger = frustration.anger(heard.text, said)
    temper = state.temper + anger if anger else state.temper // 2
    return replace(state, last=folded, repeats=state.repeats + 1 if again else 0, temper=temper)


def _at_once(state: State, heard: Heard, said: list[Word], limits: Limits) -> Decision | None:
    """What brings a person whatever else is said."""
    if heard.choice == choices.PERSON or (heard.choice is None and request.asks_for_person(said)):
        return _hand_over(state, Reason.REQUEST)
    if heard.choice is not None:
        return None
    if must_reach.must_reach(said, limits.must_reach) is not None:
        return _hand_over(state, Reason.MUST_REACH)
    if state.temper >= frustration.UPSET or state.repeats >= REPEATS:
        return _hand_over(state, Reason.FRUSTRATION)
    if heard.lately >= limits.a_minute or heard.ever >= limits.ever:
        return _hand_over(state, Reason.FLOOD)
    return None


def _pressed(state: State, choice: str, limits: Limits) -> Decision | None:
    """None where the choice is none that can be taken now."""
    if choice.startswith(choices.FLOW):
        return Decision(kind=Kind.GUIDE, state=_fresh(state), flow=choice.removeprefix(choices.FLOW))
    if choice.startswith(choices.ARTICLE):
        key = choice.removeprefix(choices.ARTICLE)
        return _answer(state, key, state.rest) if key in state.about else None
    if state.waiting is Waiting.HELPED:
        if choice == choices.YES:
            return Decision(kind=Kind.HELPED, state=_fresh(state))
        if choice in (choices.NO, choices.NONE):
            return _not_helped(state, limits, state.rest)
    if state.waiting is Waiting.CHOICE and choice in (choices.NONE, choices.NO):
        return _none_of_them(state)
    if state.waiting is Waiting.PERSON:
        if choice == choices.YES:
            return _hand_over(state, Reason.NOT_UNDERSTOOD)
        if choice in (choices.NO, choices.NONE):
            return Decision(kind=Kind.COURTESY, state=_quiet(state), topic="go_on")
    return None


def _none_of_them(state: State) -> Decision:
    refused = _added(state.refused, state.about)
    return _hand_over(replace(state, refused=refused), Reason.NOT_UNDERSTOOD, rejected=True)


def _not_helped(state: State, limits: Limits, rest: tuple[Candidate, ...]) -> Decision:
    """Something else that may have been meant, else a person. rest: what that may be."""
    state = replace(state, refused=_added(state.refused, state.about), failures=state.failures + 1)
    others = _usable(state, rest)
    if state.failures >= limits.max_failures or not others:
        return _hand_over(state, Reason.NOT_HELPED, rejected=True)
    asking = _clarify(state, others)
    if asking is None:
        return _hand_over(state, Reason.NOT_HELPED, rejected=True)
    return replace(asking, rejected=True)


def _courteous(state: State, courtesy: Courtesy) -> Decision:
    if courtesy is Courtesy.THANKS and state.waiting is Waiting.HELPED:
        return Decision(kind=Kind.HELPED, state=_fresh(state))
    if courtesy is Courtesy.OK and state.answered:
        return Decision(kind=Kind.SILENT, state=state)
    return Decision(kind=Kind.COURTESY, state=state, topic=courtesy.value)


def _by_candidates(state: State, understood: Understood, limits: Limits) -> Decision:
    others = _usable(state, understood.candidates)
    if understood.further is not None:
        return _answer(state, understood.further, others, topic=FURTHER)
    if understood.each and not {*state.answered, *state.refused}.intersection(understood.each):
        return _answer(state, understood.each[0], (), others=understood.each[1:])
    if others and others[0].probability >= limits.answer_at:
        if _is_torn(others) and (asking := _clarify(state, others)) is not None:
            return asking
        if (flow := _sure_flow(others, limits)) is not None:
            return Decision(kind=Kind.GUIDE, state=_fresh(state), flow=flow)
        if others[0].article not in state.answered:
            return _answer(state, others[0].article, others[1:])
        if _may_point_again(state, others[0].article):
            return _answer(state, others[0].article, others[1:], topic=AGAIN)
        # In other words at once, or once too often: what was said did not help.
        state = replace(state, failures=state.failures + 1, refused=_added(state.refused, (others[0].article,)))
        others = _usable(state, others)
        if state.failures >= limits.max_failures:
            return _hand_over(state, Reason.NOT_HELPED, rejected=True)
    if state.waiting is Waiting.CHOICE:  # it was asked already, and nothing was chosen
        state = replace(state, failures=state.failures + 1)
        if state.failures >= limits.max_failures:
            return _hand_over(state, Reason.NOT_UNDERSTOOD)
    return _asked_back(state, others, limits) or _stuck(state, limits, Kind.OFFER)


def _may_point_again(state: State, article: str) -> bool:
    """Once for each: who asks the same later, or in the same words, has not said that the answer was no good."""
    reworded = state.waiting is Waiting.HELPED and article in state.about and not state.repeats
    return article not in state.again and not reworded


def _asked_back(state: State, others: tuple[Candidate, ...], limits: Limits) -> Decision | None:
    """None where the chances are too low. Where they are doubtful it counts as a failure, if not counted already."""
    likely = sum(each.probability for each in others[:SHOWN])
    if not others or likely < limits.clarify_at or others[0].probability < LEAST_FIRST:
        return None
    if others[0].probability < DOUBTFUL and state.waiting is not Waiting.CHOICE:
        if state.failures + 1 >= limits.max_failures:
            return None
        state = replace(state, failures=state.failures + 1)
    return _clarify(state, others)


def _begun(state: State, found: tuple[Candidate, ...], least: float) -> Decision | None:
    """The flow that is wanted for a case of the customer's own, whatever article there is on the same thing."""
    likely = [each.article for each in _usable(state, found)[:2] if each.probability >= least]
    flow = next(filter(None, map(choices.flow_of, likely)), None)
    return None if flow is None else Decision(kind=Kind.GUIDE, state=_fresh(state), flow=flow)


def _sure_flow(found: tuple[Candidate, ...], limits: Limits) -> str | None:
    """The id of the flow that is asked for, where that is sure."""
    return choices.flow_of(found[0].article) if found and found[0].probability >= limits.answer_at else None


def _is_torn(found: tuple[Candidate, ...]) -> bool:
    """Whether an article may be meant as well as a guided flow, such as on the same thing."""
    worth = [each for each in found[:SHOWN] if each.probability >= WORTH_SHOWING]
    return len({choices.flow_of(each.article) is None for each in worth}) > 1


def _answer(
    state: State, article: str, rest: tuple[Candidate, ...], *, topic: str = "", others: tuple[str, ...] = ()
) -> Decision:
    left, about = tuple(each for each in rest if each.article != article), (article, *others)
    after = replace(
        state, failures=0, answered=_added(state.answered, about), waiting=Waiting.HELPED, about=about,
        rest=left, again=_added(state.again, (article,)) if topic == AGAIN else state.again,
    )  # fmt: skip
    return Decision(kind=Kind.ANSWER, state=after, article=article, articles=others, topic=topic)


def _clarify(state: State, others: tuple[Candidate, ...]) -> Decision | None:
    """None where there is nothing to choose from that was not asked before."""
    worth = [each for each in others[:SHOWN] if each.probability >= WORTH_SHOWING]
    keys = tuple(each.article for each in worth)
    asked = "|".join(sorted(keys))
    if not keys or asked in state.asked:
        return None
    after = replace(state, asked=_added(state.asked, (asked,)), waiting=Waiting.CHOICE, about=keys, rest=others)
    return Decision(kind=Kind.CLARIFY, state=after, articles=keys)


def _stuck(state: State, limits: Limits, kind: Kind) -> Decision:
    """It gets no further: an offer of a person or a wish for other words, and the next time a person."""
    state = replace(state, failures=state.failures + 1)
    if state.failures >= limits.max_failures:
        return _hand_over(state, Reason.NOT_UNDERSTOOD)
    waiting = Waiting.PERSON if kind is Kind.OFFER else Waiting.NOTHING
    return Decision(kind=kind, state=replace(state, waiting=waiting, about=(), rest=()))


def _hand_over(state: State, reason: Reason, *, rejected: bool = False) -> Decision:
    return Decision(kind=Kind.HAND_OVER, state=_quiet(state), reason=reason, rejected=rejected)


def _usable(state: State, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return tuple(each for each in found if each.article not in state.refused)


def _quiet(state: State) -> State:
    """The bot wants to know nothing."""
    return replace(state, waiting=Waiting.NOTHING, about=(), rest=())


def _fresh(state: State) -> State:
    """All is well."""
    return replace(_quiet(state), failures=0, repeats=0)


def _added(known: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *new)))[-KEPT:]
