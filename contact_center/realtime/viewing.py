"""Who has which conversation on the screen: said on every change and with every heartbeat, and else forgotten."""

from datetime import datetime, timedelta

from contact_center.db import Signal
from contact_center.realtime.changes import VIEWING
from contact_center.realtime.staff_frames import AgentRef

LASTS = timedelta(seconds=25)
"""How long a view is believed without another word: two heartbeats and a half."""


def viewing_signal(conversation_id: int, tab: str, agent: AgentRef, *, on: bool) -> Signal:
    """tab: a name of the socket that says so, among all processes."""
    return Signal(VIEWING, conversation_id, note=f"{int(on)}:{tab}:{agent.id}:{agent.name}")


class Viewers:
    """What this process knows, from itself and from the others: by conversation, which tabs of whom."""

    def __init__(self) -> None:
        self._tabs: dict[int, dict[str, tuple[AgentRef, datetime]]] = {}

    def hear(self, signal: Signal, now: datetime) -> bool:
        """Take in one signal; returns whether somebody has come or gone."""
        on, tab, key, name = signal.note.split(":", 3)
        before = self._agents(signal.id)
        tabs = self._tabs.setdefault(signal.id, {})
        if on == "1":
            tabs[tab] = AgentRef(key, name), now + LASTS
        else:
            tabs.pop(tab, None)
        self._drop_empty(signal.id)
        return self._agents(signal.id) != before

    def forget_lapsed(self, now: datetime) -> list[int]:
        """Forget tabs that have not been heard of; returns the conversations where somebody is gone by that."""
        changed: list[int] = []
        for conversation_id, tabs in list(self._tabs.items()):
            before = self._agents(conversation_id)
            for tab in [tab for tab, (_, until) in tabs.items() if until <= now]:
                del tabs[tab]
            if self._agents(conversation_id) != before:
                changed.append(conversation_id)
            self._drop_empty(conversation_id)
        return changed

    def of(self, conversation_id: int, *, besides: str) -> list[AgentRef]:
        """Everybody who has it on a screen but one, by name."""
        found = self._agents(conversation_id)
        return sorted((agent for key, agent in found.items() if key != besides), key=lambda agent: agent.name)

    def _agents(self, conversation_id: int) -> dict[str, AgentRef]:
        return {agent.id: agent for agent, _ in self._tabs.get(conversation_id, {}).values()}

    def _drop_empty(self, conversation_id: int) -> None:
        if not self._tabs.get(conversation_id):
            self._tabs.pop(conversation_id, None)
