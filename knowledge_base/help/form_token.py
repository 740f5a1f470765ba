"""What a contact form's page carries along: which one it is, and when it was shown, signed. Pure."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

LIFE = timedelta(days=1)
"""A page that was open for longer is shown anew."""
TOO_FAST = timedelta(seconds=2)
"""Nobody fills in the form in less."""
_SIGNATURE = 32


class Shown(NamedTuple):
    """id: of the page; a letter that is sent twice from it is one."""

    id: str
    at: datetime


def token(page: str, at: datetime, *, inbox: str, key: str) -> str:
    """key: the installation's secret."""
    stamp = f"{page}.{int(at.timestamp())}"
    return f"{stamp}.{_sign(stamp, inbox, key)}"


def read(text: str, *, inbox: str, key: str) -> Shown | None:
    """None where we have not made it for this inbox."""
    stamp, _, signature = text[:200].rpartition(".")
    page, _, seconds = stamp.rpartition(".")
    if not page or not hmac.compare_digest(signature.encode(), _sign(stamp, inbox, key).encode()):
        return None
    return Shown(page, datetime.fromtimestamp(int(seconds), UTC))


def _sign(stamp: str, inbox: str, key: str) -> str:
    text = f"contact form:{inbox}:{stamp}"
    return hmac.digest(key.encode(), text.encode(), hashlib.sha256).hex()[:_SIGNATURE]
