"""What a client knows, as pure reducers: state + frame -> state, one for each audience."""

from dataclasses import dataclass, field, replace
from typing import Any

from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as visitor


@dataclass(frozen=True)
class Shown:
    """A conversation as a client shows it. hole: a frame came too early, so the client has to ask again."""

    conversation: str = ""
    seq: int = 0
    status: str = "open"
    agent: str | None = None
    messages: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    """By seq: author, text and, where there is one, delivery."""
    notices: tuple[tuple[int, str], ...] = ()
    receipts: dict[str, tuple[int, int]] = field(default_factory=dict)
    hole: bool = False
    sent: dict[str, str] = field(default_factory=dict)
    """Texts of own messages by client_id: an ack does not repeat them."""


def visitor_shows(state: Shown, frame: visitor.AnyVisitorFrame) -> Shown:
    """The widget's state after a frame."""
    if isinstance(frame, visitor.VisitorSnapshot):
        return replace(
            _visitor_row(state, frame.conversation),
            seq=frame.seq,
            messages={each.seq: (each.author, each.body, "") for each in frame.messages},
            receipts=_known({"customer": frame.mine, "agent": frame.theirs}),
            hole=False,
        )
    seq = getattr(frame, "seq", None)
    if seq is None:
        return state
    about: Any = getattr(frame, "conversation", None)
    conversation = str(getattr(about, "id", about))
    state = _begun(state, conversation)
    if seq <= state.seq:
        return state
    if seq > state.seq + 1:
        return replace(state, hole=True)
    state = replace(state, seq=seq)
    match frame:
        case visitor.VisitorMessage() | visitor.VisitorMessageChanged():
            return _with_message(state, frame.message.seq, frame.message.author, frame.message.body, "")
        case visitor.Ack():
            return _with_message(state, seq, "customer", state.sent[frame.client_id], "")
        case visitor.VisitorConversation():
            return _visitor_row(state, frame.conversation)
        case visitor.VisitorReceipts():
            return _with_receipt(state, frame.by, frame.receipt.delivered, frame.receipt.seen)
    raise AssertionError(frame)


def staff_shows(state: Shown, frame: staff.AnyStaffFrame) -> Shown:
    """The console's state of one conversation after a frame about it."""
    if isinstance(frame, staff.StaffSnapshot):
        return replace(
            _staff_row(state, frame.conversation),
            seq=frame.seq,
            messages={each.seq: (each.author, each.body, each.delivery) for each in frame.messages},
            notices=tuple((each.seq, each.kind) for each in frame.notices),
            receipts=_known({each.by: each for each in frame.receipts}),
            hole=False,
        )
    seq = getattr(frame, "seq", None)
    if seq is None or seq <= state.seq:
        return state
    if seq > state.seq + 1:
        return replace(state, hole=True)
    state = replace(state, seq=seq)
    match frame:
        case staff.StaffMessageAdded() | staff.StaffMessageChanged() | staff.StaffAck():
            message = frame.message
            return _with_message(state, message.seq, message.author, message.body, message.delivery)
        case staff.StaffConversation():
            notices = (*state.notices, (frame.notice.seq, frame.notice.kind))
            return replace(_staff_row(state, frame.conversation), notices=notices)
        case staff.StaffReceipts():
            return _with_receipt(state, frame.receipt.by, frame.receipt.delivered, frame.receipt.seen)
    raise AssertionError(frame)


def _begun(state: Shown, conversation: str) -> Shown:
    if state.conversation == conversation:
        return state
    return Shown(conversation, sent=state.sent)


def _visitor_row(state: Shown, row: visitor.PublicConversation) -> Shown:
    return replace(state, conversation=row.id, status=row.status, agent=row.agent.name if row.agent else None)


def _staff_row(state: Shown, row: staff.ConversationRow) -> Shown:
    return replace(state, conversation=row.id, status=row.status, agent=row.agent.name if row.agent else None)


def _with_message(state: Shown, seq: int, *message: str) -> Shown:
    author, body, delivery = message
    return replace(state, messages={**state.messages, seq: (author, body, delivery)})


def _with_receipt(state: Shown, by: str, delivered: int, seen: int) -> Shown:
    before = state.receipts.get(by, (0, 0))
    after = max(before[0], delivered), max(before[1], seen)
    return replace(state, receipts={**state.receipts, by: after})


def _known(receipts: dict[str, Any]) -> dict[str, tuple[int, int]]:
    found = {by: (each.delivered, each.seen) for by, each in receipts.items()}
    return {by: marks for by, marks in found.items() if marks != (0, 0)}
