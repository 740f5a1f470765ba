"""The shapes of an inbox."""

from typing import Annotated, Literal

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=500)]
Locale = Literal["en", "vi"]


class InboxSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A brand's look and texts; texts by locale."""

    colour: Annotated[str, msgspec.Meta(pattern="^#[0-9a-fA-F]{6}$")] = "#2563eb"
    title: dict[Locale, Text] = msgspec.field(default_factory=dict)
    greeting: dict[Locale, Text] = msgspec.field(default_factory=dict)


class InboxView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    channel: str
    allowed_sites: list[str]
    settings: InboxSettings
    disabled: bool
    snippet: str
    """The line that puts the widget on a page."""


class NewInbox(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    allowed_sites: list[str] = []
    settings: InboxSettings = InboxSettings()


class InboxPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is left out stays as it is."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    allowed_sites: list[str] | None = None
    settings: InboxSettings | None = None
    disabled: bool | None = None
