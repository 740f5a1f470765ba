"""Who gives access to mailboxes: the addresses and scopes of well-known providers, and what is asked there. Pure."""

import base64
import hashlib
from collections.abc import Collection
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode, urlsplit

import msgspec

Provider = Literal["google", "microsoft", "custom"]
TENANT = "common"
"""Of Microsoft, where none is named: accounts of every organisation, and personal ones."""
IDENTITY = "openid email profile"
"""So that the provider says whose account it is (OpenID Connect Core 1.0, 5.4)."""
LEEWAY = 120
"""Seconds by which the provider's clock may be wrong."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Endpoints(NamedTuple):
    """scope: what reading and sending mail needs, and to be given a refresh token."""

    authorize_url: str = ""
    token_url: str = ""
    userinfo_url: str = ""
    scope: str = ""


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """What is registered with a provider. client_id: empty where nothing is."""

    provider: Provider = "custom"
    client_id: str = ""
    client_secret: str = ""
    authorize_url: str = ""
    token_url: str = ""
    userinfo_url: str = ""
    scope: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to one sign-in. verifier: of PKCE (RFC 7636). nonce: comes back in the ID token."""

    redirect_url: str
    verifier: str
    nonce: str


_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/"


def endpoints_of(provider: Provider, tenant: str = "") -> Endpoints:
    """The provider's own; none of a custom one.

    Sources: Google, "Using OAuth 2.0 for Web Server Applications" and "OAuth 2.0 Mechanism" of Gmail's IMAP, POP and
    SMTP; Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth".
    """
    if provider == "google":
        return Endpoints(
            authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
            token_url="https://oauth2.googleapis.com/token",  # noqa: S106
            userinfo_url="https://openidconnect.googleapis.com/v1/userinfo",
            scope="https://mail.google.com/",
        )
    if provider == "microsoft":
        base = _MICROSOFT.format(tenant=tenant or TENANT)
        return Endpoints(
            authorize_url=f"{base}authorize",
            token_url=f"{base}token",
            scope="https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send "
            "offline_access",
        )
    return Endpoints()


def authorize_url(client: Client, asked: Asked, *, state: str, hint: str = "") -> str:
    """Where the browser goes. hint: the address whose account is wanted.

    Google gives a refresh token where offline access is asked for, and again only where consent is.
    """
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    given = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": asked.redirect_url,
        "scope": f"{client.scope} {IDENTITY}".strip(),
        "state": state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": hint,
    }
    if client.provider == "google":
        given |= {"access_type": "offline", "prompt": "consent"}
    elif client.provider == "microsoft" and not hint:
        given["prompt"] = "select_account"
    joint = "&" if urlsplit(client.authorize_url).query else "?"
    return client.authorize_url + joint + urlencode({name: value for name, value in given.items() if value})


def account_in(id_token: str, client: Client, *, nonce: str, now: float) -> str | None:
    """Whose account it is, by an ID token that came from the token server itself.

    Its signature need not be checked then (OpenID Connect Core 1.0, 3.1.3.7, 6). None where it is not meant for us, is
    too old, or names no address. now: seconds since 1970.
    """
    claims = _claims(id_token)
    audience = claims.get("aud")
    meant = client.client_id in (audience if isinstance(audience, list) else [audience])
    until = claims.get("exp")
    if not meant or claims.get("nonce") != nonce or not isinstance(until, int | float) or until < now - LEEWAY:
        return None
    return address_in(claims)


def address_in(claims: dict[str, Any]) -> str | None:
    """Of an ID token or of the answer about a user; Microsoft names the account by preferred_username."""
    for name in ("email", "preferred_username"):
        found = claims.get(name)
        if isinstance(found, str) and 3 <= len(found) <= 254 and "@" in found[1:-1]:
            return found.strip().lower()
    return None


def is_one_of(account: str, known: Collection[str]) -> bool:
    """Whether the account is one of those by which a mailbox is known, large and small letters alike."""
    return account.lower() in {each.strip().lower() for each in known if each}


def is_safe(url: str) -> bool:
    """Whether secrets may be sent there: over TLS, or within this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if any(each.isspace() for each in url) or parts.username or parts.fragment:
        return False
    return (parts.scheme == "https" and bool(host)) or (parts.scheme == "http" and host in _LOOPBACK)


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: to whom it belongs (RFC 6454). Of none, and of what is no address, all are empty."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        return "", "", None
    return scheme, host, port or {"https": 443, "http": 80}.get(scheme)


def _claims(token: str) -> dict[str, Any]:
    """The payload of a JSON Web Token (RFC 7519, 3); none where it is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        raw = base64.b64decode(parts[1] + "=" * (-len(parts[1]) % 4), altchars=b"-_", validate=True)
        found = msgspec.json.decode(raw)
    except (ValueError, msgspec.MsgspecError):
        return {}
    return found if isinstance(found, dict) else {}
