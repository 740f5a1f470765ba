"""Signing in to a mailbox at its provider, in the browser: from nothing registered to mail that comes in, and again
after the provider has taken the access away. The provider, Dovecot and the installation are real.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from contact_center.models import Mailbox
from contact_center.settings import Settings
from contact_center.values import Role
from tests.app_server import until_stored
from tests.browser.conftest import People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.talks import SECONDS, installation
from tests.consent import MAIL
from tests.mail_servers import MailServers, TokenServer, mail_servers, token_server

__all__ = ["mail_servers", "token_server"]
pytestmark = pytest.mark.browser

WORDS = {
    "en": {
        "add": "Connect a mailbox", "google": "Sign in with Google", "id": "Client ID", "secret": "Client secret",
        "other": "Other addresses than the provider's usual ones", "authorize": "Address where people sign in",
        "token": "Address of the token server", "scope": "Permissions (scopes)", "go": "Save and sign in",
        "again": "Sign in again", "as": "Signed in as support@example.test", "next": "Next",
        "connect": "Test and connect", "incoming": "Incoming mail (IMAP)", "user": "User name", "server": "Server",
        "port": "Port", "own": "Send by the mailbox's own server", "denied": "Access was not granted",
        "works": "Connected", "needed": "Access has ended", "wrong": "This is another account",
        "registration": "Sign-in at providers",
    },
    "vi": {
        "add": "Kết nối tài khoản", "google": "Đăng nhập bằng Google", "id": "Mã ứng dụng (Client ID)",
        "secret": "Mã bí mật (Client secret)", "other": "Dùng địa chỉ khác với địa chỉ thông thường",
        "authorize": "Địa chỉ trang đăng nhập", "token": "Địa chỉ máy chủ token", "scope": "Các quyền (scope)",
        "go": "Lưu và đăng nhập", "again": "Đăng nhập lại", "as": "Đã đăng nhập: support@example.test", "next": "Tiếp",
        "connect": "Thử và kết nối", "incoming": "Thư đến (IMAP)", "user": "Tên đăng nhập", "server": "Máy chủ",
        "port": "Cổng", "own": "Gửi bằng máy chủ của tài khoản này", "denied": "Quyền truy cập chưa được cấp",
        "works": "Đã kết nối", "needed": "Quyền truy cập đã hết", "wrong": "Đây không phải tài khoản",
        "registration": "Đăng nhập qua nhà cung cấp",
    },
}  # fmt: skip


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def register(page: Page, words: dict[str, str], provider: TokenServer, look: Looker) -> None:
    """Enter what the provider has given, in the dialog that asks for it because nothing is known."""
    dialog = page.get_by_role("dialog").last
    dialog.get_by_text("/oauth/mailboxes").wait_for()
    look.at("registration")
    dialog.get_by_label(words["id"], exact=True).fill("client")
    dialog.get_by_label(words["secret"], exact=True).fill("hush")
    dialog.get_by_text(words["other"]).click()
    dialog.get_by_label(words["authorize"]).fill(f"{provider.url}/authorize")
    dialog.get_by_label(words["token"]).fill(f"{provider.url}/token")
    dialog.get_by_label(words["scope"]).fill(MAIL)
    press(page, words["go"])


def answer(page: Page, which: str) -> None:
    """At the provider."""
    page.get_by_role("link", name=which).click()
    page.wait_for_url("**/console/settings/mailboxes**")


def connect(page: Page, words: dict[str, str], servers: MailServers, look: Looker) -> None:
    """At Dovecot, instead of the provider's servers."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(words["as"]).wait_for()
    look.at("signed-in")
    dialog.get_by_label(words["user"], exact=True).first.fill("support")
    dialog.get_by_role("button", name="imap.gmail.com").click()
    place = dialog.get_by_role("group", name=words["incoming"])
    place.get_by_label(words["server"], exact=True).fill("127.0.0.1")
    place.get_by_label(words["port"]).fill(str(servers.imap_port))
    place.get_by_role("combobox").select_option("plain")
    dialog.get_by_label(words["own"]).uncheck()
    press(page, words["next"])
    press(page, words["connect"])
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("mood", MOODS)
def test_an_administrator_signs_in_at_the_provider_and_again_when_access_has_ended(
    settings: Settings, people: People, mood: Mood, token_server: TokenServer, mail_servers: MailServers
) -> None:
    words = WORDS[mood.locale]
    token_server.lifetime = 60  # so short that every connection needs a new token
    settings = msgspec.structs.replace(settings, smtp_host="127.0.0.1", smtp_port=mail_servers.smtp_port)
    with installation(settings, works=True) as (server, loop):

        def run(work: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(work, loop).result(SECONDS)

        def until_shown(word: str, stands: Callable[[Mailbox], bool]) -> None:
            """Until the mailbox is so, and the page says it."""
            run(until_stored(server.db, lambda tx: stands(tx.execute(sa.select(Mailbox)).scalars().one())))
            page.reload()
            expect(page.get_by_role("row").filter(has_text="support@example.test")).to_contain_text(word)

        context = people.come(**mood._asdict(), bypass_csp=True)
        _, cookie = run(server.agent("Mai Anh", role=Role.ADMINISTRATOR))
        context.add_cookies([{"name": "cc_session", "value": cookie, "url": server.base}])
        page = context.new_page()
        look = Looker(page, mood, prefix="sign-in-")
        page.goto(f"{server.base}/console/settings/mailboxes")
        press(page, words["add"])
        page.get_by_role("dialog").get_by_role("button", name=words["google"]).wait_for()
        look.at("offer")
        press(page, words["google"])
        register(page, words, token_server, look)
        answer(page, "deny")
        expect(page.get_by_role("alert").filter(has_text=words["denied"])).to_be_visible()
        look.at("denied")
        press(page, words["again"])
        answer(page, "allow")
        connect(page, words, mail_servers, look)
        row = page.get_by_role("row").filter(has_text="support@example.test")
        until_shown(words["works"], lambda box: box.last_contact_at is not None and box.failure is None)
        look.at("connected")

        token_server.refresh_tokens.clear()
        mail_servers.stop_imap()
        mail_servers.start_imap()
        until_shown(words["needed"], lambda box: (box.failure or {}).get("code") == "oauth")
        look.at("ended")
        token_server.codes.email = "other@example.test"
        row.get_by_role("button", name=words["again"]).click()
        answer(page, "allow")
        expect(page.get_by_role("alert").filter(has_text=words["wrong"])).to_be_visible()
        look.at("wrong-account")
        token_server.codes.email = "support@example.test"
        page.get_by_role("alert").get_by_role("button", name=words["again"]).click()
        answer(page, "allow")
        until_shown(words["works"], lambda box: box.last_contact_at is not None and box.failure is None)
        page.goto("about:blank")
        assert look.found == []
