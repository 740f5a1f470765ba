"""Typing travels as a signal's note: who types is all there is to say, and losing it does no harm."""

from contact_center.db import Signal
from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as visitor
from contact_center.realtime.changes import TYPING


def typing_signal(conversation_id: int, *, on: bool, agent: staff.AgentRef | None = None) -> Signal:
    """agent is none where the customer types."""
    who = f":{agent.id}:{agent.name}" if agent else ""
    return Signal(TYPING, conversation_id, note=f"{int(on)}{who}")


def typing_frames(
    signal: Signal, conversation: str
) -> tuple[staff.StaffTypingShown, visitor.VisitorTypingShown | None]:
    """What staff hear, and what visitors hear: they are not told of themselves."""
    on, _, who = signal.note.partition(":")
    if not who:
        return staff.StaffTypingShown(conversation, on == "1", None), None
    key, _, name = who.partition(":")
    told = staff.StaffTypingShown(conversation, on == "1", staff.AgentRef(key, name))
    return told, visitor.VisitorTypingShown(conversation, on == "1", visitor.PublicAgent(name))
