"""The contact form without a script: what it opens, what it refuses and says, on each kind of database."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.contact.forms import MOST_LETTERS, Forms
from channels.email.mailboxes.api import ROUTES as MAILBOX_ROUTES
from channels.email.outgoing import replying
from channels.email.outgoing.api import ROUTES as OUTGOING_ROUTES
from contact_center.conversations.answering import Answering
from contact_center.conversations.api import ROUTES as CONVERSATION_ROUTES
from contact_center.customers.blocks import block_network
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.inboxes.letters import FILES_BYTES
from contact_center.models import (
    Attachment,
    BusinessCalendar,
    Conversation,
    Customer,
    Inbox,
    Job,
    Mail,
    Mailbox,
    MailParticipant,
    Message,
)
from contact_center.settings import Settings
from contact_center.values import Role
from knowledge_base.help.centre import HelpCentre
from knowledge_base.help.routes import PAGES
from knowledge_base.search.lookup import Lookup
from tests import mails
from tests.api import Api
from tests.channels.email.outgoing.correspondence import ANN, SUPPORT, came, the_mail
from tests.files import samples

LETTER = {
    "name": "Bảo Trần",
    "email": "Bao@Customer.example",
    "subject": "Bát bị nứt",
    "message": "Chào shop,\r\nbát bị nứt ở đáy.",
}
NO_FILE: list[tuple[str, tuple[str, bytes]]] = [("files", ("", b""))]


class Page:
    """A visitor's browser with the form of an inbox."""

    def __init__(self, api: Api, inbox: str, files: FileStore, **client: Any) -> None:
        self.api, self.inbox, self.files = api, inbox, files
        self.client = api.client(**client)

    def path(self, locale: str = "en") -> str:
        return f"/help/{locale}/contact/{self.inbox}"

    async def token(self, locale: str = "en") -> str:
        shown = await self.client.get(self.path(locale))
        assert shown.status_code == 200
        return shown.text.partition('name="token" value="')[2].partition('"')[0]

    async def send(self, *, locale: str = "en", files: Any = NO_FILE, **fields: str) -> httpx.Response:
        """As somebody who takes half a minute to write it."""
        if "token" not in fields:
            fields["token"] = await self.token(locale)
            self.api.clock.advance(seconds=30)
        return await self.client.post(self.path(locale), data=LETTER | {"homepage": ""} | fields, files=files)

    async def count(self, table: Any = Conversation) -> int:
        query = sa.select(sa.func.count()).select_from(table)
        return await self.api.db.read(lambda tx: tx.execute(query).scalar_one())


@pytest.fixture
async def page(database: Database, database_settings: Settings) -> AsyncIterator[Page]:
    routes = (*CONVERSATION_ROUTES, *OUTGOING_ROUTES, *MAILBOX_ROUTES)
    api = Api(database, database_settings, routes, PAGES)
    files = FileStore(database_settings.data_dir)
    centre = HelpCentre(
        db=database, clock=api.clock, lookup=Lookup(database, api.clock), forms=Forms(database_settings, files)
    )
    answering = Answering({"email": partial(replying.reply, key=database_settings.secret_key, file_bytes=0)})
    api.services = replace(api.services, extra=SimpleNamespace(help=centre, answering=answering))
    form = {"enabled": True, "privacy_url": "https://shop.example/privacy"}
    box = await database.write(lambda tx: mails.inbox_id_of(tx, mails.mailbox(tx, settings={"form": form})))
    yield Page(api, box, files)
    files.close()


async def test_it_opens_a_conversation_as_if_it_were_mail(page: Page) -> None:
    sent = await page.send(locale="vi", files=[("files", ("bát.png", samples.png(20, 10)))])
    assert (sent.status_code, sent.headers["location"].startswith(f"{page.path('vi')}/sent?t=")) == (303, True)

    def stored(tx: Session) -> tuple[Conversation, Customer, Mail, Message, Attachment, list[str]]:
        row, customer = tx.execute(sa.select(Conversation)).scalar_one(), tx.execute(sa.select(Customer)).scalar_one()
        mail, file = tx.execute(sa.select(Mail)).scalar_one(), tx.execute(sa.select(Attachment)).scalar_one()
        people = list(tx.execute(sa.select(MailParticipant.address)).scalars())
        return row, customer, mail, tx.execute(sa.select(Message)).scalar_one(), file, people

    row, customer, mail, message, file, people = await page.api.db.read(stored)
    assert (row.channel, row.subject, row.status, row.unread) == ("email", "Bát bị nứt", "open", 1)
    assert row.waiting_since == page.api.clock()
    assert (customer.name, customer.email, customer.locale) == ("Bảo Trần", "bao@customer.example", "vi")
    assert (mail.direction, mail.by_form, mail.header_id) == ("in", True, None)
    assert mail.sender == {"address": "bao@customer.example", "name": "Bảo Trần"}
    assert message.body == "Chào shop,\nbát bị nứt ở đáy."
    assert (file.name, file.message_id, people) == ("bát.png", message.id, ["bao@customer.example"])
    assert await page.files.read(file.key) == samples.png(20, 10)


