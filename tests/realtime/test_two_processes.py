"""A visitor and an agent who are served by different processes over one PostgreSQL notice nothing of it."""

import pytest

from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as visitor
from contact_center.settings import Settings
from tests.app_server import serving

pytestmark = pytest.mark.postgresql


async def test_a_chat_over_two_processes(postgres_settings: Settings) -> None:
    async with serving(postgres_settings, works=False) as web, serving(postgres_settings) as other:
        _, cookie = await web.agent("Ada")
        token = await web.embed_token(await web.inbox())
        async with other.console(cookie) as console, web.visitor(token) as tab:
            await console.say("watch_lists")
            ack = await tab.send("a", "hello")
            assert (await console.next(staff.Assigned)).conversation.id == ack.conversation  # by the other's router
            await console.watch(ack.conversation)
            for number in range(5):
                await tab.send(f"m{number}", f"message {number}")
                await console.send(ack.conversation, f"r{number}", f"reply {number}")
            await tab.say("typing", on=True)
            await console.next(staff.StaffTypingShown, on=True, agent=None)
            await console.say("typing", conversation=ack.conversation, on=True)
            await tab.next(visitor.VisitorTypingShown)
            await tab.say("end")
            await console.until(lambda: console.states[ack.conversation].status == "resolved")
            await tab.until(lambda: tab.state.status == "resolved")
            assert len(tab.state.messages) == len(console.states[ack.conversation].messages) == 11
            assert not tab.state.hole


async def test_a_second_tab_on_another_process_shows_the_conversation_at_once(postgres_settings: Settings) -> None:
    async with serving(postgres_settings, works=False) as web, serving(postgres_settings, works=False) as other:
        token = await web.embed_token(await web.inbox())
        async with web.visitor(token) as tab:
            second = tab.tab()
            second.port = other.port
            await second.connect()
            await tab.send("a", "hello")
            await second.until(lambda: second.state.messages == tab.state.messages)
            await second.close()


async def test_colleagues_see_who_looks_and_who_is_named_over_two_processes(postgres_settings: Settings) -> None:
    async with serving(postgres_settings, works=False) as web, serving(postgres_settings, works=False) as other:
        _, ada = await web.agent("Ada")
        _, lan = await web.agent("Lan")
        token = await web.embed_token(await web.inbox())
        async with web.visitor(token) as tab, web.console(ada) as here, other.console(lan) as there:
            conversation = (await tab.send("a", "hello")).conversation
            await there.watch(conversation)
            await here.say("viewing", conversation=conversation)
            seen = await there.next(staff.Viewers)
            assert [agent.name for agent in seen.agents] == ["Ada"]
            named = (await there.next(staff.Ready)).me.id
            note = {"conversation": conversation, "client_id": "n", "audience": "staff", "mentions": [named]}
            await here.say("send", body="@Lan", **note)
            assert (await there.next(staff.Mentioned)).by.name == "Ada"
            await here.close()
            await there.next(staff.Viewers, agents=[])
