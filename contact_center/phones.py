"""Telephone numbers as people write them: one spelling, and which spellings may be the same number. Pure.

No country is assumed: a national number may be that of any country whose code stands before the same digits.
"""

import re

SHORTEST = 6
"""Digits after the country's code and the zero before them; with fewer nothing is compared but the whole number."""

_TRUNK_ZERO = re.compile(r"^(\s*(?:\+|00)[0-9][0-9 .-]{0,4})\(0\)")
_BETWEEN_DIGITS = str.maketrans("", "", " .-/()\u00a0\u2011")
_TYPED = re.compile(r"(?<![\w+])(?:\+|00)[0-9][0-9 .\-/()\u00a0\u2011]{5,}")
_TWO = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86"
_TWO_MORE = "90 91 92 93 94 95 98"
_THREE = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99"
COUNTRY_CODES = frozenset(
    ["1", "7", *_TWO.split(), *_TWO_MORE.split(), *(f"{begin}{last}" for begin in _THREE.split() for last in range(10))]
)
"""Of ITU-T E.164; none begins another one."""


def plain(written: str) -> str:
    """Its digits, with the plus sign that it has or 00 stands for, without the zero in +84 (0) 912.

    What is no telephone number stays none.
    """
    digits = _TRUNK_ZERO.sub(r"\1", written).translate(_BETWEEN_DIGITS)
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def spellings(number: str) -> list[str]:
    """A plain number first, then every other plain number that may be the same one: +84912345678 as 0912345678."""
    code, rest = _parts(number)
    if len(rest) < SHORTEST:
        return [number]
    codes = [code] if code else sorted(COUNTRY_CODES)
    return list(dict.fromkeys([number, *(f"+{each}{rest}" for each in codes), f"0{rest}", rest]))


def without_codes(text: str) -> str:
    """The text with what stands after the country's code in place of each international number: both have that."""

    def shortened(found: re.Match[str]) -> str:
        code, rest = _parts(plain(found[0]))
        return f"{rest} " if code and len(rest) >= SHORTEST else found[0]

    return _TYPED.sub(shortened, text)


def _parts(number: str) -> tuple[str, str]:
    """The country's code, none of a national number, and the digits after it or after the zero."""
    if not number.startswith("+"):
        return "", number.removeprefix("0")
    code = next((number[1:end] for end in (2, 3, 4) if number[1:end] in COUNTRY_CODES), "")
    return code, number[1 + len(code) :] if code else ""
