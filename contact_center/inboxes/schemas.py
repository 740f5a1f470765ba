"""The shapes of an inbox."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import msgspec

from contact_center.calendars.hours import Hours
from contact_center.patching import patch_of

Text = Annotated[str, msgspec.Meta(max_length=500)]
Locale = Literal["en", "vi"]
Key = Annotated[str, msgspec.Meta(max_length=36)]


class PreChatField(msgspec.Struct, frozen=True, kw_only=True):
    """A question before the first message. key: name, email, phone, or that of a custom field."""

    key: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,49}$")]
    required: bool = False


Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
MustReach = Annotated[str, msgspec.Meta(min_length=2, max_length=100)]


class BotSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the bot answers in an inbox. name: what visitors see; the product's own in a language left out."""

    enabled: bool = False
    name: dict[Locale, Annotated[str, msgspec.Meta(max_length=40)]] = msgspec.field(default_factory=dict)
    avatar: bool = True
    hours: Literal["always", "open", "closed"] = "always"
    """When it answers first, by the inbox's calendar; at other times people do."""
    must_reach: dict[Locale, Annotated[list[MustReach], msgspec.Meta(max_length=200)]] = msgspec.field(
        default_factory=dict
    )
    """Words and phrases with which a person takes over at once, besides the product's own."""
    max_failures: Annotated[int, msgspec.Meta(ge=1, le=5)] = 2
    """The so many-th message in a row that it does not understand brings a person."""
    answer_at: Share = 0.85
    """How sure it must be of an article to answer with it."""
    clarify_at: Share = 0.25
    """How sure it must be that one of a few articles is meant to ask which."""


class InboxSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A brand's look, texts and behaviour; texts by locale, the product's own where one is left out."""

    colour: Annotated[str, msgspec.Meta(pattern="^#[0-9a-fA-F]{6}$")] = "#2563eb"
    title: dict[Locale, Text] = msgspec.field(default_factory=dict)
    greeting: dict[Locale, Text] = msgspec.field(default_factory=dict)
    closed: dict[Locale, Text] = msgspec.field(default_factory=dict)
    """What the widget says out of hours, above the form for a message; in a language left out, the product's own."""
    pre_chat: Annotated[list[PreChatField], msgspec.Meta(max_length=10)] = msgspec.field(default_factory=list)
    """Asked of visitors whom the shop has not identified."""
    files: bool = True
    """Visitors may send files."""
    rating: bool = True
    """Visitors are asked once how a conversation was."""
    transcript: bool = True
    """Visitors may have a transcript by download and by mail."""
    typing_preview: bool = False
    """Agents see what visitors write before they send it, and the widget says so."""
    inactivity_minutes: Annotated[int, msgspec.Meta(ge=0, le=43_200)] = 0
    """An answered conversation in which the visitor says nothing for so long is closed; 0: never."""
    consent: Literal["off", "on_visit", "in_chat"] = "off"
    """Whether and when visitors are asked if staff may see the pages they look at."""
    consent_text: dict[Locale, Text] = msgspec.field(default_factory=dict)
    privacy_url: Annotated[str, msgspec.Meta(max_length=500)] = ""
    """The shop's page about it: http or https, shown beside the question."""
    bot: BotSettings = BotSettings()
    """The first responder; where it is not enabled, people answer from the beginning."""


class InboxView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    channel: str
    allowed_sites: list[str]
    settings: InboxSettings
    calendar: str | None
    """The business calendar that says when somebody answers; none: always."""
    first_shown_at: datetime | None
    """When the widget was first served to a page on one of its sites."""
    version: int
    disabled: bool
    snippet: str
    """The line that puts the widget on a page."""


class NewInbox(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    allowed_sites: list[str] = []
    settings: InboxSettings = InboxSettings()


if TYPE_CHECKING:
    InboxSettingsPatch: TypeAlias = InboxSettings
else:
    InboxSettingsPatch = patch_of(
        InboxSettings, doc="Some of a brand's settings. What is left out stays; what is named is replaced as a whole."
    )


class InboxPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is left out stays as it is, of the settings too: {"settings": {"files": false}} changes that alone."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    allowed_sites: list[str] | None = None
    settings: InboxSettingsPatch | None = None
    calendar: Key | msgspec.UnsetType | None = msgspec.UNSET
    disabled: bool | None = None
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""


class IdentityKey(msgspec.Struct, frozen=True, kw_only=True):
    """With what the shop signs who its signed-in customer is; known to its server alone."""

    key: str
    number: int
    """Counts up with each renewal."""


class NewCalendar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    hours: Hours


class CalendarPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    hours: Hours | None = None
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""


class HoursCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours that are still being written."""

    hours: Hours


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """How some hours stand now. opens_at, closes_at: the next times; none where it never does."""

    open: bool
    opens_at: datetime | None
    closes_at: datetime | None


class CalendarView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    hours: Hours
    outlook: Outlook
    inboxes: list[str]
    """The names of the inboxes that go by it."""
    version: int


class TimeZones(msgspec.Struct, frozen=True):
    """Names of the IANA time zone database, such as Asia/Ho_Chi_Minh."""

    names: list[str]
