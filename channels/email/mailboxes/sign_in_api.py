"""Signing in to mailboxes at their providers, and what is registered there, over HTTP: for administrators."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from sqlalchemy.orm import Session

from channels.email.failures import failure
from channels.email.mailboxes import registering, service
from channels.email.mailboxes.checking import refusal
from channels.email.mailboxes.schemas import MailboxFailure
from channels.email.oauth import registrations, sign_ins
from channels.email.oauth.providers import Client, Provider, authorize_url, is_safe
from channels.email.oauth.registrations import RegistrationPut, RegistrationView
from contact_center.auth import Scope
from contact_center.errors import Forbidden, NotFound
from contact_center.http import Call, route
from contact_center.models import MailboxSignIn

CALLBACK_PATH = "/oauth/mailboxes"
"""Where providers send the browser back to."""
_PROVIDERS = ("google", "microsoft", "custom")


class RegistrationsView(msgspec.Struct, frozen=True, kw_only=True):
    """redirect_url: what is to be registered with each provider as the address to come back to."""

    redirect_url: str
    google: RegistrationView
    microsoft: RegistrationView
    custom: RegistrationView
    version: int


class NewSignIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """mailbox: whose tokens are to be made anew. address: whose account it has to be, where none is named."""

    provider: Provider
    mailbox: Annotated[str, msgspec.Meta(max_length=36)] | None = None
    address: Annotated[str, msgspec.Meta(max_length=254)] | None = None


class SignInBegun(msgspec.Struct, frozen=True, kw_only=True):
    """url: where the browser goes now."""

    id: str
    url: str


class SignInView(msgspec.Struct, frozen=True, kw_only=True):
    """state: begun, failed, done (the tokens wait for the mailbox to be saved) or used."""

    id: str
    provider: Provider
    state: Literal["begun", "answered", "failed", "done", "used"]
    account: str | None
    mailbox: str | None
    failure: MailboxFailure | None
    expires_at: datetime


async def get_registrations(call: Call) -> RegistrationsView:
    """What is registered with the providers, without secrets."""
    return await call.db.read(_registrations, redirect_url=_redirect_url(call))


def _registrations(tx: Session, *, redirect_url: str) -> RegistrationsView:
    found, version = registrations.stored(tx)
    return RegistrationsView(
        redirect_url=redirect_url,
        google=registrations.view(found.google, "google", registering.signed_in(tx, "google")),
        microsoft=registrations.view(found.microsoft, "microsoft", registering.signed_in(tx, "microsoft")),
        custom=registrations.view(found.custom, "custom", registering.signed_in(tx, "custom")),
        version=version,
    )


async def put_registration(call: Call, provider: str, body: RegistrationPut) -> RegistrationsView:
    """Set what is registered with a provider; its secret is sealed and never shown again.

    Where the token server's scheme, host or port become others, all mailboxes that have signed in by it have to do so
    again: their tokens are forgotten.
    """
    if provider not in _PROVIDERS:
        raise NotFound("There is no such provider.")
    name = msgspec.convert(provider, Provider)
    key, by = call.settings.secret_key, call.principal.actor
    await call.db.write(registering.register, name, body, key=key, by=by, at=call.now)
    return await get_registrations(call)


async def begin_sign_in(call: Call, body: NewSignIn) -> SignInBegun:
    """Begin to sign in at a provider; 422 mailbox_oauth_client where nothing is registered with it."""
    me, session_id, key = call.principal, call.principal.session_id, call.settings.secret_key
    if session_id is None:
        raise Forbidden("A browser in which somebody has signed in is needed for this.")
    expected = (body.address or "").strip().lower() or None

    def unit(tx: Session) -> SignInBegun:
        client, mailbox_id, hint = _client(tx, body, key)
        if not client.client_id or not is_safe(client.authorize_url):
            raise refusal(failure("oauth_client"), "provider")
        begun = sign_ins.begin(
            tx,
            body.provider,
            redirect_url=_redirect_url(call),
            mailbox_id=mailbox_id,
            expected=None if mailbox_id else expected,
            agent_id=me.agent_id,
            session_id=session_id,
            key=key,
            now=call.now,
        )
        url = authorize_url(client, begun.asked, state=begun.state, hint=hint or expected or "")
        return SignInBegun(id=begun.public_id, url=url)

    return await call.db.write(unit)


async def get_sign_in(call: Call, sign_in: str) -> SignInView:
    """What has come of one's own sign-in."""

    def query(tx: Session) -> SignInView:
        row = sign_ins.of_agent(tx, sign_in, agent_id=call.principal.agent_id)
        mailbox = service.mailbox_by_key(tx, row.mailbox_id).public_id if row.mailbox_id else None
        return _view(row, mailbox)

    return await call.db.read(query)


def _client(tx: Session, body: NewSignIn, key: str) -> tuple[Client, int | None, str]:
    """As whom to ask, and the account that is to sign in, of a mailbox that is there. Raises NotFound."""
    if body.mailbox is None:
        return registrations.client_of(tx, body.provider, key=key), None, ""
    account = service.account(tx, body.mailbox, key=key)
    if account.client.provider != body.provider or not account.client.client_id:
        return registrations.client_of(tx, body.provider, key=key), account.id, account.address
    return account.client, account.id, account.incoming.oauth.account or account.address


def _view(row: MailboxSignIn, mailbox: str | None) -> SignInView:
    shown = {"id": row.public_id, "mailbox": mailbox}
    same = {name: getattr(row, name) for name in ("provider", "state", "account", "failure", "expires_at")}
    return msgspec.convert(shown | same, SignInView)


def _redirect_url(call: Call) -> str:
    """By the public address, or else by the one under which the administrator has come."""
    base = call.settings.public_url or str(call.request.base_url)
    return base.rstrip("/") + CALLBACK_PATH


ROUTES = (
    route("GET", "/settings/mail-sign-in", get_registrations, Scope.INBOXES_MANAGE),
    route("PUT", "/settings/mail-sign-in/{provider}", put_registration, Scope.INBOXES_MANAGE),
    route("POST", "/mailbox-sign-ins", begin_sign_in, Scope.INBOXES_MANAGE, status=201, secret=True),
    route("GET", "/mailbox-sign-ins/{sign_in}", get_sign_in, Scope.INBOXES_MANAGE),
)
