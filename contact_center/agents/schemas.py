"""What the staff API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from contact_center.auth import Scope
from contact_center.paging import PageQuery
from contact_center.values import Role

Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^\s*[^@\s]+@[^@\s]+\s*$")]
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
Password = Annotated[str, Meta(max_length=1000)]
Token = Annotated[str, Meta(min_length=1, max_length=200)]
ChatLimit = Annotated[int, Meta(ge=0, le=100)]
Locale = Literal["en", "vi"]
ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Weekday = Annotated[int, Meta(ge=1, le=7)]
PanelName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{1,40}$")]
ShortcutKeys = Annotated[str, Meta(max_length=40)]
StaffState = Literal["invited", "active", "disabled"]


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root of bodies: a field that does not exist is an error, not a silent nothing."""


class SignIn(Input, frozen=True, kw_only=True):
    email: Email
    password: Password


class Alert(Input, frozen=True, kw_only=True):
    """How the console tells of one kind of event, besides showing it."""

    sound: bool = True
    desktop: bool = True


_OFF = Alert(sound=False, desktop=False)


class Alerts(Input, frozen=True, kw_only=True):
    """message: in a conversation of one's own. offered: work to accept. waiting: a customer whom nobody has."""

    message: Alert = Alert()
    offered: Alert = Alert()
    assigned: Alert = Alert()
    mentioned: Alert = Alert()
    waiting: Alert = _OFF


class QuietHours(Input, frozen=True, kw_only=True):
    """When nothing sounds or pops up: from begin to end (HH:MM, the next day where end is not later), on these days."""

    on: bool = False
    begin: ClockTime = "18:00"
    end: ClockTime = "08:00"
    days: Annotated[list[Weekday], Meta(max_length=7)] = msgspec.field(default_factory=lambda: list(range(1, 8)))
    """On which they begin: 1 is Monday."""
    time_zone: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")] | None = None
    """IANA; null, or one that the browser does not know, is the browser's."""


class Panels(Input, frozen=True, kw_only=True):
    """The folds of the context panel by name: in which order, and which are shut."""

    order: Annotated[list[PanelName], Meta(max_length=30)] = []
    shut: Annotated[list[PanelName], Meta(max_length=30)] = []


class Preferences(Input, frozen=True, kw_only=True):
    """What the console remembers for its user, in every browser."""

    desktop: bool = False
    """Notifications of the operating system, where the browser lets us."""
    alerts: Alerts = Alerts()
    volume: Annotated[int, Meta(ge=0, le=100)] = 60
    quiet: QuietHours = QuietHours()
    density: Literal["compact", "comfortable"] = "compact"
    single_keys: bool = True
    """Shortcuts without Ctrl or Alt (WCAG 2.1.4)."""
    shortcuts: Annotated[dict[PanelName, ShortcutKeys], Meta(max_length=60)] = {}
    """By action, where it is not the usual one; empty: none."""
    panels: Panels = Panels()
    new_mail_inbox: Annotated[str, Meta(max_length=36)] | None = None
    """From whose mailbox the last new mail was written; the next one begins with it."""


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever is signed in, with what they may do."""

    id: str
    name: str
    email: str
    role: Role
    locale: str
    scopes: list[Scope]
    preferences: Preferences


class MeChange(Input, frozen=True, kw_only=True):
    """What is left out stays."""

    name: Name | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET


class PasswordChange(Input, frozen=True, kw_only=True):
    current: Password
    password: Password


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in browser. last_seen_at may be five minutes behind."""

    id: str
    current: bool
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class TokenView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewToken(Input, frozen=True, kw_only=True):
    name: Name
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=50)]
    expires_at: datetime | None = None
    """None: until it is revoked."""


class CreatedToken(msgspec.Struct, frozen=True, kw_only=True):
    """The only answer that holds the token itself."""

    token: str
    view: TokenView


class StaffFilter(PageQuery, frozen=True, kw_only=True):
    """role and state narrow the list."""

    role: Role | None = None
    state: StaffState | None = None


class StaffView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the staff. chat_limit: their own; null where the installation's holds."""

    id: str
    name: str
    email: str
    role: Role
    locale: str
    chat_limit: int | None
    state: StaffState
    created_at: datetime


class Invitation(Input, frozen=True, kw_only=True):
    email: Email
    name: Name
    role: Role
    locale: Locale = "en"
    chat_limit: ChatLimit | None = None


class StaffChange(Input, frozen=True, kw_only=True):
    """What is left out stays; a chat_limit of null means the installation's."""

    name: Name | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    chat_limit: ChatLimit | UnsetType | None = UNSET


class ResetRequest(Input, frozen=True, kw_only=True):
    email: Email


class LinkAccepted(Input, frozen=True, kw_only=True):
    """From the page behind an invitation's or a reset's link."""

    token: Token
    password: Password


class LinkOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose link was accepted: the address to sign in with."""

    email: str


class FirstAdministrator(Input, frozen=True, kw_only=True):
    """From the page behind the first administrator's link."""

    token: Token
    email: Email
    name: Name
    password: Password
    locale: Locale = "en"
