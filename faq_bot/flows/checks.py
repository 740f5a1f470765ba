"""Whether what a customer typed is an answer to a field, and its one spelling. Pure."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from contact_center.customers.details import clean_email, clean_phone
from contact_center.errors import InvalidInput
from contact_center.folding import fold
from contact_center.lines import clean_line

LONGEST = {
    "text": 500, "email": 254, "phone": 30, "order_number": 24, "date": 10, "address": 300, "name": 100, "code": 16,
}  # fmt: skip
"""Characters that a field of each check takes."""
SHORTEST_ADDRESS = 10
PHONE_DIGITS = range(8, 16)
_ORDER = re.compile(r"#?\s*([a-z]{0,5})\s*(-?)\s*([0-9]{4,12})", re.IGNORECASE | re.ASCII)
_ORDER_IN = re.compile(
    r"(?<![a-z0-9@./-])(?:([a-z]{1,5}-?[0-9]{4,12})"
    r"|(?:(?:don|order)(?: (?:hang|so|ma|number|no))*[ :.#]+|# ?)([0-9]{4,12}))(?![a-z0-9@/-])"
)
"""In folded text: with its letters, or by a word that says what it is."""
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_QUESTION = re.compile(
    r"^(what|when|where|who|why|how|can|could|do|does|is|are|will|which|bao|tai sao|vi sao|khi nao|o dau|lam sao|"
    r"the nao|co phai|ai)\b|\b(khong|the nao|gi|sao|dau|bao nhieu|bao lau)$"
)
"""Of folded text: how a question begins in English, or ends in Vietnamese."""


def checked(check: str, text: str, *, now: datetime) -> str:
    """The answer in its one spelling. Raises InvalidInput whose code is the key of what to say."""
    line = clean_line(text)
    if not line:
        raise _wrong("empty")
    if len(line) > LONGEST[check]:
        raise _wrong("too_long")
    return _CHECKS[check](line, now)


def is_plausible(check: str, text: str) -> bool:
    """Whether it may be meant as an answer, right or mistyped, rather than as something else that is said."""
    line = clean_line(text)
    words = line.split()
    if check == "email":
        return "@" in line
    if check in ("phone", "order_number", "code", "date"):
        digits = sum(each.isdigit() for each in line)
        return "?" not in line and ((digits >= 3 and len(words) <= 6) or (digits >= 1 and len(words) <= 2))
    return bool(words) and not looks_like_question(line)


def order_number_in(text: str) -> str | None:
    """The one order number that a message names, in its one spelling."""
    found = {(each[1] or each[2]).upper() for each in _ORDER_IN.finditer(fold(text))}
    return found.pop() if len(found) == 1 else None


def looks_like_question(line: str) -> bool:
    return line.rstrip().endswith("?") or _QUESTION.search(fold(line)) is not None


def _order_number(line: str, _: datetime) -> str:
    """In capitals, without what stands before and between: "# s 23456" as S23456, dh-1002 as DH-1002."""
    found = _ORDER.fullmatch(line)
    if found is None:
        raise _wrong("order_number")
    return "".join(found.groups()).upper()


def _email(line: str, _: datetime) -> str:
    try:
        return clean_email(line)
    except InvalidInput:
        raise _wrong("email") from None


def _phone(line: str, _: datetime) -> str:
    try:
        phone = clean_phone(line)
    except InvalidInput:
        raise _wrong("phone") from None
    if len(phone.removeprefix("+")) not in PHONE_DIGITS:
        raise _wrong("phone")
    return phone


def _date(line: str, now: datetime) -> str:
    """As 2026-03-02; also given as 2/3/2026, the day first. Within a year from now."""
    found = _DATE.fullmatch(line)
    try:
        day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(line)
    except ValueError:
        raise _wrong("date") from None
    if abs(day - now.date()) > timedelta(days=366):
        raise _wrong("date_far")
    return day.isoformat()


def _address(line: str, _: datetime) -> str:
    if len(line) < SHORTEST_ADDRESS or len(line.split()) < 3 or not any(each.isalpha() for each in line):
        raise _wrong("address")
    return line


def _name(line: str, _: datetime) -> str:
    if not any(each.isalpha() for each in line):
        raise _wrong("name")
    return line


def _code(line: str, _: datetime) -> str:
    digits = line.replace(" ", "").replace("-", "")
    if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
        raise _wrong("code")
    return digits


def _wrong(key: str) -> InvalidInput:
    return InvalidInput("The answer does not fit.", code=key)


_CHECKS: dict[str, Callable[[str, datetime], str]] = {
    "text": lambda line, _: line,
    "email": _email,
    "phone": _phone,
    "order_number": _order_number,
    "date": _date,
    "address": _address,
    "name": _name,
    "code": _code,
}
