"""What a visitor writes before sending it: shown to staff only where the inbox says so, and never kept."""

import sqlalchemy as sa

from contact_center.bus import PAYLOAD_BYTES, pack
from contact_center.inboxes.schemas import InboxPatch, InboxSettings
from contact_center.inboxes.service import change_inbox
from contact_center.models import Base
from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as frames
from contact_center.realtime.typing_signals import PREVIEW_LENGTH, typing_frames, typing_signal
from contact_center.values import utc_now
from tests.app_server import Server

SECRET = "I am not sure whether to"


async def test_staff_see_it_and_nobody_else_and_nothing_keeps_it(server: Server) -> None:
    token = await server.embed_token(await server.inbox(settings=InboxSettings(typing_preview=True)))
    _, cookie = await server.agent("Ada")
    async with server.visitor(token) as tab, server.console(cookie) as console:
        conversation = (await tab.send("a", "hello")).conversation
        other = tab.tab()
        await other.connect()
        await console.watch(conversation)
        await tab.say("typing", on=True, text=SECRET)
        shown = await console.next(staff.StaffTypingShown, text=SECRET)
        assert shown == staff.StaffTypingShown(conversation, True, None, SECRET)
        await tab.send("b", "bye")
        assert SECRET not in "".join(tab.raw + other.raw)
        await other.close()
    for table in Base.metadata.tables.values():
        rows = await server.db.read(lambda tx, table=table: tx.execute(sa.select(table)).all())  # type: ignore[misc]
        assert SECRET not in str(rows), table.name


async def test_it_is_dropped_where_the_inbox_does_not_show_it(server: Server, embed_token: str) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        conversation = (await tab.send("a", "hello")).conversation
        await console.watch(conversation)
        await tab.say("typing", on=True, text=SECRET)
        assert (await console.next(staff.StaffTypingShown)).text is None
        assert SECRET not in "".join(console.raw)


async def test_it_ends_with_the_setting_though_the_page_is_an_older_one(server: Server) -> None:
    inbox = await server.inbox(settings=InboxSettings(typing_preview=True))
    _, cookie = await server.agent("Ada")
    async with server.visitor(await server.embed_token(inbox)) as tab, server.console(cookie) as console:
        conversation = (await tab.send("a", "hello")).conversation
        await console.watch(conversation)
        await tab.say("typing", on=True, text="before")
        await console.next(staff.StaffTypingShown, text="before")
        patch = InboxPatch(settings=InboxSettings())
        await server.db.write(lambda tx: change_inbox(tx, inbox, patch, by="system", at=utc_now()).id)
        await tab.say("typing", on=False)
        await console.next(staff.StaffTypingShown, on=False)
        console.forget()
        await tab.say("typing", on=True, text=SECRET)
        assert (await console.next(staff.StaffTypingShown)).text is None


async def test_a_text_that_is_too_long_is_no_command(embedded_server: Server) -> None:
    token = await embedded_server.embed_token(await embedded_server.inbox(settings=InboxSettings(typing_preview=True)))
    async with embedded_server.visitor(token) as tab:
        await tab.send("a", "hello")
        await tab.say("typing", on=True, text="x" * (PREVIEW_LENGTH + 1))
        assert (await tab.next(frames.VisitorError)).code == "invalid_command"


def test_the_longest_text_fits_what_postgresql_passes_on() -> None:
    for sign in ("\x01", "\U0001f600", '"', "\\", "ế"):
        signal = typing_signal(2**62, on=True, text=sign * PREVIEW_LENGTH)
        (payload,) = pack("0" * 12, [signal])
        assert len(payload.encode()) <= PAYLOAD_BYTES
        told, shown = typing_frames(signal, "c")
        assert (told.text, shown) == (sign * PREVIEW_LENGTH, None)


def test_a_text_with_colons_is_the_customer_s_all_the_same() -> None:
    told, shown = typing_frames(typing_signal(1, on=True, text="at 10:30: yes"), "c")
    assert (told.agent, told.text, shown) == (None, "at 10:30: yes", None)
