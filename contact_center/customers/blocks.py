"""Who may not write: customers and networks that were blocked, and whether somebody is among them."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.signals import VISITOR_CHANGED, tell_visitors
from contact_center.db import Signal, emit
from contact_center.errors import Conflict, Forbidden, InvalidInput, NotFound
from contact_center.events import Blocked, Unblocked
from contact_center.given_rows import GivenRows
from contact_center.models import Block, record
from contact_center.proxies import Network
from contact_center.values import from_micros, to_micros

SHORTEST_PREFIX = {4: 8, 6: 16}
"""A network may not be larger than this: a slip of the finger would shut everybody out."""


def check(tx: Session, customer_id: int | None, address: str, *, now: datetime) -> None:
    """Raise Forbidden with the code blocked where this customer, or whoever has this address, may not write.

    address: the client's, after trusted proxies. One indexed statement; the reason is not told.
    """
    if is_blocked(tx, customer_id, address, now=now):
        raise Forbidden("The chat is not available.", code="blocked")


def is_blocked(tx: Session, customer_id: int | None, address: str, *, now: datetime) -> bool:
    found = tx.connection().execute(_BLOCKING, {"customer": customer_id, "now": now}).scalars()
    return any(network is None or covers(network, address) for network in found)


def customer_blocked(tx: Session, customer_id: int, *, now: datetime) -> bool:
    """Whether the customer is blocked, wherever he writes from."""
    query = sa.select(Block.id).where(Block.customer_id == customer_id, in_force(now)).limit(1)
    return tx.execute(query).scalar() is not None


def blocked_networks(tx: Session, *, now: datetime) -> list[str]:
    found = tx.execute(sa.select(Block.network).where(Block.network.is_not(None), in_force(now)))
    return [network for network in found.scalars() if network is not None]


def in_force(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(Block.expires_at.is_(None), Block.expires_at > now)


_BLOCKING = sa.select(Block.network).where(
    sa.or_(Block.customer_id == sa.bindparam("customer"), Block.network.is_not(None)),
    sa.or_(Block.expires_at.is_(None), Block.expires_at > sa.bindparam("now")),
)
"""Made once, and run on the connection: it is asked with everything that anybody writes."""


def among(tx: Session, writers: Sequence[tuple[int, datetime]]) -> set[tuple[int, datetime]]:
    """Which of several customers, each with when they wrote, may not write, wherever they do so from."""
    rows = _AMONG.execute(tx, [(customer, to_micros(at)) for customer, at in writers]) if writers else ()
    return {(row.customer, from_micros(row.at)) for row in rows}


_AMONG = GivenRows(
    "SELECT given.customer, given.at FROM {given} CROSS JOIN block "
    "WHERE block.customer_id = given.customer AND (block.expires_at IS NULL OR block.expires_at > given.at)",
    {"customer": "BIGINT", "at": "BIGINT"},
)


def covers(network: str, address: str) -> bool:
    """Whether an address is in a network; an IPv4 one in IPv6 clothes counts as the IPv4 one."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    return (mapped or known) in _network(network)


@lru_cache(maxsize=1024)
def _network(text: str) -> Network:
    return ipaddress.ip_network(text)


def checked_network(text: str) -> str:
    """A network in its one spelling (RFC 4632, RFC 4291). Raises InvalidInput where it is none, or too large."""
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        detail = "Give an address or a network, such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48."
        raise InvalidInput(detail, field="network", code="network_invalid") from None
    shortest = SHORTEST_PREFIX[network.version]
    if network.prefixlen < shortest:
        detail = f"This network is too large. Its prefix has at least {shortest} bits."
        raise InvalidInput(detail, field="network", code="network_too_large")
    return str(network)


def block_customer(
    tx: Session, customer_id: int, *, reason: str, until: datetime | None, agent_id: int | None, by: str, at: datetime
) -> Block:
    """Raises Conflict where the customer is blocked already."""
    if customer_blocked(tx, customer_id, now=at):
        raise Conflict("This customer is blocked already.", code="already_blocked")
    row = add(tx, Block(customer_id=customer_id, reason=reason, expires_at=until, agent_id=agent_id, created_at=at))
    record(tx, "customer", customer_id, Blocked(row.id, until), by=by, at=at)
    tell_visitors(tx, customer_id)
    return row


def block_network(
    tx: Session, network: str, *, reason: str, until: datetime | None, agent_id: int | None, by: str, at: datetime
) -> Block:
    """Raises InvalidInput for what is no network, Conflict where this one is blocked already."""
    spelled = checked_network(network)
    same = sa.select(Block.id).where(Block.network == spelled, in_force(at)).limit(1)
    if tx.execute(same).scalar() is not None:
        raise Conflict("This network is blocked already.", code="already_blocked")
    row = add(tx, Block(network=spelled, reason=reason, expires_at=until, agent_id=agent_id, created_at=at))
    record(tx, "block", row.id, Blocked(row.id, until), by=by, at=at)
    emit(tx, Signal(VISITOR_CHANGED, row.id, note=spelled))
    return row


def add(tx: Session, row: Block) -> Block:
    """Store it, so that it has a key."""
    tx.add(row)
    tx.flush()
    return row


def lift(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """End a block. Raises NotFound."""
    row = tx.execute(sa.select(Block).where(Block.public_id == public_id)).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such block.")
    _lift(tx, row, by=by, at=at)


def lift_own(tx: Session, customer_id: int, *, agent_id: int, by: str, at: datetime) -> None:
    """End the blocks of a customer that the agent made. Raises Forbidden where somebody else's remains."""
    found = list(tx.execute(sa.select(Block).where(Block.customer_id == customer_id, in_force(at))).scalars())
    if any(row.agent_id != agent_id for row in found):
        raise Forbidden("Somebody else has blocked this customer. Ask a supervisor.", code="not_your_block")
    for row in found:
        _lift(tx, row, by=by, at=at)


def _lift(tx: Session, row: Block, *, by: str, at: datetime) -> None:
    entity, key = ("block", row.id) if row.customer_id is None else ("customer", row.customer_id)
    record(tx, entity, key, Unblocked(row.id), by=by, at=at)
    tx.delete(row)
    tx.flush()
