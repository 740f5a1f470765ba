"""How a request to a shop is signed, so that only the contact centre can ask for orders. Pure.

The header is t=SECONDS,v1=HEX: an HMAC-SHA256 (RFC 2104) of the time, the method, the path and the body, with line
feeds between them, by the secret that both sides know.
"""

import hashlib
import hmac

HEADER = "X-Contact-Center-Signature"
MOST_APART = 300
"""Seconds between the clocks of both sides, and for which a request that was overheard can be said again."""


def signature(secret: str, *, at: int, method: str, path: str, body: bytes) -> str:
    return f"t={at},v1={_mac(secret, at, method, path, body)}"


def is_signed(secret: str, header: str, *, now: int, method: str, path: str, body: bytes) -> bool:
    """Whether the header was made with the secret for this very request, at about this time."""
    stamp, _, mac = header.partition(",v1=")
    digits = stamp.removeprefix("t=")
    if not stamp.startswith("t=") or not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        return False
    fits = hmac.compare_digest(mac.encode(), _mac(secret, int(digits), method, path, body).encode())
    return fits and abs(now - int(digits)) <= MOST_APART


def _mac(secret: str, at: int, method: str, path: str, body: bytes) -> str:
    said = b"\n".join([str(at).encode(), method.encode(), path.encode(), body])
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
