"""The live side of an installation, as the sockets see it."""

from dataclasses import dataclass, field

from contact_center.limits import Tally
from contact_center.realtime.board import Board
from contact_center.realtime.client import Client
from contact_center.realtime.hub import Hub


@dataclass(frozen=True, kw_only=True)
class Realtime:
    """One per process. clients: every open socket, so that a stopping server can say goodbye."""

    hub: Hub
    board: Board
    addresses: Tally
    clients: set[Client] = field(default_factory=set)

    def say_goodbye(self) -> None:
        """Drop every client: they connect again, to this process's successor."""
        for client in list(self.clients):
            client.drop()
