"""What staff forward is from the customer who wrote it, as soon as it comes, where its mailbox says so."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import MailboxSettings
from channels.email.coming import Context, Stored
from channels.email.forwarded.service import make_customer
from contact_center.models import Agent, Mail

BY = "system"


def follow(tx: Session, context: Context, stored: Stored) -> None:
    """Make whoever wrote what a colleague forwards the customer; see coming.Follow. Before the autoresponder.

    Anybody can make a mail look as if it was forwarded, so it has to begin a conversation, its sender has to be a
    person of the console, by the address with which they sign in, and a trusted server has to have confirmed that
    (DMARC has passed). Nothing automatic is mailed then: not to the colleague, who knows, and not to the customer, for
    nobody has checked that they wrote it. An agent can take it back.
    """
    if not _may(context, stored) or not _is_of_staff(tx, context.sender):
        return
    told = sa.select(Mail.message_id).where(Mail.message_id == stored.message_id, Mail.forwarded_from.is_not(None))
    if tx.execute(told).scalar() is not None:
        make_customer(tx, stored.conversation_id, stored.message, by=BY, at=context.now)


def is_from_another(tx: Session, context: Context, stored: Stored) -> bool:
    """Whether the mail is from whoever wrote what it forwards, by now."""
    if context.parsed.forwarded is None:
        return False
    query = sa.select(Mail.by_original).where(Mail.message_id == stored.message_id)
    return tx.execute(query).scalar_one()


def _may(context: Context, stored: Stored) -> bool:
    confirmed = context.authentication is not None and context.authentication.dmarc == "pass"
    if context.parsed.forwarded is None or not confirmed or not stored.begins or stored.quiet:
        return False
    return msgspec.convert(context.box.settings, MailboxSettings).staff_forwards


def _is_of_staff(tx: Session, address: str) -> bool:
    query = sa.select(Agent.id).where(Agent.email == address, Agent.disabled_at.is_(None))
    return tx.execute(query).scalar() is not None
