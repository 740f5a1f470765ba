"""The bot on mail, on both databases: what it suggests, what it answers by itself, and to whom it never does."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing import autoresponder
from channels.email.outgoing.outbox import take
from contact_center.conversations import service
from contact_center.conversations.sending import append_one
from contact_center.db import Database
from contact_center.models import BotConversation, BotTurn, Conversation, Job, Mail, Message
from contact_center.settings import Settings
from contact_center.values import Author, Owner, Role, Status
from faq_bot.desk.mails import mail_hint
from faq_bot.desk.naming import Guides
from faq_bot.desk.reader import Reader
from faq_bot.mail import bot as mail_bot
from faq_bot.mail.bot import MailBot
from faq_bot.nlu.errors import Unavailable
from tests import mails, scene
from tests.channels.email.taking_in import TakingIn, raw
from tests.faq_bot.talks import SURE, UNSURE, Engine, publish

READER = Reader(role=Role.AGENT, locale="en", sees_private=True, guides=Guides(()), origin="https://help.example")
QUESTION = "Can I send it back?"
FAILED = "mx.shop.example; dmarc=fail header.from=customer.example"


class Post:
    """Mails that come to a mailbox whose bot may answer."""

    def __init__(self, db: Database, settings: Settings, engine: Engine) -> None:
        self.db, self.engine, self.key = db, engine, settings.secret_key
        self.taking = TakingIn(db, settings, follow=[autoresponder.follow, mail_bot.follow])
        self.bot = MailBot(
            db=db, understander=engine, clock=lambda: self.taking.now, base_url="https://help.example", key=self.key
        )
        self.box = 0

    async def open(self, **settings: Any) -> None:
        def unit(tx: Session) -> int:
            publish(tx)
            given = {"bot": {"answers": True}, "trusted_servers": ["mx.shop.example"]} | settings
            return mails.mailbox(tx, settings=given).id

        self.box = await self.db.write(unit)

    async def comes(self, text: str = QUESTION, **fields: Any) -> bool:
        """A mail, and what the dispatch step says of it."""
        self.taking.now += timedelta(minutes=1)
        number = fields.pop("number", 1)
        given = {"message_id": f"{number}@customer.example", "subject": "A bowl", "text": text}
        await self.taking.take(self.box, raw(**{**given, **fields}))
        return await self.look()

    async def look(self) -> bool:
        key = await self.db.read(lambda tx: tx.execute(sa.select(sa.func.max(Conversation.id))).scalar())
        return False if key is None else await self.bot.answer(key, self.taking.now)

    async def row(self) -> Conversation:
        newest = sa.select(Conversation).order_by(Conversation.id.desc()).limit(1)
        return await self.db.read(lambda tx: tx.execute(newest).scalar_one())

    async def turns(self) -> Sequence[BotTurn]:
        return await self.db.read(lambda tx: tx.execute(sa.select(BotTurn).order_by(BotTurn.id)).scalars().all())

    async def sent(self) -> list[tuple[Mail, Message]]:
        query = sa.select(Mail, Message).join(Message, Message.id == Mail.message_id).where(Mail.direction == "out")
        found = await self.db.read(lambda tx: tx.execute(query.order_by(Message.id)).all())
        return [(row[0], row[1]) for row in found]


@pytest.fixture
async def post(database: Database, database_settings: Settings) -> Post:
    return Post(database, database_settings, Engine(back=SURE, money=UNSURE))


async def test_it_suggests_and_leaves_the_mail_to_people_by_default(post: Post) -> None:
    await post.open(bot={})
    assert not await post.comes()
    (turn,) = await post.turns()
    assert (turn.decision, turn.intent, turn.article) == ("suggest", "returns", None)
    assert turn.question == "A bowl Can I send it back?"
    assert turn.articles[0] == "returns"
    assert turn.chances[0] == pytest.approx(0.97)
    assert await post.sent() == []
    row = await post.row()
    assert (row.owner, row.status) == (Owner.NONE, Status.OPEN)
    hint = await post.db.read(mail_hint, row.id, reader=READER)
    assert hint is not None
    first = hint.suggestions[0]
    assert first.article.pick.title == "Returns en"
    assert first.chance == pytest.approx(0.97)
    assert "Within 30 days." in first.excerpt
    assert first.answer.startswith("Within 30 days.")
    assert first.answer.endswith("Read on: https://help.example/help/en/returns-en")


async def test_what_is_internal_is_never_suggested(post: Post) -> None:
    post.engine.ranked["limit"] = [("limits", 4.0), ("returns", 3.9)]
    await post.open()
    assert not await post.comes("What is the limit?")
    (turn,) = await post.turns()
    assert "limits" not in turn.articles


async def test_it_answers_by_itself_once_where_it_is_sure(post: Post) -> None:
    await post.open()
    assert await post.comes()
    ((mail, message),) = await post.sent()
    assert message.author == Author.BOT
    assert mail.automatic == "reply"
    assert "Within 30 days." in mail.text
    assert "https://help.example/help/en/returns-en" in mail.text
    assert "automated assistant" in mail.text
    assert "a person will read it" in mail.text
    assert (mail.to, mail.subject) == ([{"address": "ann@customer.example", "name": "Ann Lê"}], "Re: A bowl")
    assert mail.in_reply_to == ["1@customer.example"]
    ready = await post.db.write(take, mail.message_id, key=post.key, now=post.taking.now)
    assert ready is not None
    assert ready.mail.automatic
    row = await post.row()
    assert (row.status, row.waiting_since) == (Status.RESOLVED, None)
    (turn,) = await post.turns()
    assert (turn.decision, turn.article) == ("answer", "returns")
    kept = await post.db.read(lambda tx: tx.get(BotConversation, row.id))
    assert kept is not None
    assert kept.outcome == "resolved"
    assert not await post.look()
    assert len(await post.sent()) == 1


async def test_in_vietnamese_it_answers_in_vietnamese(post: Post) -> None:
    post.engine.ranked["hàng"] = SURE
    await post.open()
    assert await post.comes("Cửa hàng cho đổi trả hàng trong bao lâu vậy ạ?", subject="Đổi trả")
    ((mail, _),) = await post.sent()
    assert "trợ lý tự động" in mail.text
    assert "/help/vi/returns-vi" in mail.text


async def test_any_answer_to_it_goes_to_a_person(post: Post) -> None:
    await post.open()
    await post.comes()
    ((mail, _),) = await post.sent()
    assert not await post.comes("Can I send back two?", number=2, In_Reply_To=f"<{mail.header_id}>")
    row = await post.row()
    assert (row.status, row.owner) == (Status.OPEN, Owner.NONE)
    assert row.waiting_since is not None
    assert len(await post.sent()) == 1
    kept = await post.db.read(lambda tx: tx.get(BotConversation, row.id))
    assert kept is not None
    assert (kept.outcome, kept.handed_over_at) == ("escalated", post.taking.now)
    assert [each.decision for each in await post.turns()] == ["answer", "suggest"]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Can I get my money?"},
        {"text": "Where is my order? I want to send it back."},
        {"text": "I want to talk to a person, I sent it back."},
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.customer.example>"},
        {"sender": "No Reply <no-reply@customer.example>"},
        {"Authentication_Results": FAILED},
        {"to": "undisclosed-recipients:;"},
        {"X_Spam_Flag": "YES"},
    ],
    ids=str,
)
async def test_to_whom_it_never_answers_by_itself(post: Post, fields: dict[str, Any]) -> None:
    await post.open()
    assert not await post.comes(**fields)
    assert await post.sent() == []


async def test_history_is_left_alone(post: Post) -> None:
    await post.open()
    await post.taking.take(post.box, raw(text=QUESTION), history=True)
    assert not await post.look()
    assert (await post.turns(), await post.sent()) == ([], [])


async def test_a_sender_has_one_automatic_answer_in_a_while(post: Post) -> None:
    await post.open()
    assert await post.comes()
    assert not await post.comes(number=2)
    assert len(await post.sent()) == 1


async def test_where_it_has_no_answer_the_autoresponder_says_when_there_is_one(post: Post) -> None:
    await post.open(bot={"answers": True}, autoresponder={"enabled": True})
    assert not await post.comes("Can I get my money?")
    ((mail, message),) = await post.sent()
    assert message.author == Author.SYSTEM
    assert "We have received it" in mail.text
    assert not await post.look()
    assert len(await post.sent()) == 1


async def test_where_it_answers_the_autoresponder_says_nothing(post: Post) -> None:
    await post.open(bot={"answers": True}, autoresponder={"enabled": True})
    assert await post.comes()
    ((_, message),) = await post.sent()
    assert message.author == Author.BOT


async def test_it_answers_nobody_whose_mail_an_agent_has_taken_while_it_thought(post: Post) -> None:
    await post.open()

    class Slow(Engine):
        async def understand(self, text: str, spoken: str = "", *, conversation: str = ""):  # type: ignore[no-untyped-def]
            def takes(tx: Session) -> None:
                agent = scene.agent(tx, "Lan")
                key = tx.execute(sa.select(Conversation.id)).scalar_one()
                service.assign(tx, key, agent_id=agent, by="system", at=post.taking.now)

            await post.db.write(takes)
            return await super().understand(text, spoken)

    post.bot._understander = Slow(back=SURE)
    assert not await post.comes()
    assert await post.sent() == []
    assert [each.decision for each in await post.turns()] == ["suggest"]


async def test_a_mail_to_an_agent_s_conversation_is_looked_at_by_a_job(post: Post) -> None:
    await post.open(bot={})
    await post.comes("Can I get my money?")
    key = (await post.row()).id

    def takes(tx: Session) -> None:
        service.assign(tx, key, agent_id=scene.agent(tx, "Lan"), by="system", at=post.taking.now)

    await post.db.write(takes)
    mine = sa.select(Job.payload).where(Job.kind == mail_bot.KIND)
    assert await post.db.read(lambda tx: tx.execute(mine).scalars().all()) == []
    await post.taking.take(
        post.box, raw(text=QUESTION, message_id="2@customer.example", In_Reply_To="<1@customer.example>")
    )
    assert await post.db.read(lambda tx: tx.execute(mine).scalars().all()) == [{"conversation_id": key}]
    assert not await post.look()
    assert [each.intent for each in await post.turns()][-1] == "returns"


async def test_a_suggestion_is_gone_once_an_agent_has_answered_or_calls_it_wrong(post: Post) -> None:
    await post.open(bot={})
    await post.comes()
    row = await post.row()

    def hint(tx: Session) -> bool:
        return mail_hint(tx, row.id, reader=READER) is not None

    assert await post.db.read(hint)

    def mark(tx: Session) -> None:
        tx.execute(sa.update(BotTurn).values(mark="wrong"))

    await post.db.write(mark)
    assert not await post.db.read(hint)

    def answer(tx: Session) -> None:
        tx.execute(sa.update(BotTurn).values(mark=None))
        append_one(tx, scene.from_agent(row.id, scene.agent(tx, "Lan")))

    await post.db.write(answer)
    assert not await post.db.read(hint)


async def test_a_mailbox_that_wants_none_of_it_has_none(post: Post) -> None:
    await post.open(bot={"suggests": False})
    assert not await post.comes()
    assert await post.turns() == []


async def test_where_no_engine_answers_people_do(post: Post) -> None:
    await post.open(autoresponder={"enabled": True})
    post.engine.broken = Unavailable("not yet")
    assert not await post.comes()
    ((_, message),) = await post.sent()
    assert message.author == Author.SYSTEM
    post.engine.broken = ValueError("broken")
    assert not await post.comes(number=2, sender="bo@customer.example")
    assert len(await post.sent()) == 2
    assert await post.turns() == []
    post.engine.broken = None
    assert not await post.look()
    assert [each.intent for each in await post.turns()] == ["returns"]
