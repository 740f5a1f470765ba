"""The key with which a shop signs who its signed-in customer is, derived so that it need not be stored. Pure."""

import hashlib
import hmac


def identity_key(secret_key: str, inbox_public_id: str, number: int) -> str:
    """64 hexadecimal letters: the key of an inbox. number: inbox.identity_key; the next one makes another key.

    HMAC-SHA256 (RFC 2104) of a label, the inbox and the number under the installation's own secret. Whoever holds one
    such key learns neither the secret nor another key, and renewing costs a counter.
    """
    return hmac.new(secret_key.encode(), f"identity:{inbox_public_id}:{number}".encode(), hashlib.sha256).hexdigest()
