"""Who is the customer of a forwarded mail, over HTTP."""

from sqlalchemy.orm import Session

from channels.email.forwarded import service
from contact_center.auth import Scope
from contact_center.conversations import queries
from contact_center.conversations.schemas import ConversationRow
from contact_center.http import Call, route


async def make_original_sender_customer(call: Call, conversation: str, message: str) -> ConversationRow:
    """Whoever wrote what this mail forwards is the customer from now on, and is answered; who forwarded it has a copy.

    Nobody has checked who wrote it. 409 not_forwarded, own_address or not_the_senders where that cannot be. By
    customers:write.
    """
    return await _change(call, conversation, message, original=True)


async def give_back_to_forwarder(call: Call, conversation: str, message: str) -> ConversationRow:
    """Whoever has forwarded the mail is the customer again. By customers:write."""
    return await _change(call, conversation, message, original=False)


async def _change(call: Call, conversation: str, message: str, *, original: bool) -> ConversationRow:
    def unit(tx: Session) -> ConversationRow:
        key = queries.key_of(tx, conversation)
        work = service.make_customer if original else service.give_back
        work(tx, key, message, by=call.principal.actor, at=call.now)
        return queries.row_of(tx, conversation)

    return await call.db.write(unit)


_PATH = "/conversations/{conversation}/messages/{message}/original-sender"
ROUTES = (
    route("POST", _PATH, make_original_sender_customer, Scope.CUSTOMERS_WRITE),
    route("DELETE", _PATH, give_back_to_forwarder, Scope.CUSTOMERS_WRITE),
)
