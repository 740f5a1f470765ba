"""Search over HTTP."""

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.search import queries
from contact_center.search.schemas import CustomerHits, CustomerSearchQuery, MessageHits, SearchQuery


async def search_messages(call: Call, query: SearchQuery) -> MessageHits:
    return await call.db.read(queries.messages, query)


async def search_customers(call: Call, query: CustomerSearchQuery) -> CustomerHits:
    return await call.db.read(queries.customers, query)


ROUTES = (
    route("GET", "/search", search_messages, Scope.CONVERSATIONS_READ),
    route("GET", "/search/customers", search_customers, Scope.CUSTOMERS_READ),
)
