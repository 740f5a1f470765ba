"""The applications that an installation has registered with providers; their secrets are sealed."""

from typing import Annotated, Any

import msgspec
from sqlalchemy.orm import Session

from channels.email.oauth.providers import Client, Provider, endpoints_of, is_safe
from contact_center import installation
from contact_center.errors import InvalidInput, SealBroken
from contact_center.sealing import seal, unseal

KEY = "mail.oauth"
Text = Annotated[str, msgspec.Meta(max_length=500)]
Tenant = Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[A-Za-z0-9.-]*$")]


class Registration(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """tenant: of Microsoft alone. The addresses and the scope take the place of the provider's own."""

    client_id: str = ""
    secret: str = ""
    """Sealed."""
    tenant: str = ""
    authorize_url: str = ""
    token_url: str = ""
    userinfo_url: str = ""
    scope: str = ""


class Registrations(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    google: Registration = Registration()
    microsoft: Registration = Registration()
    custom: Registration = Registration()


class RegistrationView(msgspec.Struct, frozen=True, kw_only=True):
    """Without its secret. The addresses and the scope are empty where the provider's own are used.

    usual_token_url: the provider's own. signed_in: the addresses of the mailboxes that have signed in by it; they have
    to do so again where the token server's host becomes another.
    """

    client_id: str
    has_secret: bool
    tenant: str
    authorize_url: str
    token_url: str
    userinfo_url: str
    scope: str
    usual_token_url: str
    signed_in: list[str]


class RegistrationPut(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """client_secret: left out, it stays as it is, unless the client ID or the token server are others now."""

    version: int
    """The one that was read: 409 changed_meanwhile where somebody else has saved since."""
    client_id: Text = ""
    client_secret: Annotated[str, msgspec.Meta(max_length=5_000)] | None = None
    tenant: Tenant = ""
    authorize_url: Text = ""
    token_url: Text = ""
    userinfo_url: Text = ""
    scope: Text = ""


def stored(tx: Session) -> tuple[Registrations, int]:
    """With their version."""
    found, version = installation.stored(tx, KEY, Registrations)
    return found or Registrations(), version


def client_of(tx: Session, provider: Provider, *, key: str) -> Client:
    """As the installation has registered it. A secret that does not open any more is taken for none."""
    registration: Registration = getattr(stored(tx)[0], provider)
    own = endpoints_of(provider, registration.tenant)
    client_id, secret = registration.client_id, ""
    try:
        secret = (
            unseal(registration.secret, key=key, purpose=_purpose(provider)).decode() if registration.secret else ""
        )
    except SealBroken:
        client_id = ""
    return Client(
        provider=provider,
        client_id=client_id,
        client_secret=secret,
        authorize_url=registration.authorize_url or own.authorize_url,
        token_url=registration.token_url or own.token_url,
        userinfo_url=registration.userinfo_url or own.userinfo_url,
        scope=registration.scope or own.scope,
    )


def put(tx: Session, provider: Provider, given: RegistrationPut, *, key: str) -> int:
    """Replace one; returns the version of all. Raises InvalidInput, Conflict."""
    for name in ("authorize_url", "token_url", "userinfo_url"):
        if (url := getattr(given, name).strip()) and not is_safe(url):
            raise InvalidInput("This takes an address that begins with https://.", field=name)
    if provider == "custom" and given.client_id.strip() and not (given.authorize_url and given.token_url):
        missing = "token_url" if given.authorize_url else "authorize_url"
        raise InvalidInput("Of a provider that is not known, this address is needed.", field=missing)
    before, _ = stored(tx)
    old: Registration = getattr(before, provider)
    fields = [each for each in Registration.__struct_fields__ if each != "secret"]
    values: dict[str, Any] = {name: getattr(given, name).strip() for name in fields}
    same = (old.client_id, old.token_url) == (values["client_id"], values["token_url"])
    secret = old.secret if same else ""
    if given.client_secret is not None:
        secret = seal(given.client_secret.encode(), key=key, purpose=_purpose(provider)) if given.client_secret else ""
    now = msgspec.structs.replace(before, **{provider: Registration(secret=secret, **values)})
    return installation.store(tx, KEY, now, version=given.version)


def view(registration: Registration, provider: Provider, signed_in: list[str]) -> RegistrationView:
    given = {name: getattr(registration, name) for name in Registration.__struct_fields__ if name != "secret"}
    usual = endpoints_of(provider, registration.tenant).token_url
    return RegistrationView(has_secret=bool(registration.secret), usual_token_url=usual, signed_in=signed_in, **given)


def _purpose(provider: Provider) -> str:
    return f"mail.oauth:{provider}"
