"""Secrets of others that we must keep, such as passwords of mailboxes, sealed with a key that no database holds."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from contact_center.errors import SealBroken

FORM = "1."
"""Begins every sealed text, so that another way to seal could be told apart."""
NONCE = 12


def seal(secret: bytes, *, key: str, purpose: str) -> str:
    """Encrypt with AES-256-GCM under a key derived by HKDF (RFC 5869) from the installation's own.

    purpose: what it is and whose, such as mailbox:ID; what was sealed for one thing opens for no other.
    """
    nonce = os.urandom(NONCE)
    sealed = nonce + AESGCM(_derived(key)).encrypt(nonce, secret, purpose.encode())
    return FORM + base64.urlsafe_b64encode(sealed).decode()


def unseal(sealed: str, *, key: str, purpose: str) -> bytes:
    """Raises SealBroken where the installation has another key by now, or the text was changed."""
    try:
        raw = base64.b64decode(sealed.removeprefix(FORM), altchars=b"-_", validate=True)
        return AESGCM(_derived(key)).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode())
    except (ValueError, InvalidTag):  # no base64, no nonce, or another key
        raise SealBroken("This secret was sealed with another CC_SECRET_KEY. Enter it again.") from None


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"contact-center sealing").derive(key.encode())
