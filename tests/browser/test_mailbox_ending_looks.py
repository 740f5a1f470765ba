"""How a mailbox looks that is changed to another account, disabled and removed, and what is told before that."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from channels.email.accounts import Secrets, put_secrets
from channels.email.outgoing.beginning import NewMailConversation, begin
from contact_center.auth import Principal
from contact_center.conversations.schemas import NewMail
from contact_center.models import Agent, Mailbox
from contact_center.realtime.mail_views import MailPerson
from contact_center.settings import Settings
from contact_center.values import Role, utc_now
from tests import mails
from tests.browser.conftest import People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.talks import SECONDS, installation

pytestmark = pytest.mark.browser
ADDRESS = "support@shop.example"

WORDS = {
    "en": {
        "of": "What can be done with", "change": "Change", "next": "Next", "user": "User name",
        "from": "Earlier ones too", "close": "Close", "disable": "Disable", "unsent": "1 mail is still to leave",
        "remove": "Remove…", "typed": "Type support@shop.example to confirm", "go": "Remove the mailbox",
        "gone": "No mailbox yet", "registration": "Sign-in at providers", "token": "Address of the token server",
        "moves": "This mailbox has to sign",
    },
    "vi": {
        "of": "Thao tác với", "change": "Sửa", "next": "Tiếp", "user": "Tên đăng nhập", "from": "Cả thư trước đây",
        "close": "Đóng", "disable": "Tắt", "unsent": "Còn 1 thư chưa gửi", "remove": "Gỡ bỏ…",
        "typed": "Nhập support@shop.example để xác nhận", "go": "Gỡ bỏ tài khoản", "gone": "Chưa có tài khoản e-mail",
        "registration": "Đăng nhập qua nhà cung cấp", "token": "Địa chỉ máy chủ token", "moves": "phải đăng nhập lại",
    },
}  # fmt: skip


def prepare(tx: Session, key: str) -> None:
    """A mailbox whose account has signed in at Google, and from which a mail is to leave."""
    place = {"host": "imap.shop.example", "username": "support", "auth": "oauth", "oauth": {"provider": "google"}}
    now = utc_now()
    box = mails.mailbox(tx, address=ADDRESS, kind="imap", incoming=place, connected_at=now, last_contact_at=now)
    put_secrets(box, Secrets(refresh_token="refresh"), key=key)
    who = tx.execute(sa.select(Agent)).scalars().one()
    principal = Principal(kind="session", agent_id=who.id, public_id=who.public_id, name=who.name, scopes=frozenset())
    ann = MailPerson("ann@customer.example", "Ann")
    new = NewMailConversation(
        inbox=mails.inbox_id_of(tx, box), body="Hi", client_id="a", mail=NewMail(to=[ann], subject="Bowl")
    )
    begin(tx, new, principal, file_bytes=0, key=key, at=now)


@pytest.mark.parametrize("mood", MOODS)
def test_what_becomes_of_a_mailbox_is_said_before_it_is_done(people: People, settings: Settings, mood: Mood) -> None:
    words = WORDS[mood.locale]
    with installation(settings, works=False) as (server, loop):

        def run(work: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(work, loop).result(SECONDS)

        context = people.come(**mood._asdict(), bypass_csp=True)
        _, cookie = run(server.agent("Mai Anh", role=Role.ADMINISTRATOR))
        run(server.db.write(prepare, settings.secret_key))
        context.add_cookies([{"name": "cc_session", "value": cookie, "url": server.base}])
        page: Page = context.new_page()
        look, dialog = Looker(page, mood, prefix="mailbox-"), page.get_by_role("dialog")

        def choose(name: str) -> None:
            page.get_by_role("button", name=f"{words['of']} {ADDRESS}").click()
            page.get_by_role("menuitem", name=name, exact=True).click()

        page.goto(f"{server.base}/console/settings/mailboxes")
        choose(words["change"])
        dialog.get_by_role("button", name=words["next"], exact=True).click()
        dialog.get_by_label(words["user"], exact=True).first.fill("sales")
        dialog.get_by_role("button", name=words["next"], exact=True).click()
        dialog.get_by_label(words["from"]).check()
        look.at("another-account")
        dialog.get_by_role("button", name=words["close"], exact=True).click()

        page.get_by_role("button", name=words["registration"]).click()
        dialog.locator("summary").click()
        dialog.get_by_label(words["token"]).fill("https://elsewhere.example/token")
        expect(dialog).to_contain_text(words["moves"])
        dialog.get_by_text(words["moves"]).scroll_into_view_if_needed()
        look.at("token-server")
        dialog.get_by_role("button", name=words["close"], exact=True).click()

        choose(words["disable"])
        expect(dialog).to_contain_text(words["unsent"])
        look.at("disabling")
        dialog.get_by_role("button", name=words["disable"], exact=True).click()
        expect(dialog).to_have_count(0)
        choose(words["remove"])
        look.at("removing")
        go = dialog.get_by_role("button", name=words["go"])
        expect(go).to_be_disabled()
        dialog.get_by_label(words["typed"]).fill(ADDRESS)
        look.axe("typed")
        go.click()
        expect(page.get_by_text(words["gone"])).to_be_visible()
        look.at("removed")
        removed = run(server.db.read(lambda tx: tx.execute(sa.select(Mailbox.removed_at)).scalar_one()))
        page.goto("about:blank")
        assert removed is not None
        assert look.found == []
