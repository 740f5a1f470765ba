"""The seams of the core, each with more than one implementation."""

from collections.abc import Callable, Sequence
from typing import Protocol

from contact_center.db import Signal

Subscriber = Callable[[Signal], None]
"""Called in the event loop for each signal of a topic; must not block."""

RESYNC = "resync"
"""The topic that says: signals may have been lost, look at everything again."""


class Bus(Protocol):
    """Carries signals to whoever subscribed, in this process and in the others. All signals may be lost."""

    def subscribe(self, topic: str, subscriber: Subscriber) -> None:
        """Call the subscriber for each signal of the topic, in the order of publishing."""

    def publish(self, signals: Sequence[Signal]) -> None:
        """Hand signals to this process's subscribers at once and to other processes soon. Never waits or fails."""

    async def start(self) -> None:
        """Begin to hear other processes; raises StorageUnavailable when that cannot be begun."""

    async def stop(self) -> None:
        """Send what is waiting, if that is quick, and end."""
