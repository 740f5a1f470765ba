"""Who is asking and what may they do: roles and scopes, sessions, API tokens, and the guard against other sites."""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from http.cookies import SimpleCookie
from typing import Any, Literal, NamedTuple, Protocol
from urllib.parse import urlsplit

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from contact_center.db import Database
from contact_center.errors import Forbidden, NotSignedIn, StorageUnavailable
from contact_center.models import Agent, ApiToken, StaffSession
from contact_center.settings import Settings
from contact_center.values import Role


class Scope(StrEnum):
    """What a route asks for. A role is a set of scopes; an API token holds some of its owner's."""

    PROFILE = "profile"
    TOKENS_MANAGE = "tokens:manage"
    CONVERSATIONS_READ = "conversations:read"
    CONVERSATIONS_WRITE = "conversations:write"
    INBOXES_READ = "inboxes:read"
    INBOXES_MANAGE = "inboxes:manage"
    STAFF_READ = "staff:read"
    STAFF_MANAGE = "staff:manage"
    JOBS_MANAGE = "jobs:manage"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    REPLIES_MANAGE = "replies:manage"
    BLOCKS_MANAGE = "blocks:manage"
    REPORTS_READ = "reports:read"
    QUEUES_READ = "queues:read"
    QUEUES_ACT = "queues:act"
    SETTINGS_MANAGE = "settings:manage"
    ROUTING_MANAGE = "routing:manage"
    ARTICLES_READ = "articles:read"
    ARTICLES_WRITE = "articles:write"
    ARTICLES_PUBLISH = "articles:publish"


class Public:
    """The marker of a route that asks for nobody: PUBLIC, instead of a scope."""


PUBLIC = Public()

_AGENT = frozenset(
    {
        Scope.PROFILE,
        Scope.TOKENS_MANAGE,
        Scope.CONVERSATIONS_READ,
        Scope.CONVERSATIONS_WRITE,
        Scope.INBOXES_READ,
        Scope.CUSTOMERS_READ,
        Scope.CUSTOMERS_WRITE,
        Scope.ARTICLES_READ,
        Scope.ARTICLES_WRITE,
    }
)
ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _AGENT
    | {
        Scope.STAFF_READ,
        Scope.REPLIES_MANAGE,
        Scope.BLOCKS_MANAGE,
        Scope.REPORTS_READ,
        Scope.QUEUES_READ,
        Scope.QUEUES_ACT,
        Scope.ARTICLES_PUBLISH,
    },
    Role.ADMINISTRATOR: frozenset(Scope),
}

