"""What a mail server on the way has found of a mail: that it is spam. Pure.

Anybody can write these fields, so whoever believes them believes their own mail server. They say yes, and never no.
"""

import re

from channels.email.fields import Fields

_FLAGS = ("x-spam-flag", "x-spam", "x-spam-status")
"""Of SpamAssassin, rspamd and what speaks as they do."""
_YES = re.compile(r"\s*(yes|true)\b", re.IGNORECASE)
_FOREFRONT = re.compile(r"(^|;)\s*SFV:\s*SP[MB]\b", re.IGNORECASE)
_LEVEL = re.compile(r"\s*([5-9])\s*$")
"""Microsoft's spam confidence level, from which on it puts a mail among the junk."""


def is_spam(fields: Fields) -> bool:
    """Whether a server says so."""
    if any(_YES.match(fields.raw(name)) for name in _FLAGS if name in fields):
        return True
    if "x-forefront-antispam-report" in fields and _FOREFRONT.search(fields.raw("x-forefront-antispam-report")):
        return True
    return _LEVEL.match(fields.raw("x-ms-exchange-organization-scl")) is not None
