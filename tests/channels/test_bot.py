"""The bot on the widget's socket: who answers is told, and a person is one command away."""

from contact_center.inboxes.schemas import BotSettings, InboxSettings
from contact_center.realtime.visitor_frames import PublicBot
from contact_center.values import Presence
from tests.app_server import Server

BOT = InboxSettings(bot=BotSettings(enabled=True, name={"en": "Suri"}, avatar=False))


async def test_the_welcome_tells_who_answers_first(server: Server) -> None:
    token = await server.embed_token(await server.inbox(settings=BOT))
    async with server.visitor(token) as visitor:
        (welcome,) = visitor.find_tag("welcome")
        assert welcome.bot == PublicBot("Suri", avatar=False)


async def test_an_inbox_without_a_bot_tells_of_none(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as visitor:
        assert visitor.find_tag("welcome")[0].bot is None
        await visitor.send("a", "hello")
        await visitor.say("person")
        await visitor.send("b", "anybody?")
        assert [each.message.body for each in visitor.find_tag("message")] == []


async def test_a_person_is_one_command_away(server: Server) -> None:
    await server.agent("Ada", presence=Presence.AWAY)
    token = await server.embed_token(await server.inbox(settings=BOT))
    async with server.visitor(token) as visitor:
        await visitor.send("a", "hello")
        await visitor.until(lambda: visitor.find_tag("message"))
        assert visitor.find_tag("message")[0].message.author == "bot"
        await visitor.until(lambda: any(each.conversation.bot for each in visitor.find_tag("conversation")))
        await visitor.say("person")
        await visitor.until(lambda: len(visitor.find_tag("message")) >= 3)
        last = visitor.find_tag("message")[-1].message
        assert last.content.__struct_config__.tag == "handed_over"
        await visitor.until(lambda: not visitor.find_tag("conversation")[-1].conversation.bot)
