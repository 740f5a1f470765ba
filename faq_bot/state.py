"""What the bot remembers of a conversation, what it hears, and what it decides. Pure; the state is kept as JSON."""

from enum import StrEnum

import msgspec

from faq_bot.flows.records import FlowState


class Kind(StrEnum):
    """What the bot does with a message. Of every one but silent and handover the bot goes on having it."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    GUIDE = "guide"
    OFFER = "offer"
    """It has no answer, and offers a person."""
    HAND_OVER = "hand_over"
    COURTESY = "courtesy"
    HELPED = "helped"
    """The customer says that the answer helped."""
    REPHRASE = "rephrase"
    """The customer is asked for words."""
    WHO = "who"
    SILENT = "silent"
    SUGGEST = "suggest"
    """Of a mail: it tells the agents what may be the answer."""


class Reason(StrEnum):
    """Why a person takes over."""

    REQUEST = "request"
    FRUSTRATION = "frustration"
    MUST_REACH = "must_reach_person"
    NOT_UNDERSTOOD = "not_understood"
    NOT_HELPED = "not_helped"
    FLOOD = "flood"
    FLOW = "flow"
    FAULT = "fault"
    OFF = "off"
    FILE = "file"


class Waiting(StrEnum):
    """What the bot's last message wants to know."""

    NOTHING = ""
    HELPED = "helped"
    CHOICE = "choice"
    PERSON = "person"


class Candidate(msgspec.Struct, frozen=True):
    """An article that may be meant, or a flow by its key (choices.FLOW). probability: that it is this one."""

    article: str
    probability: float


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """seen: the staff_seq of the last message of the customer's that was dealt with. failures: in a row. answered: the
    articles that were answers; again: those that were pointed to once more; refused: those that did not help or were
    not meant. asked: lists of articles that were offered to choose from, each as one text. waiting: what the last
    message wants to know, of which articles, and with which question. rest: what else the last question may have meant.
    last: the last message, folded; repeats: how often it came in a row. temper: anger of the messages so far, halved by
    each calm one. foreign: messages in a row in another language than the conversation's.
    """

    seen: int = 0
    failures: int = 0
    answered: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    waiting: Waiting = Waiting.NOTHING
    about: tuple[str, ...] = ()
    rest: tuple[Candidate, ...] = ()
    last: str = ""
    repeats: int = 0
    temper: int = 0
    foreign: int = 0
    flow: FlowState | None = None
    left: FlowState | None = None
    """A flow that was left for another one, and can be gone on with."""
    answers: tuple[dict[str, str], ...] = ()
    """What guided flows have collected that staff carry on with: field, label and value of each."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer has said since the bot last spoke. text: cut to length. choice: of the button, if it was one
    that the bot's newest message has. files: there are some. lately: messages typed in the minute before; ever: turns
    in this conversation.
    """

    text: str
    choice: str | None = None
    files: bool = False
    lately: int = 0
    ever: int = 0


class Sign(msgspec.Struct, frozen=True):
    """Why a person should take over, as it was learned; NOT_HELPED: that what was said before is no good.

    strength: between 0 and 1; few routine questions reach one half.
    """

    reason: Reason
    strength: float


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine makes of it: the articles that may be meant and that may be shown, the likeliest first.

    engine: its name and the version of what it has learned, such as "hybrid 7".
    """

    candidates: tuple[Candidate, ...] = ()
    sign: Sign | None = None
    score: float | None = None
    engine: str | None = None
    flow: str | None = None
    """A guided flow that is asked for."""
    each: tuple[str, ...] = ()
    """Where several things are asked for, and all of them surely: the articles, in order."""
    further: str | None = None
    """The article that was just the answer, where it has more that answers what is asked on."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """answer_at, clarify_at, max_failures, must_reach: as an inbox sets them. a_minute: messages; ever: turns."""

    answer_at: float = 0.85
    clarify_at: float = 0.25
    max_failures: int = 2
    must_reach: tuple[str, ...] = ()
    a_minute: int = 12
    ever: int = 80


AGAIN, FURTHER = "again", "further"


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """article: of an answer. articles: of one to several questions the others, else offered to choose from. flow:
    begun. topic: of a courtesy; AGAIN of an answer that was given before, FURTHER of more of the last one.
    """

    kind: Kind
    state: State
    article: str | None = None
    articles: tuple[str, ...] = ()
    flow: str | None = None
    reason: Reason | None = None
    topic: str = ""
    rejected: bool = False
    """The customer says no to what was said before."""
