"""The shapes of what the bot tells staff over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contact_center.inboxes.schemas import Key, Locale
from contact_center.realtime.staff_frames import AgentRef
from contact_center.visits.schemas import CartLine, Page
from knowledge_base.part_schemas import ArticlePickText, Phrasing
from knowledge_base.schemas import Shape, Title

Mark = Literal["right", "wrong"]


class NamedArticle(msgspec.Struct, frozen=True, kw_only=True):
    """An article that the bot speaks of. id, path: none where readers do not have it any more, or it is a flow."""

    key: str
    title: str
    id: str | None = None
    path: str | None = None


# The packet ----------------------------------------------------------------------------------------------------------


class BotTurnView(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot made of something that the customer wrote. message: the customer's, by its public id.

    intent: the likeliest article. probability: how sure the bot was of it, 0 to 1. article: the one that was the
    answer; offered: those that were offered to choose from. flow: the name of the guided flow that began. rejected:
    none of it was meant, or it did not help. asked: the question that it deals with, its own or the one before where
    the customer pressed a button; empty: none, so that there is nothing to mark.
    """

    id: str
    message: str
    at: datetime
    question: str
    asked: str
    locale: str
    decision: str
    reason: str | None
    intent: NamedArticle | None
    probability: float | None
    engine: str | None
    article: NamedArticle | None
    offered: list[NamedArticle]
    flow: str | None
    rejected: bool
    helped: bool | None
    sentiment: str
    mark: Mark | None
    marked_by: AgentRef | None
    marked_at: datetime | None
    right_article: NamedArticle | None


GuideEnd = Literal["done", "cancelled", "hands_over", "open"]


class BotGuide(msgspec.Struct, frozen=True, kw_only=True):
    """A guided flow that the customer was led through. flow: its id. ended: open where it was left in the middle. step:
    where it stands or ended; none where that asks for nothing. back: going back was the last that the customer did in
    it.
    """

    flow: str
    name: str
    at: datetime
    ended: GuideEnd
    step: str | None = None
    back: bool = False


class BotAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer has answered in a guided flow. value: none for those who may not see what is private; masked:
    the same with most of it hidden, where it is private; else none.
    """

    label: str
    value: str | None
    masked: str | None


class MailSuggestion(msgspec.Struct, frozen=True, kw_only=True):
    """An article that may be the answer to a mail. chance: that it is, 0 to 1. excerpt: what of it fits the question.
    answer: the same with the link, as it goes into a reply.
    """

    article: ArticlePickText
    chance: float
    excerpt: str
    answer: str


class MailHint(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot makes of the customer's newest mail while nobody has answered it. turn: by which it is marked."""

    turn: str
    suggestions: list[MailSuggestion]


class BotPacket(msgspec.Struct, frozen=True, kw_only=True):
    """What the next one should know of the bot's part. started_at: none where it had none.

    matter: of what kind are the words that had to bring a person: legal, health, payment or privacy; none of others.
    suggested: articles that may be the answer to the latest matter, the likeliest first. turns: the oldest first;
    left_out: so many older ones. guides: the oldest first. pages: the last ones before the conversation, read: articles
    that were read in the help, each the newest first, and with consent alone. mail: of a conversation by mail.
    """

    started_at: datetime | None = None
    handed_over_at: datetime | None = None
    reason: str | None = None
    matter: str | None = None
    outcome: str | None = None
    language: str | None = None
    sentiment: str = "neutral"
    intent: NamedArticle | None = None
    probability: float | None = None
    turns: list[BotTurnView] = []
    left_out: int = 0
    guides: list[BotGuide] = []
    answers: list[BotAnswer] = []
    suggested: list[ArticlePickText] = []
    pages: list[Page] = []
    read: list[Page] = []
    cart: list[CartLine] = []
    mail: MailHint | None = None


class NewMark(Shape, frozen=True, kw_only=True):
    """right_article: by its public id, the one that would have been right."""

    mark: Mark
    right_article: Key | None = None


# What it could not answer --------------------------------------------------------------------------------------------

GapKind = Literal["wrong", "unanswered", "search", "right"]


class GapConversation(msgspec.Struct, frozen=True, kw_only=True):
    """number: that people say of it."""

    id: str
    number: int


class GapView(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that ask the same. key: stays while they are open. kind: wrong, as an agent or the customer says;
    unanswered; search: somebody searched the help centre and opened nothing, which is kept without case and marks;
    right, as an agent says, so that they may become phrasings. counts: how many of each.

    examples: different wordings, the best written first, then the commonest. article: that agents name as the right
    one (named), or the likeliest where that is worth a look and nobody called it wrong; likely: more likely than not.
    """

    key: str
    locale: Locale
    kind: GapKind
    count: int
    counts: dict[GapKind, int]
    examples: list[str]
    article: NamedArticle | None
    likely: bool
    named: bool
    conversations: list[GapConversation]
    first_at: datetime
    last_at: datetime


class Gaps(msgspec.Struct, frozen=True, kw_only=True):
    """The most frequent first. questions: how many are open in all; those beyond the newest few thousand wait."""

    items: list[GapView]
    questions: int


class GapsQuery(Shape, frozen=True, kw_only=True):
    kind: GapKind | None = None
    locale: Locale | None = None


class GapsDismissal(Shape, frozen=True, kw_only=True):
    """gaps: by their keys."""

    gaps: Annotated[list[Key], Meta(min_length=1, max_length=200)]


class GapDraft(Shape, frozen=True, kw_only=True):
    """title: where it is left out, the commonest question."""

    title: Title | None = None


class GapPhrasing(Shape, frozen=True, kw_only=True):
    """article: by its public id. texts: the wordings that become phrasings; all of them where it is left out."""

    article: Key
    texts: Annotated[list[Phrasing], Meta(min_length=1, max_length=50)] | None = None


class GapClosing(msgspec.Struct, frozen=True, kw_only=True):
    """article: by its public id. phrasings: how many were added. questions: how many were closed."""

    article: str
    phrasings: int
    questions: int


# The report ----------------------------------------------------------------------------------------------------------


class BotReportQuery(Shape, frozen=True, kw_only=True):
    """inbox: by its public id. since, until: when the bot began, until is not included."""

    inbox: Key | None = None
    since: Annotated[datetime, Meta(tz=True)] | None = None
    until: Annotated[datetime, Meta(tz=True)] | None = None


class Outcomes(msgspec.Struct, frozen=True, kw_only=True):
    """Of conversations that the bot had. going_on: nothing has come of them yet.

    Shares are percent of those that something has come of (resolved + abandoned + escalated); none where there are
    none of these.
    """

    conversations: int
    resolved: int
    abandoned: int
    escalated: int
    going_on: int
    resolved_share: float | None
    abandoned_share: float | None
    escalated_share: float | None


class IntentOutcomes(msgspec.Struct, frozen=True, kw_only=True):
    """intent: the last article that was an answer in the conversation, else the likeliest of its last question; none:
    nothing was understood.
    """

    intent: NamedArticle | None
    outcomes: Outcomes


class BotReport(msgspec.Struct, frozen=True, kw_only=True):
    """intents: the most frequent first. reasons: why it handed over, how often."""

    all: Outcomes
    intents: list[IntentOutcomes]
    reasons: dict[str, int]