TOUCH_AFTER = timedelta(minutes=5)
"""How stale the stored time of last use may be, so that not every request writes."""
TOKEN_PREFIX = "cc_"  # noqa: S105


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking. On a public route the kind is anonymous and there is no agent."""

    kind: Literal["session", "token", "anonymous"]
    agent_id: int = 0
    public_id: str = ""
    name: str = ""
    role: Role = Role.AGENT
    scopes: frozenset[Scope] = frozenset()
    locale: str = "en"
    session_id: int | None = None

    @property
    def actor(self) -> str:
        """The principal as a fact names it."""
        return f"agent:{self.agent_id}" if self.agent_id else "system"

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes


ANONYMOUS = Principal(kind="anonymous")


class Installation(Protocol):
    """The part of http.Services that authentication needs."""

    @property
    def settings(self) -> Settings: ...
    @property
    def db(self) -> Database: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...


async def principal_of(connection: HTTPConnection[Any], services: Installation) -> Principal:
    """The agent behind a request or a socket: by bearer token, else by session cookie. Raises NotSignedIn."""
    now = services.clock()
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        kind, _, token = authorization.partition(" ")
        if kind.lower() != "bearer" or not token.startswith(TOKEN_PREFIX):
            raise NotSignedIn("The Authorization header takes a bearer token that begins with cc_.")
        found = await services.db.read(_token_owner, hash_of(token.strip()), now=now)
    else:
        cookie = connection.cookies.get(cookie_name(connection, services.settings))
        if not cookie:
            raise NotSignedIn("Sign in first.")
        idle = timedelta(seconds=services.settings.session_idle)
        found = await services.db.read(_session_owner, hash_of(cookie), now=now, idle=idle)
    if found is None:
        raise NotSignedIn("This sign-in is not valid any more. Sign in again.")
    if found.touch is not None:
        with suppress(StorageUnavailable):  # a full disk must not keep people from reading
            await services.db.write(found.touch, found.row_id, now=now)
    return found.principal


class _Found(NamedTuple):
    principal: Principal
    row_id: int
    touch: Callable[..., None] | None
    """Stores the time of use, where the stored one is stale."""


def _session_owner(tx: Session, token_hash: str, *, now: datetime, idle: timedelta) -> _Found | None:
    row = tx.execute(
        sa.select(Agent, StaffSession)
        .join(StaffSession, StaffSession.agent_id == Agent.id)
        .where(
            StaffSession.token_hash == token_hash,
            StaffSession.expires_at > now,
            StaffSession.last_seen_at > now - idle,
            Agent.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    agent, session = row
    principal = _principal("session", agent, ROLE_SCOPES[Role(agent.role)], session.id)
    return _Found(principal, session.id, _touch_session if session.last_seen_at < now - TOUCH_AFTER else None)


def _token_owner(tx: Session, token_hash: str, *, now: datetime) -> _Found | None:
    row = tx.execute(
        sa.select(Agent, ApiToken)
        .join(ApiToken, ApiToken.agent_id == Agent.id)
        .where(
            ApiToken.token_hash == token_hash,
            sa.or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
            Agent.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    agent, token = row
    # A role may have lost a scope since the token was made: what counts is what its owner may do now.
    scopes = ROLE_SCOPES[Role(agent.role)] & {scope for scope in Scope if scope in token.scopes}
    stale = token.last_used_at is None or token.last_used_at < now - TOUCH_AFTER
    return _Found(_principal("token", agent, scopes, None), token.id, _touch_token if stale else None)


def _principal(
    kind: Literal["session", "token"], agent: Agent, scopes: frozenset[Scope], session_id: int | None
) -> Principal:
    return Principal(
        kind=kind,
        agent_id=agent.id,
        public_id=agent.public_id,
        name=agent.name,
        role=Role(agent.role),
        scopes=scopes,
        locale=agent.locale,
        session_id=session_id,
    )


def _touch_session(tx: Session, session_id: int, *, now: datetime) -> None:
    tx.execute(sa.update(StaffSession).where(StaffSession.id == session_id).values(last_seen_at=now))


def _touch_token(tx: Session, token_id: int, *, now: datetime) -> None:
    tx.execute(sa.update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


# Secrets and cookies -------------------------------------------------------------------------------------------------


def new_secret() -> str:
    """256 random bits as text that is safe in an address and a cookie."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is stored in a secret's place. The secret is random, so a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_https(connection: HTTPConnection[Any], settings: Settings) -> bool:
    """Whether people reach us by TLS: by the public address, or by what a trusted proxy said."""
    return settings.public_url.startswith("https://") or connection.scope["scheme"] in {"https", "wss"}


def cookie_name(connection: HTTPConnection[Any], settings: Settings) -> str:
    """With TLS the name binds the cookie to this very host (the __Host- prefix, RFC 6265bis)."""
    return "__Host-cc_session" if is_https(connection, settings) else "cc_session"


def session_cookie(connection: HTTPConnection[Any], settings: Settings, value: str) -> str:
    """The Set-Cookie header that keeps a session, or with an empty value ends it."""
    name = cookie_name(connection, settings)
    cookie: SimpleCookie = SimpleCookie({name: value})
    cookie[name]["path"] = "/"
    cookie[name]["httponly"] = True
    cookie[name]["samesite"] = "Lax"
    cookie[name]["max-age"] = settings.session_lifetime if value else 0
    if is_https(connection, settings):
        cookie[name]["secure"] = True
    return cookie[name].OutputString()


# Other sites ---------------------------------------------------------------------------------------------------------


def check_origin(headers: Headers, settings: Settings, *, required: bool = True) -> None:
    """Refuse what another site's page sends with our cookie. Raises Forbidden with the code cross_site.

    For writes with a cookie and for sockets. Our own origin is that of public_url; where none is set, the Host that
    the request itself was sent to. required: whether a request that names no origin at all is refused too.
    """
    origin = headers.get("origin")
    if origin is not None:
        own = _is_own(origin, headers, settings)
    else:
        own = headers.get("sec-fetch-site", "" if required else "same-origin") == "same-origin"
    if not own:
        raise Forbidden("This request comes from another site.", code="cross_site")


def _is_own(origin: str, headers: Headers, settings: Settings) -> bool:
    given = urlsplit(origin)
    if settings.public_url:
        public = urlsplit(settings.public_url)
        return (given.scheme, given.netloc.lower()) == (public.scheme, public.netloc.lower())
    return given.scheme in {"http", "https"} and given.netloc.lower() == headers.get("host", "").lower() != ""
