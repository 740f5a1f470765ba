"""An owner sets up an empty installation in the browser alone, until the chat answers on the owner's own page."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import START_SECONDS, People
from tests.browser.first_run import accept_invitation, first_administrator, first_start, invite
from tests.browser.mailbox import Mailbox, mail_server
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

OWNER, AGENT = "mai@shop.example", "lan@shop.example"
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@dataclass
class Shop:
    """A plain page on a port of its own; `snippet` is what its owner pastes into it."""

    address: str
    snippet: list[str] = field(default_factory=list)


@pytest.fixture
def shop() -> Iterator[Shop]:
    pasted: list[str] = []

    class PlainPage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            page = f"<!doctype html><html lang=en><title>Lotus</title><body><h1>Lotus</h1>{''.join(pasted)}"
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), PlainPage)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Shop(f"http://127.0.0.1:{server.server_port}", pasted)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def setup_link(tmp_path: Path, mailbox: Mailbox) -> Iterator[str]:
    by_mail = {"CC_SMTP_HOST": "127.0.0.1", "CC_SMTP_PORT": str(mailbox.port), "CC_SMTP_SECURITY": "none"}
    with first_start(tmp_path, **by_mail, CC_MAIL_FROM="desk@shop.example") as link:
        yield link


def step(page: Page, title: str) -> None:
    """The step with this title is done."""
    expect(page.get_by_role("heading", name=f"{title} (done)")).to_be_visible()


def set_up_the_brand(page: Page, site: str) -> None:
    page.get_by_label("Name").fill("Lotus Ceramics")
    wrong = page.get_by_text("Write your website's address, such as")
    page.get_by_label("Your website").fill("shop")
    expect(wrong).to_be_visible()
    page.get_by_label("Your website").fill(f"{site}/cart")
    expect(wrong).to_have_count(0)
    page.get_by_role("button", name="Create the inbox").click()
    step(page, "Your brand")


def open_day_and_night(page: Page) -> None:
    """So that the chat is open whenever this runs; an end that is the start lies on the next day."""
    for day in DAYS:
        if day in {"Saturday", "Sunday"}:
            page.get_by_role("button", name=f"Add hours: {day}").click()
        for end in ("from", "to"):
            time = page.get_by_label(f"{day}: {end}")
            time.fill("00:00")
            time.blur()
    expect(page.get_by_text("Always open")).to_be_visible()
    page.get_by_role("button", name="Save the hours").click()
    step(page, "Opening hours")


def take_no_chats(page: Page) -> None:
    """The owner leaves the chats to the colleague."""
    page.get_by_role("link", name="Team").click()
    page.get_by_role("button", name="Actions for Mai Anh").click()
    page.get_by_role("menuitem", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit Mai Anh")
    dialog.get_by_label("Chat limit").fill("0")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    page.get_by_label("Settings", exact=True).get_by_role("link", name="Get started").click()


def test_from_an_empty_database_to_a_rated_chat_on_the_owners_page(
    setup_link: str, mailbox: Mailbox, shop: Shop, people: People
) -> None:
    owner = people.come().new_page()
    first_administrator(owner, setup_link, OWNER)
    set_up_the_brand(owner, shop.address)
    open_day_and_night(owner)
    invite(owner, "Lan Phạm", AGENT)
    step(owner, "Your colleagues")
    take_no_chats(owner)

    to, text = mailbox.received.get(timeout=START_SECONDS)
    assert to == AGENT
    agent = people.come().new_page()
    accept_invitation(agent, text, AGENT)
    expect(agent.get_by_role("link", name="Settings")).to_have_count(0)

    expect(owner.get_by_text("Waiting for the chat to be seen")).to_be_visible()
    shop.snippet.append(owner.locator("pre").first.inner_text())
    visitor = Widget.on(people.come(), shop.address)
    visitor.open()
    expect(owner.get_by_text("The chat was seen on your page")).to_be_visible()
    visitor.say("Do you have the blue bowl?")
    expect(owner.get_by_text("The first message has arrived")).to_be_visible()

    agent.get_by_role("link").filter(has_text="Do you have the blue bowl?").first.click()
    reply = agent.get_by_role("textbox", name="Reply to")
    reply.fill("Yes, five of them.")
    reply.press("Enter")
    visitor.hears("Yes, five of them.")
    expect(owner.get_by_role("heading", name="Everything is set up")).to_be_visible()

    agent.get_by_role("button", name="Resolve", exact=True).click()
    expect(visitor.frame.get_by_role("heading", name="This chat has ended")).to_be_visible()
    visitor.frame.get_by_role("radio", name="Very good").check()
    visitor.frame.get_by_role("button", name="Send rating").click()
    expect(visitor.frame.get_by_text("Thank you for your rating!")).to_be_visible()

    owner.get_by_label("Settings", exact=True).get_by_role("link", name="Ratings").click()
    expect(owner.get_by_role("row").filter(has_text="Lan Phạm").first).to_be_visible()
    assert people.errors == []
