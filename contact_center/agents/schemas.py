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
StaffState = Literal["invited", "active", "disabled"]


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root of bodies: a field that does not exist is an error, not a silent nothing."""


class SignIn(Input, frozen=True, kw_only=True):
    email: Email
    password: Password


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever is signed in, with what they may do."""

    id: str
    name: str
    email: str
    role: Role
    locale: str
    scopes: list[Scope]


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


class FirstAdministrator(Input, frozen=True, kw_only=True):
    """From the page behind the first administrator's link."""

    token: Token
    email: Email
    name: Name
    password: Password
    locale: Locale = "en"
