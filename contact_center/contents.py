"""What a message shows beside its text: what the bot offers to choose from, and what a customer has chosen. Pure.

Everybody in the conversation sees it, so nothing here is for staff alone. A reader that knows none of it has the text,
which says the same.
"""

from typing import Annotated, Literal

import msgspec

from contact_center.values import PublicKey

ChoiceId = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_.:-]{1,100}$")]
NO_CHOICES: tuple["Choice", ...] = ()


class Choice(msgspec.Struct, frozen=True):
    """A button; its label is what the customer then says."""

    id: ChoiceId
    label: str


class Content(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """The root. Choices may be taken as long as nobody has written after them."""

    choices: tuple[Choice, ...] = NO_CHOICES


class ArticleAnswer(Content, frozen=True, kw_only=True, tag="article"):
    """The text is the article's; path: where all of it can be read, on our own origin. The choices ask whether it
    helped.
    """

    article: str
    """Its public id."""
    locale: str
    title: str
    path: str


class Question(Content, frozen=True, kw_only=True, tag="question"):
    """Something is asked back, or offered."""


class StepInput(msgspec.Struct, frozen=True, kw_only=True):
    """What a step of a flow asks for, so that the widget can offer the fitting field."""

    type: Literal["text", "email", "phone", "number", "date", "code"]
    label: str
    placeholder: str = ""
    longest: int = 500
    """Characters."""


class FlowStep(Content, frozen=True, kw_only=True, tag="step"):
    """A step of a guided flow: the number of this one, from 1, of so many. input: none where only choices are taken."""

    flow: str
    title: str
    step: int
    steps: int
    input: StepInput | None = None
    error: str | None = None
    """What was wrong with the answer before."""


class HandedOver(Content, frozen=True, kw_only=True, tag="handed_over"):
    """A person takes over from here on."""


class Chosen(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="chosen"):
    """Of a customer's message: the public id of the message that offered it, and the choice. The text is its label."""

    message: PublicKey
    choice: ChoiceId


AnyContent = ArticleAnswer | Question | FlowStep | HandedOver | Chosen
