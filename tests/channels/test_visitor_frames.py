"""Nothing that is for staff alone reaches a visitor: by the shape of the frames, and by what really travels."""

from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.contents import AnyContent
from contact_center.conversations import service
from contact_center.models import Base, Conversation
from contact_center.realtime import visitor_frames as frames
from contact_center.values import FileRef, Role, utc_now
from tests.app_server import Server

ALLOWED = {
    "Welcome": "answered bot conversation hours identified online server_time visitor_token",
    "VisitorSnapshot": "conversation has_older messages mine seq theirs",
    "VisitorMessage": "conversation message seq",
    "VisitorMessageChanged": "conversation message seq",
    "VisitorConversation": "conversation seq",
    "VisitorReceipts": "by conversation receipt seq",
    "VisitorTypingShown": "agent conversation on",
    "VisitorOlder": "conversation has_older messages",
    "Ack": "at client_id conversation files id seq",
    "Online": "online",
    "VisitorQueue": "conversation expected_wait position staffed state",
    "Hours": "hours",
    "OwnConversations": "items next",
    "TranscriptSent": "conversation",
    "VisitorError": "client_id code detail field retry_after",
    "Pong": "",
    "PublicAgent": "name",
    "PublicMessage": "agent at author body client_id content files id seq",
    "PublicReceipt": "delivered seen",
    "PublicConversation": "agent bot id joined may_rate score status waiting",
    "PublicBot": "avatar name",
    "PublicHours": "next_open open",
    "OwnConversation": "agent id last_message_at preview status unread",
    "FileRef": "height id media_type name path size width",
    "Choice": "id label",
    "ArticleAnswer": "article choices locale path title",
    "Question": "choices",
    "FlowStep": "choices error flow input step steps title",
    "StepInput": "label longest placeholder type",
    "HandedOver": "choices",
    "Chosen": "choice message",
}
"""Written by hand: whoever adds a field here has asked whether a visitor may see it."""

SECRETS = {
    "note": "the customer is a known complainer",
    "assignment note": "transferred because of the refund fraud",
    "other customer": "a stranger's order number",
    "e-mail": "ada.private",
    "reason": "coffee with the boss",
    "inbox": "internal name of the brand's inbox",
}


def structs_in(kind: Any) -> set[type[msgspec.Struct]]:
    """Every struct that can be reached from a type."""
    if get_origin(kind) in {Union, UnionType, list, dict, tuple}:
        return set().union(*(structs_in(each) for each in get_args(kind)))
    if not isinstance(kind, type) or not issubclass(kind, msgspec.Struct):
        return set()
    fields = msgspec.structs.fields(kind)
    return {kind}.union(*(structs_in(field.type) for field in fields))


def test_a_visitor_s_frames_have_no_field_that_was_not_allowed() -> None:
    found = {each.__name__: set(each.__struct_fields__) for each in structs_in(frames.AnyVisitorFrame)}
    assert found == {name: set(fields.split()) for name, fields in ALLOWED.items()}


def test_a_visitor_s_frames_share_no_struct_with_the_staff_s() -> None:
    """But for a file's and for what a message shows: both may know the same of it."""
    found = structs_in(frames.AnyVisitorFrame) - {FileRef} - structs_in(AnyContent)
    assert {each.__module__ for each in found} == {frames.__name__}


async def test_nothing_of_the_staff_s_travels_to_a_visitor(server: Server) -> None:
    inbox = await server.inbox(SECRETS["inbox"])
    ada, cookie = await server.agent("Ada Private")
    boss, _ = await server.agent("Bo", role=Role.SUPERVISOR)
    token = await server.embed_token(inbox)
    async with server.visitor(token) as tab, server.visitor(token) as stranger, server.console(cookie) as console:
        await stranger.send("s", SECRETS["other customer"])
        conversation = (await tab.send("a", "hello")).conversation
        await console.watch(conversation)
        await console.send(conversation, "staff-client-id", "how can I help?")
        await console.send(conversation, "n", SECRETS["note"], audience="staff")
        await console.say("seen", conversation=conversation, seq=1)
        await console.say("set_presence", presence="away", reason=SECRETS["reason"])
        await server.db.write(hand_over, conversation, boss, ada)
        await tab.send("b", "thank you")
        await tab.say("older", before=99)
        await tab.say("end")
        await tab.until(lambda: tab.state.status == "resolved")
        heard = list(tab.raw)
        await tab.close()
        for keep in (True, False):
            await tab.connect(keep=keep)
            heard += tab.raw
        await tab.say("bogus")
        await tab.until(lambda: tab.find(frames.VisitorError))
        text = "\n".join([*heard, *tab.raw])
    assert "how can I help?" in text
    for secret in (*SECRETS.values(), "staff-client-id", '"staff"', "unread", "staff.example", "stranger"):
        assert secret not in text, secret
    for internal in await server.db.read(internal_ids):
        assert internal not in text or internal == conversation or internal in own_messages(text), internal
    page = (await server.page(inbox)).text
    for name, secret in SECRETS.items():
        assert secret not in page or name == "inbox", name


def hand_over(tx: Session, conversation: str, boss: int, ada: int) -> None:
    key = tx.execute(sa.select(Conversation.id).where(Conversation.public_id == conversation)).scalar_one()
    owner = tx.execute(sa.select(Conversation.agent_id).where(Conversation.id == key)).scalar_one()
    other = boss if owner == ada else ada
    service.assign(tx, key, agent_id=other, by=f"agent:{ada}", at=utc_now(), note=SECRETS["assignment note"])


def internal_ids(tx: Session) -> list[str]:
    """The public ids of everything there is, but of the inbox, which the page of the site names anyway."""
    tables = [table for name, table in Base.metadata.tables.items() if "public_id" in table.c and name != "inbox"]
    return [str(found) for table in tables for found in tx.execute(sa.select(table.c.public_id)).scalars()]


def own_messages(text: str) -> set[str]:
    """The ids of the messages that the visitor was shown as such."""
    decoder = msgspec.json.Decoder(list[frames.AnyVisitorFrame])
    found: set[str] = set()
    for line in text.splitlines():
        for frame in decoder.decode(line):
            if isinstance(frame, frames.VisitorMessage):
                found.add(frame.message.id)
            elif isinstance(frame, frames.VisitorSnapshot | frames.VisitorOlder):
                found |= {each.id for each in frame.messages}
            elif isinstance(frame, frames.Ack):
                found.add(frame.id)
    return found
