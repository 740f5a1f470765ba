"""What people write into one line: names, labels, values. Pure."""

import unicodedata

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"))
"""They look like nothing at all, though they are no control characters."""
_JOINERS = "\u200c\u200d"
"""Persian words and families of emoji need them, within."""


def clean_line(text: str) -> str:
    """The text on one line, composed (NFC), with single spaces, without what nobody can see; may be empty."""
    seen = text.translate(_UNSEEN)
    shown = seen if seen.isprintable() else "".join(map(_shown, seen))
    return " ".join(filter(None, (word.strip(_JOINERS) for word in unicodedata.normalize("NFC", shown).split())))


def _shown(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if kind in {"Cf", "Cs"} and sign not in _JOINERS else sign
