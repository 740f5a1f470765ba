"""The live side of an installation, as the sockets see it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from contact_center.limits import Tally
from contact_center.realtime.board import Board
from contact_center.realtime.client import Client
from contact_center.realtime.hub import Hub
from contact_center.realtime.live_queues import LiveQueues
from contact_center.realtime.visitor_frames import VisitorQueue


class InLine(NamedTuple):
    """A conversation that waits, and what its visitor was last told of that."""

    customer_id: int
    told: VisitorQueue


@dataclass(frozen=True, kw_only=True)
class Realtime:
    """One per process. clients: every open socket, so that a stopping server can say goodbye.

    in_line: the conversations that wait and whose visitors are here; kept by routing.waits.
    """

    hub: Hub
    board: Board
    queues: LiveQueues
    addresses: Tally
    clients: set[Client] = field(default_factory=set)
    in_line: dict[int, InLine] = field(default_factory=dict)

    def say_goodbye(self) -> None:
        """Drop every client: they connect again, to this process's successor."""
        for client in list(self.clients):
            client.drop()