async def test_the_answer_goes_by_mail_to_the_address_that_was_given(page: Page) -> None:
    await page.send()
    client = await page.api.signed_in()
    where = await page.api.db.read(lambda tx: tx.execute(sa.select(Conversation.public_id)).scalar_one())
    shown = (await client.get(f"/api/v1/conversations/{where}/messages")).json()["messages"][0]["mail"]
    assert shown["by_form"]
    answered = await client.post(f"/api/v1/conversations/{where}/messages", json={"body": "Chào anh."})
    assert answered.status_code == 201
    mail = await page.api.db.read(the_mail)
    assert mail.to == [{"address": "bao@customer.example", "name": "Bảo Trần"}]
    assert (mail.subject, mail.sender["address"], mail.in_reply_to) == ("Re: Bát bị nứt", SUPPORT, [])
    assert "bát bị nứt ở đáy" in mail.text


async def test_nothing_is_mailed_to_an_address_that_nobody_has_checked(page: Page) -> None:
    settings = {"form": {"enabled": True}, "autoresponder": {"enabled": True}}

    def unit(tx: Session) -> None:
        tx.execute(sa.select(Mailbox)).scalar_one().settings = settings

    await page.api.db.write(unit)
    await page.send()
    delivering = await page.api.db.read(lambda tx: tx.execute(sa.select(Job).where(Job.kind == "mail.deliver")).all())
    assert delivering == []


async def test_it_never_goes_on_with_what_somebody_of_this_address_has_open(page: Page) -> None:
    def unit(tx: Session) -> int:
        box = tx.execute(sa.select(Mailbox)).scalar_one()
        return came(tx, box.inbox_id, at=page.api.clock())[0]

    first = await page.api.db.write(unit)
    await page.send(email=ANN["address"], name="Somebody else")

    def stored(tx: Session) -> tuple[list[int], list[str | None]]:
        talks = tx.execute(sa.select(Message.conversation_id).order_by(Message.id)).scalars()
        return list(talks), list(tx.execute(sa.select(Customer.name)).scalars())

    talks, names = await page.api.db.read(stored)
    assert talks[0] == first != talks[1]
    assert names == ["Ann"]


async def test_sent_twice_it_is_one_letter_and_its_files_are_kept_once(page: Page) -> None:
    token = await page.token()
    page.api.clock.advance(seconds=30)
    file = [("files", ("a.png", samples.png(4, 4)))]
    for _ in range(2):
        assert (await page.send(token=token, files=file)).status_code == 303
    assert [await page.count(each) for each in (Conversation, Message, Attachment, Mail)] == [1, 1, 1, 1]


async def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(page: Page) -> None:
    picture = [("files", ("a.png", samples.png(4, 4)))]
    sent = await page.send(email="bao@", subject=" ", message="<b>Hi</b>", files=picture)
    assert sent.status_code == 422
    assert sent.text.count('aria-invalid="true"') == 2
    assert 'id="email-wrong">Write an e-mail address, such as name@example.com.' in sent.text
    assert 'aria-describedby="email-hint email-wrong"' in sent.text
    assert 'id="subject-wrong">Say in a few words what it is about.' in sent.text
    assert 'value="Bảo Trần"' in sent.text
    assert 'value="bao@"' in sent.text
    assert "&lt;b&gt;Hi&lt;/b&gt;</textarea>" in sent.text
    assert "Please choose your files again." in sent.text
    assert sent.headers["cache-control"] == "no-store"
    assert await page.count() == 0


