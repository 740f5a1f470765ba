"""The shapes of intake rules over HTTP, and of trying them."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from contact_center.inboxes.schemas import Key
from routing.records import Need
from routing.setup.schemas import Channel, Condition, Language, Name, Outcome, Shape


class RuleView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    conditions: list[Condition]
    outcome: Outcome
    enabled: bool
    version: int


class NewRule(Shape, frozen=True, kw_only=True):
    name: Name
    conditions: Annotated[list[Condition], Meta(max_length=20)]
    outcome: Outcome
    enabled: bool = True


class RulePatch(Shape, frozen=True, kw_only=True):
    name: Name | UnsetType = UNSET
    conditions: Annotated[list[Condition], Meta(max_length=20)] | UnsetType = UNSET
    outcome: Outcome | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    version: int | None = None


class RuleOrder(Shape, frozen=True, kw_only=True):
    """The rules' public ids in the order in which they are asked from now on; all of them, each once."""

    rules: Annotated[list[Key], Meta(max_length=500)]


class SampleContact(Shape, frozen=True, kw_only=True):
    """A contact as it might come. inbox, labels: public ids. page, referrer: addresses. fields: custom ones, by key."""

    channel: Channel = "webchat"
    inbox: Key | None = None
    language: Language | None = None
    page: Annotated[str, Meta(max_length=2_000)] | None = None
    referrer: Annotated[str, Meta(max_length=2_000)] | None = None
    labels: Annotated[tuple[Key, ...], Meta(max_length=50)] = ()
    hours: Literal["open", "closed"] = "open"
    words: Annotated[str, Meta(max_length=4_000)] = ""
    customer: Literal["known", "new"] = "new"
    fields: Annotated[dict[str, Annotated[str, Meta(max_length=1_000)]], Meta(max_length=50)] = msgspec.field(
        default_factory=dict
    )


class RuleTried(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that was asked. failed: the place of its first condition that does not hold, from 0; none: it matches.

    skipped: it is switched off, and was not asked.
    """

    id: str
    name: str
    failed: int | None = None
    skipped: bool = False


class TryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where a sample contact would go. rule: the first that matches; none: no rule does. queue: public id.

    tried: the rules that were asked until then, in order. queue_gone: the rule's own queue is not there any more, or
    takes nothing of this channel, so that the default one counts.
    """

    rule: str | None
    queue: str
    queue_gone: bool
    needs: tuple[Need, ...]
    priority: int
    tried: list[RuleTried]
