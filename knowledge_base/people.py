"""Who works on articles: what a change needs to know of its author."""

from typing import NamedTuple

from contact_center.auth import Principal, Scope
from contact_center.errors import Forbidden
from contact_center.values import Role


class Editor(NamedTuple):
    """agent_id: none from the command line. publishes: may decide what readers have."""

    actor: str
    role: Role
    agent_id: int | None
    publishes: bool

    def must_publish(self) -> None:
        """Raises Forbidden."""
        if not self.publishes:
            raise Forbidden(f"This changes what readers have, and needs the permission {Scope.ARTICLES_PUBLISH}.")


SYSTEM = Editor("system", Role.ADMINISTRATOR, None, True)
"""From the command line."""


def editor_of(principal: Principal) -> Editor:
    publishes = principal.may(Scope.ARTICLES_PUBLISH)
    return Editor(principal.actor, principal.role, principal.agent_id or None, publishes)
