"""What a flow is made of, as its file says it. Pure."""

import hashlib
from typing import Annotated, Literal

import msgspec

Key = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Phrasings = Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=200)]
Check = Literal["text", "email", "phone", "order_number", "date", "address", "name"]
InputType = Literal["text", "email", "phone", "number", "date", "code"]
FIELD_OF: dict[str, InputType] = {"email": "email", "phone": "phone", "date": "date"}
"""The input that the widget offers for a check; for the others it is text."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages. {order} in it stands for the answer or result of that name."""

    en: Text
    vi: Text

    def in_(self, language: str) -> str:
        return self.vi if language == "vi" else self.en


class Ways(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How customers ask for the flow."""

    en: Phrasings
    vi: Phrasings


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The step is taken if the answer or result is one of these, or none of those."""

    key: Key
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """The root. id: within its flow. when: all must hold."""

    id: Key
    when: tuple[When, ...] = ()


class Ask(Step, frozen=True, kw_only=True, tag="ask"):
    """A field to be typed."""

    field: Key
    check: Check = "text"
    text: Words
    label: Words
    placeholder: str = ""


class OptionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: Key
    label: Words


class Choose(Step, frozen=True, kw_only=True, tag="choose"):
    """One of the options that stand here, or of what an action found. The label is kept as `<field>_label`."""

    field: Key
    text: Words
    label: Words
    options: Annotated[tuple[OptionWords, ...], msgspec.Meta(max_length=12)] = ()
    found: Key | None = None


class Confirm(Step, frozen=True, kw_only=True, tag="confirm"):
    """All answers once more, to be confirmed or changed."""

    text: Words


class Verify(Step, frozen=True, kw_only=True, tag="verify"):
    """The customer proves to have the e-mail address that the field holds; skipped where that was done."""

    field: Key = "email"
    text: Words


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to say when an action could not be done. to: the step that is asked again; none: the flow ends."""

    text: Words
    to: Key | None = None


class Do(Step, frozen=True, kw_only=True, tag="do"):
    """An action. not_found, not_allowed: what then; without them a person takes over."""

    action: Key
    not_found: Refusal | None = None
    not_allowed: Refusal | None = None


class ShowPolicy(Step, frozen=True, kw_only=True, tag="policy"):
    """The published policy of this kind, to be read; skipped where there is none. article: the key of one that is shown
    in its place where it is published.
    """

    policy: Literal["returns", "refunds", "warranty", "service_promise"]
    article: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{1,80}$")] = ""
    text: Words


class Finish(Step, frozen=True, kw_only=True, tag="finish"):
    """The end. hands_over: a person carries out what was collected."""

    text: Words
    hands_over: bool = False


AnyStep = Ask | Choose | Confirm | Verify | Do | ShowPolicy | Finish
ASKING = (Ask, Choose, Confirm, Verify, ShowPolicy)
"""The steps that customers see; progress counts these."""


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A flow. needs: what must be there for it to be offered."""

    id: Key
    needs: tuple[Literal["shop"], ...] = ()
    name: Words
    phrasings: Ways
    steps: Annotated[tuple[AnyStep, ...], msgspec.Meta(min_length=1, max_length=40)]

    @property
    def version(self) -> str:
        """A hash of how it works: other words of the phrasings do not change it."""
        made = msgspec.json.encode([self.id, self.steps])
        return hashlib.sha256(made).hexdigest()[:16]
