"""Text files that a mail brings in another charset, in UTF-8: so they read right wherever they are opened. Pure.

Whoever downloads a file is not told what its mail said of it. The mail as it came keeps the bytes.
"""

import codecs

import msgspec

from channels.email import charsets
from channels.email.parsed import Part

_TEXTS = frozenset({"text/plain", "text/csv", "text/tab-separated-values", "text/markdown"})
"""Those that do not say inside what they are written in, as HTML and XML do."""


def readable(part: Part, *, limit: int) -> Part:
    """The part with a byte order mark, by which programs know UTF-8; as it is where it cannot be read for certain.

    limit: bytes that it may have.
    """
    if part.media_type not in _TEXTS or not part.charset or _is_utf8(part.data):
        return part
    text, exact = charsets.text_of(part.data, part.charset)
    data = codecs.BOM_UTF8 + text.removeprefix("\ufeff").encode()
    return msgspec.structs.replace(part, data=data) if exact and len(data) <= limit else part


def _is_utf8(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except ValueError:
        return False
