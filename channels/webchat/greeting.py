"""Hello: who the visitor is, by the token of the browser and by what the shop has signed."""

import secrets
from typing import TYPE_CHECKING

import msgspec

from channels.webchat import embed, visitors
from contact_center.customers import identifying, identity
from contact_center.customers.identifying import Shown
from contact_center.errors import Forbidden
from contact_center.inboxes.identity_key import identity_key
from contact_center.realtime import visitor_commands as commands
from contact_center.values import Address

if TYPE_CHECKING:
    from channels.webchat.socket import Webchat


class Greeted(msgspec.Struct, frozen=True):
    """token: by what the browser is known from now on. refusal: why the shop's word was not taken."""

    embed: embed.Embed
    token: str
    visitor: Address
    locale: str
    arrival: visitors.Arrival
    refusal: Forbidden | None = None


async def greet(chat: "Webchat", command: commands.Hello, address: str) -> Greeted:
    """Raises Forbidden where the page, the visitor's token or the inbox does not hold, and blocked."""
    embedded = embed.verify(command.embed_token, chat.settings.secret_key, chat.clock())
    token = visitors.checked_token(command.visitor_token or secrets.token_urlsafe(32))
    locale = "vi" if command.locale.startswith("vi") else "en"
    refusal = None
    if command.identity:
        try:
            token = await _identified(chat, command.identity, embedded.inbox, token, locale)
        except Forbidden as error:
            if not error.code.startswith("identity_"):
                raise
            refusal = error
    visitor = visitors.address_of(token)
    arrival = await chat.db.read(
        visitors.arrive,
        inbox=embedded.inbox,
        visitor=visitor,
        shown=command.conversation,
        address=address,
        now=chat.clock(),
    )
    return Greeted(embedded, token, visitor, locale, arrival, refusal)


async def _identified(chat: "Webchat", shown: str, inbox: str, token: str, locale: str) -> str:
    """The visitor's token from now on: a new one where the browser was another customer's. Raises Forbidden."""
    now, fresh = chat.clock(), secrets.token_urlsafe(32)
    inbox_id, number = await chat.db.read(visitors.key_number, inbox)
    key = identity_key(chat.settings.secret_key, inbox, number)
    wanted = Shown(
        identity=identity.read(shown, key, inbox=inbox, now=now),
        token_hash=identity.token_hash(shown),
        inbox_id=inbox_id,
        inbox=inbox,
        visitor=visitors.address_of(token),
        fresh=visitors.address_of(fresh),
        locale=locale,
    )
    known = await chat.db.write(identifying.identify, wanted, at=now)
    return token if known.visitor == wanted.visitor else fresh
