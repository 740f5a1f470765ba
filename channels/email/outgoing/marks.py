"""The addresses to which bounces of our mails come, signed so that each tells of which mail it is. Pure."""

import base64
import binascii
import hashlib
import hmac
import re
import uuid

LONGEST_LOCAL = 64
"""Characters before the at sign (RFC 5321, 4.5.3.1.1)."""
_RETURN = re.compile(r"\+b([a-z2-7]{26})\.([a-z2-7]{10})@", re.IGNORECASE)


def return_address(address: str, message: str, *, key: str) -> str:
    """Where bounces of one message come to: the mailbox's address, tagged and signed, where that is not too long."""
    local, _, domain = address.rpartition("@")
    short = base64.b32encode(uuid.UUID(message).bytes).decode().rstrip("=").lower()
    tagged = f"{local}+b{short}.{_signature(short, key)}"
    return f"{tagged}@{domain}" if len(tagged) <= LONGEST_LOCAL else address


def returned_message(address: str, *, key: str) -> str | None:
    """The public id of the message whose return address it is; none for any other address, signed by us or not."""
    found = _RETURN.search(address)
    if found is None or not hmac.compare_digest(_signature(found[1].lower(), key), found[2].lower()):
        return None
    try:
        return str(uuid.UUID(bytes=base64.b32decode(found[1].upper() + "======")))
    except (ValueError, binascii.Error):
        return None


def _signature(short: str, key: str) -> str:
    digest = hmac.digest(key.encode(), f"mail return {short}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:7]).decode().lower()[:10]
