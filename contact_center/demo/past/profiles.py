"""Decides what the demonstration knows of its customers beside their names. Pure."""

import random
from datetime import date, timedelta
from typing import NamedTuple

from contact_center.demo.company.settings import TIERS
from contact_center.demo.people import Visitor
from contact_center.folding import folded_words

HOSTS = ("mail.example", "post.example", "thu.example")
COMPANIES = ("Công ty TNHH Nắng Sớm", "Quán Chay An Nhiên", "Lotus & Rye Café", "Nhà hàng Bếp Quê", "Harbour Hotel")
_FIRST_BIRTH = date(1962, 1, 1)
_BIRTHS = 15_000
"""Days in which people were born."""


class Profile(NamedTuple):
    """fields: values of custom fields by key."""

    email: str | None
    phone: str | None
    fields: dict[str, str]


def profile(source: random.Random, number: int, visitor: Visitor) -> Profile:
    """number: the customer's own, counted from 0."""
    known = source.random()
    mail = f"{'.'.join(folded_words(visitor.name))}@{source.choice(HOSTS)}" if known < 0.85 else None
    return Profile(mail, _phone(source, visitor) if known > 0.25 else None, _fields(source, number))


def _phone(source: random.Random, visitor: Visitor) -> str:
    """From numbers that are given to nobody."""
    if visitor.locale == "vi":
        return f"+84900000{source.randint(100, 999)}"
    return f"+447700900{source.randint(100, 999)}"


def _fields(source: random.Random, number: int) -> dict[str, str]:
    orders = source.choice((0, 1, 1, 1, 2, 2, 3, 4, 6, 9, 14))
    values = {"newsletter": source.choice(("true", "false"))}
    if orders:
        tier = TIERS[0 if orders < 3 else 1 if orders < 9 else 2]
        values |= {"customer_number": f"KH-{1_001 + 7 * number}", "orders": str(orders), "tier": tier}
    if source.random() < 0.4:
        values["birthday"] = (_FIRST_BIRTH + timedelta(days=source.randrange(_BIRTHS))).isoformat()
    if source.random() < 0.12:
        values["company"] = source.choice(COMPANIES)
    return values