@pytest.mark.parametrize(
    ("fields", "files", "said"),
    [
        ({"message": ""}, NO_FILE, "Write your message."),
        ({"message": "x" * 20_000}, NO_FILE, "This message is too long: at most 8000 characters are taken."),
        ({}, [("files", (f"{n}.txt", b"x")) for n in range(6)], "These are too many files: at most 5 are taken."),
        ({}, [("files", ("big.bin", b"x" * (FILES_BYTES + 1)))], "at most 10 MB in all are taken."),
        ({}, [("files", ("big.bin", b"x" * (FILES_BYTES + 5_000_000)))], "at most 10 MB in all are taken."),
        ({}, [("files", ("run.exe", samples.EXE))], "Programs and scripts are not taken."),
        ({}, [("files", ("empty.txt", b""))], "One of these files is empty."),
    ],
)
async def test_what_is_too_much_is_refused_and_said(page: Page, fields: dict[str, str], files: Any, said: str) -> None:
    sent = await page.send(files=files, **fields)
    assert sent.status_code == 422
    assert said in sent.text
    assert 'value="Bát bị nứt"' in sent.text
    assert [await page.count(each) for each in (Conversation, Attachment)] == [0, 0]


async def test_a_program_that_fills_in_everything_is_told_what_a_person_can_mend(page: Page) -> None:
    hidden = (await page.client.get(page.path())).text
    assert '<div class="unseen" aria-hidden="true"><label for="trap">' in hidden
    caught = await page.send(homepage="https://spam.example")
    assert caught.status_code == 422
    assert '<div class="field"><label for="trap">' in caught.text
    assert await page.count() == 0


async def test_what_comes_at_once_or_from_an_old_or_made_up_page_is_asked_for_once_more(page: Page) -> None:
    token = await page.token()
    fast = await page.send(token=token)
    assert (fast.status_code, "That was very quick" in fast.text, token in fast.text) == (422, True, True)
    page.api.clock.advance(days=2)
    old = await page.send(token=token)
    assert (old.status_code, "open for a long time" in old.text, token in old.text) == (422, True, False)
    made_up = await page.send(token="page.1.signature")
    assert (made_up.status_code, await page.count()) == (422, 0)
    page.api.clock.advance(seconds=5)
    fresh = old.text.partition('name="token" value="')[2].partition('"')[0]
    assert (await page.send(token=fresh)).status_code == 303


async def test_who_writes_again_and_again_is_asked_to_wait(page: Page) -> None:
    for _ in range(MOST_LETTERS):
        assert (await page.send()).status_code == 303
    often = await page.send()
    assert (often.status_code, "Please wait 13 minutes" in often.text) == (429, True)
    assert await page.count() == MOST_LETTERS
    assert (await page.send(email="other@customer.example")).status_code == 303
    page.api.clock.advance(minutes=20)
    assert (await page.send()).status_code == 303


async def test_our_own_address_is_nobodys_who_could_be_answered(page: Page) -> None:
    for locale, said in (("en", "This address is ours."), ("vi", "Đây là địa chỉ của chúng tôi.")):
        sent = await page.send(locale=locale, email="Support+x@Shop.example")
        assert (sent.status_code, f'id="email-wrong">{said}' in sent.text) == (422, True)
    assert await page.count() == 0


async def test_a_blocked_network_is_refused(page: Page) -> None:
    def unit(tx: Session) -> None:
        block_network(tx, "192.0.2.0/24", reason="spam", until=None, agent_id=None, by="system", at=page.api.clock())

    await page.api.db.write(unit)
    refused = await page.send()
    assert (refused.status_code, "Messages from here are not taken." in refused.text) == (403, True)
    assert await page.count() == 0


async def test_another_sites_page_cannot_send_it(page: Page) -> None:
    token = await page.token()
    page.api.clock.advance(seconds=30)
    elsewhere = Page(page.api, page.inbox, page.files, origin="https://evil.example")
    assert (await elsewhere.send(token=token)).status_code == 403
    assert await page.count() == 0


async def test_what_is_no_form_is_refused_by_a_page(page: Page) -> None:
    refused = await page.client.post(page.path(), json={"message": "hello"})
    assert (refused.status_code, "<h1>" in refused.text) == (400, True)


