"""Whose mail is refused: single addresses, and domains with everything below them."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.blocks import add, in_force
from contact_center.customers.details import clean_email
from contact_center.customers.mail_domains import FREE, domain_of, is_domain, is_shared
from contact_center.errors import Conflict, InvalidInput
from contact_center.events import Blocked
from contact_center.models import Block, Mailbox, record


def spelled(text: str, own: Collection[str], *, sure: bool) -> str:
    """An address or a domain in its one spelling: small letters, a domain without the @ that people put before it.

    own: the addresses of our mailboxes. Raises InvalidInput for what is neither, for what is our own, for a domain
    under which anybody may have one, and, unless sure, for one with which many people have addresses.
    """
    given = text.strip().lower().removeprefix("@")
    if "@" in given:
        address = clean_email(given, field="sender")
        if address in own:
            raise _own(f"{address} is the address of one of your own mailboxes.")
        return address
    if not is_domain(given):
        detail = "Give an address or a domain, such as ann@example.com or example.com."
        raise InvalidInput(detail, field="sender", code="sender_invalid")
    mine = next((each for each in own if given in domains(domain_of(each))), None)
    if mine is not None:
        raise _own(f"Your own mailbox {mine} has this domain.")
    if is_shared(given):
        detail = "Everybody may have a domain below this one. Block the domain itself."
        raise InvalidInput(detail, field="sender", code="domain_too_wide")
    if given in FREE and not sure:
        detail = f"Many people have an address at {given}. Say that you are sure, or block a single address."
        raise InvalidInput(detail, field="sender", code="free_mail_domain")
    return given


def domains(domain: str) -> list[str]:
    """The domain and those that it is below, the longest first."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


def names(address: str) -> list[str]:
    """Everything by which mail from an address may be blocked."""
    return [address, *domains(domain_of(address))]


def blocked_among(tx: Session, addresses: Iterable[str], *, now: datetime) -> frozenset[str]:
    """Which of these addresses are blocked, in one statement."""
    wanted = {address: names(address) for address in addresses}
    if not wanted:
        return frozenset()
    every = {name for each in wanted.values() for name in each}
    found = set(tx.execute(sa.select(Block.sender).where(Block.sender.in_(every), in_force(now))).scalars())
    return frozenset(address for address, each in wanted.items() if not found.isdisjoint(each))


def block_sender(
    tx: Session,
    sender: str,
    *,
    reason: str,
    until: datetime | None = None,
    sure: bool = False,
    agent_id: int | None,
    by: str,
    at: datetime,
) -> Block:
    """Mail from an address or a domain is refused from now on. Raises InvalidInput as spelled, Conflict."""
    name = spelled(sender, own_addresses(tx), sure=sure)
    if name in set(tx.execute(sa.select(Block.sender).where(Block.sender == name, in_force(at)).limit(1)).scalars()):
        raise Conflict("This sender is blocked already.", code="already_blocked")
    row = add(tx, Block(sender=name, reason=reason, expires_at=until, agent_id=agent_id, created_at=at))
    record(tx, "block", row.id, Blocked(row.id, until), by=by, at=at)
    return row


def own_addresses(tx: Session) -> set[str]:
    rows = tx.execute(sa.select(Mailbox.address, Mailbox.aliases).where(Mailbox.removed_at.is_(None)))
    return {each for address, aliases in rows for each in (address, *aliases)}


def _own(detail: str) -> InvalidInput:
    return InvalidInput(f"{detail} It cannot be blocked.", field="sender", code="own_sender")
