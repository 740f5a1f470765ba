"""Whoever still has a deleted conversation on the screen is told so, and goes on without it."""

from datetime import timedelta

from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as visitor
from contact_center.retention import service as retention
from contact_center.retention.rules import Retention
from contact_center.settings import Settings
from contact_center.values import utc_now
from tests.app_server import serving


async def test_a_visitor_and_an_agent_are_told_and_the_visitor_begins_anew(settings: Settings) -> None:
    async with serving(settings) as server:
        _, cookie = await server.agent("Ada")
        token = await server.embed_token(await server.inbox())
        async with server.visitor(token) as tab, server.console(cookie) as console:
            first = (await tab.send("a", "hello")).conversation
            await console.watch(first)
            await tab.say("end")
            await tab.until(lambda: tab.state.status == "resolved")
            kept = Retention(conversations=1)
            await server.db.write(lambda tx: retention.change(tx, kept, version=0, by="system", at=utc_now()))
            assert await retention.carry_out(server.db, now=utc_now() + timedelta(days=2)) != {}

            await tab.write("b", "is anybody there?")
            assert (await tab.next(visitor.VisitorError)).code == "not_found"
            await console.say("send", conversation=first, client_id="c", body="yes", audience="public")
            assert (await console.next(staff.StaffError)).code == "not_found"

            again = tab.tab()
            await again.connect(keep=False)
            assert (await again.send("b", "is anybody there?")).conversation != first
            await again.close()
