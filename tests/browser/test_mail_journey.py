"""A mailbox on real servers from its connection on: a customer's mail, the answers, the thread, and what comes back."""

from base64 import b64encode
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import People
from tests.browser.first_run import accept_invitation, first_administrator, first_start, invite
from tests.browser.mail_client import File, MailClient, part, text_of
from tests.browser.test_files import PASTE
from tests.files import samples
from tests.mail_servers import DOMAIN, PASSWORD, MailServers, started

pytestmark = pytest.mark.browser

OWNER, AGENT, SUPPORT = (f"{name}@{DOMAIN}" for name in ("user9", "agent", "support"))
NOBODY = "nobody@elsewhere.test"
CRACK, LABEL = samples.png(320, 200), samples.png(120, 80)
INVOICE = b"%PDF-1.7\n% the invoice of order 1042\n"
FORM = b"%PDF-1.7\n% the form with which bowls are sent back\n"
BROKEN = "<p>Hello,</p><p>my <b>celadon bowl</b> has a crack:</p><img src='cid:crack@phone'><p>Can you help?</p>"
ANSWER = "Dear Ann,\n\n**we send a new one** today:\n\n- the bowl\n- a saucer\n\nPlease fill in the form."
THANKS = "Thank you, the form is on its way."


@pytest.fixture
def mail_servers() -> Iterator[MailServers]:
    with started() as servers:
        yield servers


@pytest.fixture
def setup_link(tmp_path: Path, mail_servers: MailServers) -> Iterator[str]:
    """The installation's own mail goes by Postfix too; it believes the certificate of Dovecot."""
    variables = {
        "CC_SMTP_HOST": "127.0.0.1",
        "CC_SMTP_PORT": str(mail_servers.smtp_port),
        "CC_SMTP_SECURITY": "none",
        "CC_MAIL_FROM": f"desk@{DOMAIN}",
        "SSL_CERT_FILE": str(mail_servers.certificate),
    }
    with first_start(tmp_path, **variables) as link:
        yield link


def connect_the_mailbox(page: Page, servers: MailServers) -> None:
    """First with a wrong password, which the server refuses before anything is saved."""
    page.get_by_role("link", name="Mailboxes").click()
    page.get_by_role("button", name="Connect a mailbox").first.click()
    dialog = page.get_by_role("dialog", name="Connect a mailbox")
    dialog.get_by_label("Address", exact=True).fill(SUPPORT)
    dialog.get_by_label("Name").fill("Lotus Ceramics")
    dialog.get_by_role("button", name="Next").click()
    dialog.get_by_label("Password", exact=True).first.fill("not this one")
    incoming = dialog.get_by_role("group", name="Incoming mail")
    incoming.get_by_label("Server").fill("localhost")
    incoming.get_by_label("Port").fill(str(servers.imaps_port))
    incoming.get_by_label("Encryption").select_option("TLS")
    outgoing = dialog.get_by_role("group", name="Outgoing mail")
    outgoing.get_by_label("Server", exact=True).fill("127.0.0.1")
    outgoing.get_by_label("Port").fill(str(servers.smtp_port))
    outgoing.get_by_label("Encryption").select_option("plain")
    outgoing.get_by_label("User name").fill("")
    dialog.get_by_role("button", name="Next").click()
    dialog.get_by_label("Signature: English").fill("Lotus Ceramics\n12 Hang Gai, Hanoi")
    dialog.get_by_role("button", name="Test and connect").click()
    expect(dialog.get_by_role("alert")).to_contain_text("refuses the user name or the password")
    dialog.get_by_label("Password", exact=True).first.fill(PASSWORD)
    dialog.get_by_role("button", name="Next").click()
    dialog.get_by_role("button", name="Test and connect").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text=SUPPORT)).to_contain_text("Connected")


def picture(page: Page, name: str) -> None:
    """The picture within the last mail of this sender has really been loaded and drawn."""
    frame = page.frame_locator(f'iframe[title="Mail of {name}"]').last
    shown = frame.locator("img").first
    expect(shown).to_be_visible()
    shown.evaluate("(image) => image.decode()")
    assert shown.evaluate("(image) => image.naturalWidth") == 320


def answer_with_files(page: Page) -> None:
    """To all, formatted, with a picture where it was pasted, and a file."""
    text = page.get_by_role("textbox", name="Write to")
    text.fill(ANSWER + "\n\n")
    text.evaluate(PASTE, b64encode(LABEL).decode())
    page.locator("form input[type=file]").set_input_files(
        FilePayload(name="returns.pdf", mimeType="application/pdf", buffer=FORM)
    )
    send = page.get_by_role("button", name="Send", exact=True)
    expect(send).to_be_enabled()
    send.click()


def is_the_answer(mail: EmailMessage, asked: EmailMessage) -> None:
    """As the customer's program reads it: in the thread, in two forms, with the picture and the file."""
    assert str(mail["Message-ID"]).endswith(f"@{DOMAIN}>")
    assert (mail["In-Reply-To"], mail["References"]) == (asked["Message-ID"], asked["Message-ID"])
    assert (mail["From"], mail["Subject"]) == (f"Lotus Ceramics <{SUPPORT}>", "Re: A broken bowl")
    text, html = (text_of(mail, kind) for kind in ("text/plain", "text/html"))
    assert text.startswith(ANSWER)
    assert "-- \nLotus Ceramics\n12 Hang Gai, Hanoi\n" in text
    assert "Ann Lee <user1@example.test> wrote:\n> My bowl has a crack.\n" in text
    assert "<strong>we send a new one</strong> today" in html
    assert "<li>the bowl</li><li>a saucer</li>" in html
    shown, form = part(mail, "image/png"), part(mail, "application/pdf")
    assert f'src="cid:{str(shown["Content-ID"]).strip("<>")}"' in html
    assert (shown.get_content_disposition(), shown.get_content()) == ("inline", LABEL)
    assert (form.get_content_disposition(), form.get_content()) == ("attachment", FORM)
    assert form.get_filename() == "returns.pdf"


