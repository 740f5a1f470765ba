"""What staff see of a customer's way through the shop."""

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.visits import queries
from contact_center.visits.schemas import Journey, Trail


async def get_journey(call: Call, conversation: str) -> Journey:
    return await call.db.read(queries.journey, conversation, now=call.now)


async def get_trail(call: Call, conversation: str) -> Trail:
    return await call.db.read(queries.trail, conversation)


ROUTES = (
    route("GET", "/conversations/{conversation}/journey", get_journey, Scope.CONVERSATIONS_READ),
    route("GET", "/conversations/{conversation}/trail", get_trail, Scope.CONVERSATIONS_READ),
)
