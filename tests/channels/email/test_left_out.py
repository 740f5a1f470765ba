"""Parts of a mail that become no files: staff are told which, and why; and what a page cannot show is a file beside."""

import pytest
import sqlalchemy as sa

from contact_center.db import Database
from contact_center.models import Mail, Message
from contact_center.realtime import left_out
from contact_center.realtime.mail_views import LeftOut, MailView
from contact_center.realtime.mails import mail_views
from contact_center.settings import Settings
from tests import mails
from tests.channels.email.taking_in import TakingIn, raw

LONG = "a very long name " * 20
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"


@pytest.fixture
async def taking(database: Database, database_settings: Settings) -> TakingIn:
    return TakingIn(database, database_settings)


def mixed(*parts: bytes) -> bytes:
    head = raw().replace(b"Content-Type: text/plain; charset=utf-8", b"Content-Type: multipart/mixed; boundary=b")
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    return head.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body


def attached(name: str, content: bytes) -> bytes:
    said = f'Content-Type: application/pdf; name="{name}"\r\nContent-Disposition: attachment\r\n\r\n'
    return said.encode() + content


async def shown(taking: TakingIn) -> MailView:
    key = await taking.db.read(lambda tx: tx.execute(sa.select(Mail.message_id)).scalar_one())
    return (await taking.db.read(mail_views, [key]))[key]


async def test_what_is_left_out_is_named_with_its_size_and_why(taking: TakingIn) -> None:
    box = await taking.db.write(lambda tx: mails.mailbox(tx).id)
    parts = (
        attached("big.pdf", b"%PDF" + b"x" * 1_000_000),
        attached("none.pdf", b""),
        attached("run.exe", b"MZ\0\0run"),
    )
    await taking.take(box, mixed(b"Content-Type: text/plain\r\n\r\nSee here", *parts))
    found = await shown(taking)
    assert found.left_out == [
        LeftOut(name="big.pdf", size=1_000_004, reason="too_large"),
        LeftOut(name="none.pdf", size=0, reason="empty"),
        LeftOut(name="run.exe", size=7, reason="type_refused"),
    ]
    assert not any(each.startswith("file_") for each in found.problems)


async def test_a_drawing_that_the_html_shows_and_no_page_can_is_a_file_beside_the_text(taking: TakingIn) -> None:
    box = await taking.db.write(lambda tx: mails.mailbox(tx).id)
    html = b'Content-Type: text/html\r\n\r\n<p>See <img src="cid:a@b" alt="plan"></p>'
    drawing = b"Content-Type: image/svg+xml; name=plan.svg\r\nContent-ID: <a@b>\r\n\r\n" + SVG
    await taking.take(box, mixed(html, drawing))
    message = await taking.db.read(lambda tx: tx.execute(sa.select(Message)).scalar_one())
    assert [each["name"] for each in message.attachments or []] == ["plan.svg"]
    mail = await taking.db.read(lambda tx: tx.execute(sa.select(Mail)).scalar_one())
    assert "/files/" not in (mail.html or "")


def test_a_long_name_is_cut_and_what_an_earlier_version_has_noted_is_read() -> None:
    others, (cut, old) = left_out.parted([left_out.noted("empty", LONG, 0), "text_cut", "file_too_large: a: b"])
    assert others == ["text_cut"]
    assert (cut.name, cut.size) == (LONG[:200], 0)
    assert old == LeftOut(name="a: b", size=None, reason="too_large")


@pytest.mark.parametrize(
    ("sender", "ours"),
    [
        ("Shop <support@shop.example>", True),
        ("Shop <support+sales@shop.example>", True),
        ('"support@shop.example" <mallory@far.example>', True),
        ("Ann <ann@customer.example>", False),
    ],
)
@pytest.mark.parametrize("reply_to", [{}, {"Reply_To": "mallory@far.example"}])
async def test_a_mail_that_names_us_as_its_sender_says_so(
    taking: TakingIn, sender: str, ours: bool, reply_to: dict[str, str]
) -> None:
    box = await taking.db.write(lambda tx: mails.mailbox(tx).id)
    await taking.take(box, raw(sender=sender, **reply_to))
    found = await shown(taking)
    assert found.not_sent_by_us is ours
    assert found.problems == ["no_date"]