def answer_to_nobody(page: Page) -> None:
    """With somebody in copy whose address does not exist."""
    page.get_by_role("button", name="change recipients").click()
    page.get_by_role("combobox", name="Cc").fill(NOBODY)
    text = page.get_by_role("textbox", name="Write to")
    text.fill("We will tell our courier as well.")
    text.press("Control+Enter")


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_customer_writes_is_answered_and_answers_in_one_thread_on_real_servers(
    setup_link: str, mail_servers: MailServers, people: People, tmp_path: Path
) -> None:
    owner, agent = people.come().new_page(), people.come().new_page()
    first_administrator(owner, setup_link, OWNER)
    connect_the_mailbox(owner, mail_servers)
    owner.get_by_role("link", name="Team").click()
    invite(owner, "Lan Phạm", AGENT)
    invitation = MailClient(mail_servers, "agent", "Lan Phạm").next()
    accept_invitation(agent, text_of(invitation), AGENT)

    ann, bob = MailClient(mail_servers, "user1", "Ann Lee"), MailClient(mail_servers, "user2", "Bob Lee")
    files = (
        File("crack.png", "image/png", CRACK, "crack@phone"),
        File("invoice.pdf", "application/pdf", INVOICE),
    )
    asked = ann.write(SUPPORT, "A broken bowl", "My bowl has a crack.", html=BROKEN, cc=bob.address, files=files)

    agent.get_by_role("link").filter(has_text="A broken bowl").first.click()
    mails = agent.get_by_role("log").get_by_role("article")
    expect(mails).to_have_count(1)
    picture(agent, "Ann Lee")
    with agent.expect_download() as download:
        mails.get_by_role("link", name="invoice.pdf").click()
    download.value.save_as(tmp_path / "invoice.pdf")
    assert (tmp_path / "invoice.pdf").read_bytes() == INVOICE

    answer_with_files(agent)
    answered = ann.next()
    is_the_answer(answered, asked)
    assert [bob.next()["Message-ID"] for _ in range(2)] == [asked["Message-ID"], answered["Message-ID"]]
    (copied,) = mail_servers.wait_for("support", 1, "Sent")
    assert parsed(copied)["Message-ID"] == answered["Message-ID"]

    ann.answer(answered, THANKS)
    expect(mails).to_have_count(3)
    thanks = agent.frame_locator('iframe[title="Mail of Ann Lee"]').last
    expect(thanks.get_by_text(THANKS)).to_be_visible()
    expect(thanks.get_by_text("we send a new one")).to_be_hidden()
    mails.last.get_by_role("button", name="Show the quoted text").click()
    expect(thanks.get_by_text("we send a new one")).to_be_visible()

    answer_to_nobody(agent)
    expect(mails.last).to_contain_text(f"{NOBODY}: came back (5.1.1)")
    expect(mails.last).to_contain_text("nobody of this name is known there")
    last = ann.next()
    assert last["References"].split() == [answered["References"], answered["Message-ID"], last["In-Reply-To"]]
    found = agent.evaluate("fetch('/api/v1/conversations?view=all').then((answer) => answer.json())")["items"]
    assert [each["subject"] for each in found] == ["A broken bowl"]
    copies = [parsed(each)["Message-ID"] for each in mail_servers.wait_for("support", 2, "Sent")]
    assert copies == [answered["Message-ID"], last["Message-ID"]]
    assert people.errors == []


def test_a_mailbox_whose_server_dies_says_so_and_nothing_is_lost_or_taken_twice(
    setup_link: str, mail_servers: MailServers, people: People
) -> None:
    owner = people.come().new_page()
    first_administrator(owner, setup_link, OWNER)
    connect_the_mailbox(owner, mail_servers)
    lists = owner.context.new_page()
    lists.goto(urljoin(owner.url, "/console/inbox"))
    lists.get_by_role("tab", name="All").click()
    ann = MailClient(mail_servers, "user1", "Ann Lee")
    state = owner.get_by_role("row").filter(has_text=SUPPORT)

    def arrive(*numbers: int) -> None:
        for number in numbers:
            ann.write(SUPPORT, f"Question {number}", "Where is my order?")

    def there_are(count: int) -> None:
        """So many conversations, each with a subject of its own."""
        expect(lists.get_by_role("link").filter(has_text=f"Question {count}")).to_have_count(1)
        expect(lists.get_by_role("link").filter(has_text="Question")).to_have_count(count)

    arrive(1)
    there_are(1)
    mail_servers.stop_imap()
    expect(state).to_contain_text("Not working")
    expect(state).to_contain_text("Nothing answers on this port")
    arrive(2, 3)
    mail_servers.wait_for("support", 3)
    mail_servers.start_imap()
    expect(state).to_contain_text("Connected")
    there_are(3)
    arrive(4)
    there_are(4)

    mail_servers.stop_imap()
    expect(state).to_contain_text("Not working")
    arrive(5)
    mail_servers.wait_for("support", 5)
    mail_servers.start_imap()
    mail_servers.recreate("support", uidvalidity=4711)
    expect(state).to_contain_text("Connected")
    arrive(6)
    there_are(6)
    assert people.errors == []
