"""Embed tokens: short-lived proof that the widget's page was served for this inbox on this site. Pure."""

import base64
import hashlib
import hmac
from datetime import datetime

import msgspec

from contact_center.errors import Forbidden

PURPOSE = b"webchat-embed:"


class Embed(msgspec.Struct, frozen=True):
    """Where the widget was embedded; expires in seconds since 1970."""

    inbox: str
    site: str
    expires: int


def sign(embed: Embed, key: str) -> str:
    """The token that carries an Embed, authenticated with HMAC-SHA-256."""
    payload = _text(msgspec.json.encode(embed))
    return f"{payload}.{_text(_mac(payload, key))}"


def verify(token: str, key: str, now: datetime) -> Embed:
    """The Embed of a token that is ours and has not expired; raises Forbidden with the code to act on."""
    payload, _, mac = token.partition(".")
    try:
        if not hmac.compare_digest(mac.encode(), _text(_mac(payload, key)).encode()):
            raise ValueError("not ours")
        embed = msgspec.json.decode(_bytes(payload), type=Embed)
    except (ValueError, msgspec.MsgspecError):
        raise Forbidden("This embed token was not made here.", code="embed_invalid") from None
    if embed.expires < now.timestamp():
        raise Forbidden("This embed token has expired. Load the widget's page again.", code="embed_expired")
    return embed


def _mac(payload: str, key: str) -> bytes:
    return hmac.digest(key.encode(), PURPOSE + payload.encode(), hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
