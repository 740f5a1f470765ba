"""Keeps the demonstration's customers as its staff would: details, custom fields, a merge and two blocks."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from contact_center.customers.blocks import block_customer, block_network
from contact_center.customers.fields import cleaned
from contact_center.customers.merging import merge
from contact_center.customers.service import locked, put_details
from contact_center.demo.past.plan import CONVERSATIONS, Plan
from contact_center.demo.past.profiles import profile
from contact_center.demo.people import Visitor
from contact_center.folding import fold

NETWORK = "203.0.113.0/24"
"""Set apart for documentation (RFC 5737): nobody writes from there."""


def keep_customers(tx: Session, plan: Plan, customers: Mapping[Visitor, int], keeper: int, *, now: datetime) -> None:
    """customers: their keys. keeper: the supervisor's key.

    Of the customers who are in twice, one has been merged; the other waits for somebody to see it.
    """
    by = f"agent:{keeper}"
    talking = {visit.visitor for visit in plan.visits if visit.number >= CONVERSATIONS}
    doubles = _doubles(customers)
    _describe(tx, customers, doubles, by=by, at=now - timedelta(hours=3))
    for double, own in doubles.items():
        if own not in talking:
            merge(tx, source_id=customers[double], target_id=customers[own], by=by, at=now - timedelta(hours=2))
    unwanted = (visit.visitor for visit in plan.visits if "complaint" in visit.labels and visit.visitor not in talking)
    block_customer(
        tx,
        customers[next(visitor for visitor in unwanted if visitor not in doubles.values())],
        reason="Insults after a refund. Two warnings in writing.",
        until=now + timedelta(days=20),
        agent_id=keeper,
        by=by,
        at=now - timedelta(hours=1),
    )
    reason = "Quảng cáo tự động: 41 tin trong một đêm."
    block_network(tx, NETWORK, reason=reason, until=None, agent_id=keeper, by=by, at=now - timedelta(days=9))


def _doubles(customers: Mapping[Visitor, int]) -> dict[Visitor, Visitor]:
    """Who wrote without tone marks, and who that is."""
    marked = {fold(visitor.name): visitor for visitor in customers if not visitor.name.isascii()}
    return {
        visitor: marked[fold(visitor.name)]
        for visitor in customers
        if visitor.name.isascii() and fold(visitor.name) in marked
    }


def _describe(
    tx: Session, customers: Mapping[Visitor, int], doubles: Mapping[Visitor, Visitor], *, by: str, at: datetime
) -> None:
    """Of a double there are another address and the same telephone, by which one sees who it is."""
    source = random.Random(20262)
    found = {visitor: profile(source, number, visitor) for number, visitor in enumerate(customers)}
    for visitor, key in customers.items():
        known = found[visitor]
        if visitor in doubles or visitor in doubles.values():
            known = known._replace(phone=f"+84900000{100 + sum(fold(visitor.name).encode()) % 900}")
        if visitor in doubles:
            known = known._replace(email=f"{visitor.given_name.lower()}@cong-ty.example")
        details = {"email": known.email, "phone": known.phone}
        values = {} if visitor in doubles else cleaned(tx, known.fields)
        put_details(tx, locked(tx, key), details, values, by=by, at=at)
