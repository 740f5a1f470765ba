"""The token by which a shop says who its signed-in customer is: a JWT (RFC 7519) signed with HS256 (RFC 7515). Pure."""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec

from contact_center.errors import Forbidden

LONGEST_LIFE = timedelta(hours=24)
LEEWAY = timedelta(seconds=60)
"""How far a shop's clock may be ahead of ours; what has expired by our clock has expired."""
MAX_TOKEN = 4_000
"""Characters."""
_STANDARD = {
    "sub",
    "exp",
    "iat",
    "nbf",
    "iss",
    "aud",
    "jti",
    "inbox",
    "name",
    "email",
    "email_verified",
    "phone",
    "locale",
}


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What a valid token says. sub: the shop's own id of the customer; expires: when the token ends."""

    sub: str
    expires: datetime
    name: str | None = None
    email: str | None = None
    email_verified: bool = False
    phone: str | None = None
    locale: str | None = None
    others: dict[str, str] = {}
    """Every further claim that is a word, a number or a boolean, as text: custom fields, as far as their keys exist."""


class _Header(msgspec.Struct, frozen=True):
    alg: str
    crit: list[str] = []


Text = Annotated[str, msgspec.Meta(max_length=500)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=253_402_300_799)]


class _Claims(msgspec.Struct, frozen=True, kw_only=True):
    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    exp: Seconds
    iat: Seconds | None = None
    nbf: Seconds | None = None
    aud: Text | list[Text] | None = None
    inbox: Text | None = None
    name: Text | None = None
    email: Text | None = None
    email_verified: bool = False
    phone: Text | None = None
    locale: Text | None = None


def read(token: str, key: str, *, inbox: str, now: datetime) -> Identity:
    """What the token says, if it was signed with the inbox's key, for this inbox, and holds now.

    Raises Forbidden with one of these codes: identity_invalid (no token, or not signed with this key),
    identity_algorithm (anything but HS256, none above all), identity_claims (a claim is missing or does not fit),
    identity_expired, identity_too_long (it would hold for more than 24 hours), identity_inbox (made for another one).
    """
    header, payload, signature = _parts(token)
    _check_algorithm(header)
    signed = token.rpartition(".")[0].encode()
    if not hmac.compare_digest(signature, hmac.digest(key.encode(), signed, hashlib.sha256)):
        raise _refused("invalid", "It was not signed with this inbox's identity key.")
    claims, everything = _claims(payload)
    _check_times(claims, now)
    if inbox not in _meant(claims, inbox):
        raise _refused("inbox", "It was made for another inbox.")
    return Identity(
        sub=claims.sub,
        expires=datetime.fromtimestamp(claims.exp, UTC),
        name=claims.name,
        email=claims.email,
        email_verified=claims.email_verified,
        phone=claims.phone,
        locale=claims.locale,
        others={name: _text(value) for name, value in everything.items() if _is_field(name, value)},
    )


def sign(claims: dict[str, Any], key: str) -> str:
    """A token with these claims, as a shop's server makes it."""
    head = _encode(msgspec.json.encode({"alg": "HS256", "typ": "JWT"}))
    signed = f"{head}.{_encode(msgspec.json.encode(claims))}"
    return f"{signed}.{_encode(hmac.digest(key.encode(), signed.encode(), hashlib.sha256))}"


def token_hash(token: str) -> str:
    """By what a token that was shown is remembered: what was signed, so that no other spelling is another token."""
    return hashlib.sha256(token.rpartition(".")[0].encode()).hexdigest()


def _parts(token: str) -> tuple[bytes, bytes, bytes]:
    parts = token.split(".") if len(token) <= MAX_TOKEN else []
    if len(parts) != 3:
        raise _refused("invalid", "It is no JWT: three parts with points between them.")
    try:
        header, payload, signature = map(_decode, parts)
    except ValueError:
        raise _refused("invalid", "It is no JWT: its parts are not in base64url.") from None
    return header, payload, signature


def _check_algorithm(header: bytes) -> None:
    try:
        found = msgspec.json.decode(header, type=_Header)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise _refused("invalid", "It is no JWT: its header is not JSON with an alg.") from None
    if found.alg != "HS256" or found.crit:
        raise _refused("algorithm", "Sign it with HS256; no other algorithm is taken, and no critical extensions.")


def _claims(payload: bytes) -> tuple[_Claims, dict[str, Any]]:
    if b"\\u0000" in payload:
        raise _refused("claims", "A claim holds the character U+0000, which cannot be stored.")
    try:
        return msgspec.json.decode(payload, type=_Claims), msgspec.json.decode(payload, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _refused("claims", f"A claim is missing or does not fit: {error}") from None


def _check_times(claims: _Claims, now: datetime) -> None:
    at, leeway = now.timestamp(), LEEWAY.total_seconds()
    if claims.exp <= at:
        raise _refused("expired", "It has expired. Make a new one for each page.")
    if claims.exp > at + LONGEST_LIFE.total_seconds() + leeway:
        raise _refused("too_long", "It holds for too long: exp is at most 24 hours ahead, in seconds since 1970.")
    if max(claims.iat or 0, claims.nbf or 0) > at + leeway:
        raise _refused("claims", "It is not valid yet: iat or nbf lies in the future. Is the shop's clock right?")


def _meant(claims: _Claims, inbox: str) -> list[str]:
    """The inboxes that the token names; this one where it names none."""
    if claims.inbox is not None and claims.inbox != inbox:
        return []
    if claims.aud is None:
        return [inbox]
    return [claims.aud] if isinstance(claims.aud, str) else claims.aud


def _is_field(name: str, value: Any) -> bool:
    return name not in _STANDARD and isinstance(value, str | int | float | bool)


def _text(value: str | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """base64url without padding, in its one spelling (RFC 7515, appendix C). Raises ValueError."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(text) from error
    if _encode(raw) != text:
        raise ValueError(text)
    return raw


def _refused(code: str, why: str) -> Forbidden:
    return Forbidden(f"The identity token was refused. {why}", code=f"identity_{code}")
