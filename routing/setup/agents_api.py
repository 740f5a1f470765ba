"""What routing knows of the staff over HTTP."""

from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.paging import Page, PageQuery
from routing.setup.agent_queries import agents, one_agent
from routing.setup.agents import change_agent
from routing.setup.schemas import AgentRoutingPatch, AgentRoutingView


async def list_agent_routing(call: Call, query: PageQuery) -> Page[AgentRoutingView]:
    """What routing knows of everybody who is not disabled, by name."""
    return await call.db.read(agents, query, chat_limit=call.settings.chat_limit)


async def get_agent_routing(call: Call, agent: str) -> AgentRoutingView:
    """What routing knows of somebody."""
    return await call.db.read(one_agent, agent, chat_limit=call.settings.chat_limit)


async def get_my_routing(call: Call) -> AgentRoutingView:
    """What routing knows of whoever asks: skills, limits and queues."""
    return await call.db.read(one_agent, call.principal.public_id, chat_limit=call.settings.chat_limit)


async def patch_agent_routing(call: Call, agent: str, body: AgentRoutingPatch) -> AgentRoutingView:
    """Change somebody's skills, languages or capacity; with a version, only where nobody has saved since."""

    def unit(tx: Session) -> AgentRoutingView:
        change_agent(tx, agent, body, by=call.principal.actor, at=call.now)
        return one_agent(tx, agent, chat_limit=call.settings.chat_limit)

    return await call.db.write(unit)


ROUTES = (
    route("GET", "/routing/agents", list_agent_routing, Scope.STAFF_READ),
    route("GET", "/staff/{agent}/routing", get_agent_routing, Scope.STAFF_READ),
    route("PATCH", "/staff/{agent}/routing", patch_agent_routing, Scope.ROUTING_MANAGE),
    route("GET", "/me/routing", get_my_routing, Scope.PROFILE),
)
