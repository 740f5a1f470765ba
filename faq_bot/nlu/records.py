"""What understanding takes and gives. Pure."""

from enum import StrEnum

import msgspec


class EngineName(StrEnum):
    """hybrid: words and sentence vectors together. tfidf: words alone, which needs no encoder's weights. rasa: a server
    that ranks what hybrid or tfidf has found to be in scope; its model is not learned here.
    """

    HYBRID = "hybrid"
    TFIDF = "tfidf"
    RASA = "rasa"


class Question(msgspec.Struct, frozen=True):
    """One way to ask. intent: what it asks for, such as an article's id."""

    text: str
    intent: str


class Answer(msgspec.Struct, frozen=True):
    """The text that answers an intent, such as an article's. body: Markdown."""

    title: str
    summary: str = ""
    body: str = ""


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """What one model learns from, in one language. answers: by intent; they count where every intent has one. tasks:
    intents that are something to be done beside what is answered. How sure an answer is is measured without them:
    whoever asks for one often means an answer on the same thing, and that says nothing of all the other answers.
    """

    locale: str
    questions: tuple[Question, ...]
    answers: dict[str, Answer] = {}
    tasks: tuple[str, ...] = ()


class Ranked(msgspec.Struct, frozen=True):
    """score: comparable within one understanding alone."""

    intent: str
    score: float


class Sign(msgspec.Struct, frozen=True):
    """That a person should take over: request, frustration or must_reach_person; or not_helped: that the answer was no
    good. strength: between 0 and 1; one half is reached by few phrasings of what is published.
    """

    kind: str
    strength: float


class Understanding(msgspec.Struct, frozen=True, kw_only=True):
    """ranked: the likeliest intents, best first. score: how sure that it is any of them, in standard deviations of
    held-out questions' sums (about 0 for an ordinary one); in_scope: whether that reaches the model's threshold.
    right, among_three: the chances that the first of them is what was asked for, and that one of the first three is,
    as they were for questions that the training held out, a fifth of which asked for something that it did not know.
    version: of the model; 0 where it was learned on the spot.
    sign: None where there is none, or none was learned. read: the text as it was understood, without slips of the keys;
    empty where nobody says.
    """

    ranked: tuple[Ranked, ...]
    score: float
    in_scope: bool
    right: float = 0.0
    among_three: float = 0.0
    sign: Sign | None = None
    engine: EngineName
    locale: str
    version: int = 0
    read: str = ""
