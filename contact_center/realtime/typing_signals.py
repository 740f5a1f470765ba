"""Typing travels as a signal's note: who types and, where the inbox shows it, what. Losing it does no harm."""

from contact_center.db import Signal
from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as visitor
from contact_center.realtime.changes import TYPING

PREVIEW_LENGTH = 500
"""Characters; at 6 bytes each they leave room in the 8,000 bytes that PostgreSQL's NOTIFY takes."""


def typing_signal(
    conversation_id: int, *, on: bool, agent: staff.AgentRef | None = None, text: str | None = None
) -> Signal:
    """agent is none where the customer types; text is what the customer has written so far, for staff alone."""
    who = f":{agent.id}:{agent.name}" if agent else f"::{text[:PREVIEW_LENGTH]}" if text else ""
    return Signal(TYPING, conversation_id, note=f"{int(on)}{who}")


def typing_frames(
    signal: Signal, conversation: str
) -> tuple[staff.StaffTypingShown, visitor.VisitorTypingShown | None]:
    """What staff hear, and what visitors hear: they are not told of themselves."""
    on, _, who = signal.note.partition(":")
    if not who:
        return staff.StaffTypingShown(conversation, on == "1", None), None
    key, _, name = who.partition(":")
    if not key:
        return staff.StaffTypingShown(conversation, on == "1", None, name), None
    told = staff.StaffTypingShown(conversation, on == "1", staff.AgentRef(key, name))
    return told, visitor.VisitorTypingShown(conversation, on == "1", visitor.PublicAgent(name))