async def test_the_thanks_name_the_time_by_the_calendar(page: Page) -> None:
    whole_day = [{"start": 0, "end": 1440}]

    def close_at_weekends(tx: Session) -> None:
        hours = {"zone": "Asia/Ho_Chi_Minh", "week": [whole_day] * 5 + [[], []]}
        calendar = BusinessCalendar(name="Weekdays", hours=hours, created_at=page.api.clock())
        tx.add(calendar)
        tx.flush()
        tx.execute(sa.update(Inbox).values(calendar_id=calendar.id))

    await page.api.db.write(close_at_weekends)
    page.api.clock.advance(days=4)  # a Friday
    sent = await page.send()
    page.api.clock.advance(days=1)
    thanks = await page.client.get(sent.headers["location"])
    assert (thanks.status_code, thanks.headers.get("content-type")) == (200, "text/html; charset=utf-8")
    assert "by Tuesday, 10 March, 16:00 (Asia/Ho_Chi_Minh) at the latest" in thanks.text
    vietnamese = await page.client.get(sent.headers["location"].replace("/en/", "/vi/"))
    assert "muộn nhất là 16:00 thứ Ba, ngày 10 tháng 3 (Asia/Ho_Chi_Minh)" in vietnamese.text
    made_up = await page.client.get(f"{page.path()}/sent?t=1.2.3")
    assert (made_up.status_code, made_up.headers["location"]) == (302, page.path())


async def test_the_short_address_leads_to_the_readers_language(page: Page) -> None:
    led = await page.client.get(f"/contact/{page.inbox}", headers={"accept-language": "vi-VN,vi;q=0.9"})
    assert (led.status_code, led.headers["location"], led.headers["vary"]) == (302, page.path("vi"), "Accept-Language")
    shown = await page.client.get(page.path("vi"))
    assert '<html lang="vi">' in shown.text
    assert f'hreflang="en" href="{page.path()}"' in shown.text
    assert 'href="https://shop.example/privacy"' in shown.text


async def test_an_inbox_without_a_form_has_a_page_that_says_so(page: Page) -> None:
    def unit(tx: Session) -> list[str]:
        plain = mails.inbox_id_of(tx, mails.mailbox(tx, address="a@shop.example"))
        form = {"form": {"enabled": True}}
        off = mails.mailbox(tx, address="b@shop.example", settings=form, disabled_at=page.api.clock())
        return [plain, mails.inbox_id_of(tx, off), "nothing"]

    for inbox in await page.api.db.write(unit):
        other = Page(page.api, inbox, page.files)
        for path in (other.path(), f"/contact/{inbox}", f"{other.path()}/sent"):
            missing = await page.client.get(path)
            assert (missing.status_code, "There is nothing at this address" in missing.text) == (404, True)
        assert (await page.client.post(other.path(), data=LETTER, files=NO_FILE)).status_code == 404


async def test_the_help_centre_leads_to_the_form_nearest_to_its_brand(page: Page) -> None:
    def unit(tx: Session) -> str:
        shop = Inbox(name="Shop", channel="webchat", allowed_sites=[], settings={}, created_at=page.api.clock())
        tx.add(shop)
        tx.flush()
        settings = {"form": {"enabled": True}, "continues": [shop.public_id]}
        near = mails.inbox_id_of(tx, mails.mailbox(tx, address="near@shop.example", settings=settings))
        assert page.api.services.extra.help.forms.first(tx, shop.public_id) == near
        assert page.api.services.extra.help.forms.first(tx, "another") == page.inbox
        return near

    near = await page.api.db.write(unit)
    page.api.services.extra.help.houses.clear()
    shown = (await page.client.get("/help/en")).text
    assert f'href="/help/en/contact/{page.inbox}">Open the contact form' in shown
    assert near not in shown
    assert "We answer by e-mail, by " in shown


async def test_administrators_turn_it_on_and_see_where_it_is(page: Page) -> None:
    client = await page.api.signed_in(Role.ADMINISTRATOR)
    (box,) = (await client.get("/api/v1/mailboxes")).json()["items"]
    assert box["form_url"] == f"{page.api.settings.base_url}/contact/{page.inbox}"
    form = {"enabled": False, "privacy_url": "", "fields": []}
    patch = {"version": box["version"], "settings": {"form": form}}
    assert (await client.patch(f"/api/v1/mailboxes/{box['id']}", json=patch)).json()["settings"]["form"] == form
    assert (await page.client.get(page.path())).status_code == 404
    wrong = {"version": box["version"] + 1, "settings": {"form": {"privacy_url": "javascript:alert(1)"}}}
    assert (await client.patch(f"/api/v1/mailboxes/{box['id']}", json=wrong)).status_code == 422
