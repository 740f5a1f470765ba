"""A customer proves to have an e-mail address, by a code that is mailed there and typed in the conversation.

A code is mailed to whatever address is named, whether or not anything is known of it: so nobody learns by this who is
a customer. What bounds guessing: six digits, five tries, and few codes an hour for an address and a conversation.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from contact_center import attempts, mail
from contact_center.customers.identifying import prove_email
from contact_center.customers.service import locked, put_details, surviving
from contact_center.events import EmailProven
from contact_center.models import Conversation, Customer, CustomerIdentity, ProofCode, UsedIdentityToken, actor, record
from contact_center.values import Author

LIFETIME = timedelta(minutes=10)
PROOF_HOLDS = timedelta(minutes=30)
MOST_TRIES = 5
NOT_TWICE_WITHIN = timedelta(seconds=20)
"""A code that is asked for again so soon was asked for by a double click, or by a decision that is made again."""
DAY = timedelta(hours=24)
LIMITS = (
    ("email", 3, attempts.WINDOW),
    ("email-day", 10, DAY),
    ("conversation", 5, DAY),
    ("all", 200, attempts.WINDOW),
)
"""Codes that may be mailed: to an address, from a conversation, and by the installation; how many in what time."""

Sent = Literal["sent", "too_many"]
Typed = Literal["ok", "wrong", "old"]

SUBJECT = {"en": "{code} is your code", "vi": "{code} là mã xác minh của bạn"}
TEXT = {
    "en": (
        "Your code is {code}\n\n"
        "Type it into the chat in which you asked for it. It is valid for ten minutes.\n\n"
        "Nobody of our staff will ask you for it. If you have asked for nothing, ignore this mail: "
        "without the code nobody sees your orders.\n"
    ),
    "vi": (
        "Mã của bạn là {code}\n\n"
        "Bạn nhập mã này vào cuộc trò chuyện nơi bạn yêu cầu. Mã có hiệu lực trong mười phút.\n\n"
        "Nhân viên của chúng tôi không bao giờ hỏi mã này. Nếu bạn không yêu cầu gì, hãy bỏ qua thư này: "
        "không có mã thì không ai xem được đơn hàng của bạn.\n"
    ),
}


def send_code(tx: Session, *, conversation_id: int, email: str, language: str, secret_key: str, now: datetime) -> Sent:
    """Mail a new code to the address, in small letters; the ones before are worth nothing any more."""
    newest = _newest(tx, conversation_id, email)
    if newest is not None and newest.proven_at is None and newest.created_at > now - NOT_TWICE_WITHIN:
        return "sent"
    counted = [(_whom(secret_key, name, email, conversation_id), limit, window) for name, limit, window in LIMITS]
    if any(attempts.wait(tx, whom, limit=limit, now=now, window=window) for whom, limit, window in counted):
        return "too_many"
    for whom, _, window in counted:
        attempts.note(tx, whom, now=now, window=window)
    code = f"{secrets.randbelow(1_000_000):06}"
    tx.add(
        ProofCode(
            conversation_id=conversation_id,
            email=email,
            code_hash=_hash(secret_key, conversation_id, email, code),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    tx.flush()
    words = {"subject": SUBJECT[language].format(code=code), "text": TEXT[language].format(code=code)}
    mail.queue(tx, to=email, locale=language, now=now, **words)
    return "sent"


def check_code(tx: Session, *, conversation_id: int, email: str, code: str, secret_key: str, now: datetime) -> Typed:
    """Whether it is the code that was mailed last; then the address is one of the customer's identities.

    old: it has expired, or too much was tried. The right code again is right again while it lasts.
    """
    row = _newest(tx, conversation_id, email)
    if row is None or row.expires_at <= now or row.tries >= MOST_TRIES:
        return "old"
    if not hmac.compare_digest(row.code_hash, _hash(secret_key, conversation_id, email, code)):
        row.tries += 1
        tx.flush()
        return "old" if row.tries >= MOST_TRIES else "wrong"
    if row.proven_at is None:
        row.proven_at, row.proven_until = now, now + PROOF_HOLDS
        tx.flush()
        _prove(tx, conversation_id, email, at=now)
    return "ok"


def proven_emails(tx: Session, conversation_id: int, *, now: datetime) -> frozenset[str]:
    """The addresses that the customer of a conversation has by now proved to have, in small letters.

    By a code of this conversation. Or by the shop's word, while the token that says it is valid, of the browser that
    began the conversation; then only the address in the customer's profile, not one that came by a merge.
    """
    typed = sa.select(ProofCode.email).where(ProofCode.conversation_id == conversation_id, ProofCode.proven_until > now)
    browser = aliased(CustomerIdentity)
    signed = (
        sa.select(CustomerIdentity.value)
        .join(Customer, Customer.id == CustomerIdentity.customer_id)
        .join(Conversation, Conversation.customer_id == Customer.id)
        .join(browser, sa.and_(browser.customer_id == Customer.id, browser.value == Conversation.visitor))
        .join(UsedIdentityToken, UsedIdentityToken.visitor == browser.value)
        .where(
            Conversation.id == conversation_id,
            CustomerIdentity.kind == "email",
            CustomerIdentity.value == Customer.email,
            CustomerIdentity.verified,
            browser.verified,
            UsedIdentityToken.expires_at > now,
        )
    )
    return frozenset(tx.execute(sa.union(typed, signed)).scalars())


def _newest(tx: Session, conversation_id: int, email: str) -> ProofCode | None:
    mine = ProofCode.conversation_id == conversation_id, ProofCode.email == email
    newest = sa.select(ProofCode).where(*mine).order_by(ProofCode.id.desc()).limit(1).with_for_update()
    return tx.execute(newest.execution_options(populate_existing=True)).scalar_one_or_none()


def _prove(tx: Session, conversation_id: int, email: str, *, at: datetime) -> None:
    """The customer is recognised by the address from now on, unless it is another customer's."""
    found = tx.execute(sa.select(Conversation.customer_id).where(Conversation.id == conversation_id)).scalar_one()
    customer = locked(tx, surviving(tx, found))
    by = actor(Author.CUSTOMER, customer.id)
    prove_email(tx, customer.id, email, at=at)
    if customer.email is None:
        put_details(tx, customer, {"email": email}, {}, by=by, at=at)
    record(tx, "customer", customer.id, EmailProven(conversation_id), by=by, at=at)


def _hash(secret_key: str, conversation_id: int, email: str, code: str) -> str:
    said = f"proof {conversation_id} {email} {code}"
    return hmac.new(secret_key.encode(), said.encode(), hashlib.sha256).hexdigest()


def _whom(secret_key: str, name: str, email: str, conversation_id: int) -> attempts.Whom:
    """Counted by one thing alone: the other subject is of no other account."""
    account = {"conversation": str(conversation_id), "all": "all"}.get(name, email)
    return attempts.whom(secret_key, purpose=f"proof by {name}", account=account, address=account)
