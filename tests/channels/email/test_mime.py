"""A whole mail: its header, its text and what goes with it."""

import base64
from datetime import UTC, datetime

import pytest

from channels.email import mime
from channels.email.parsed import Mailbox, Parsed
from tests.channels.email.build import HEAD, multipart, parsed, whole
from tests.channels.email.corpus import CORPUS, mails

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nx").decode()
HTML = "Content-Type: text/html\n\n"
PICTURE = f"Content-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\n{PNG}"


def test_a_mail_says_who_wrote_what_when() -> None:
    mail = parsed(
        """
From: =?utf-8?Q?Lan_Nguy=E1=BB=85n?= <lan@Example.com>
Reply-To: other@example.com
To: shop@example.com, b@example.com
To: c@example.com
Cc: "Hùng" <hung@example.com>
Delivered-To: shop+c1@example.com
X-Original-To: <shop@example.com>
Subject: =?utf-8?B?xJDGoW4gaMOgbmc=?=
 42
Date: Mon, 16 Nov 2026 10:02:00 +0700 (ICT)
Message-ID: <a.1@example.com>
In-Reply-To: Your message <m.1@shop.example>
References: <m.0@shop.example>
 <m.1@shop.example><m.0@shop.example>
""",
        "Chào\nshop\n",
    )
    assert mail == Parsed(
        message_id="a.1@example.com",
        in_reply_to=("m.1@shop.example",),
        references=("m.0@shop.example", "m.1@shop.example"),
        subject="Đơn hàng 42",
        date=datetime(2026, 11, 16, 3, 2, tzinfo=UTC),
        sender=Mailbox("lan@example.com", "Lan Nguyễn"),
        reply_to=(Mailbox("other@example.com"),),
        to=(Mailbox("shop@example.com"), Mailbox("b@example.com"), Mailbox("c@example.com")),
        cc=(Mailbox("hung@example.com", "Hùng"),),
        delivered_to=("shop+c1@example.com", "shop@example.com"),
        text="Chào\nshop",
    )


def test_plain_and_html_are_the_same_twice() -> None:
    mail = whole(
        HEAD + multipart("alternative", "\nplain", HTML + "<p>rich</p>", "Content-Type: text/calendar\n\nBEGIN")
    )
    assert (mail.text, mail.html) == ("plain", "<p>rich</p>")
    assert [(part.name, part.media_type, part.data) for part in mail.parts] == [
        ("invite.ics", "text/calendar", b"BEGIN")
    ]


def test_an_empty_plain_part_gives_way_to_the_html() -> None:
    mail = whole(HEAD + multipart("alternative", "\n \n", HTML + "<p>rich</p>"))
    assert mail.text == "rich"


def test_html_alone_is_read_as_text() -> None:
    mail = parsed(HEAD + "Content-Type: text/html; charset=utf-8", "<p>Chào<br>shop</p>")
    assert (mail.text, mail.html) == ("Chào\nshop", "<p>Chào<br>shop</p>")


def test_html_in_pieces_around_an_attachment_is_whole() -> None:
    pdf = 'Content-Type: application/pdf; name="a.pdf"\nContent-Disposition: inline\n\n%PDF'
    rich = multipart("mixed", HTML + "<p>above</p>", pdf, HTML + "<p>below</p>", boundary="c")
    mail = whole(HEAD + multipart("alternative", "\nplain", rich))
    assert (mail.text, mail.html) == ("plain", "<p>above</p>\n<p>below</p>")
    assert [part.name for part in mail.parts] == ["a.pdf"]


def test_html_in_html_keeps_its_plain_text() -> None:
    inner = multipart("alternative", "\nplain", HTML + "<p>rich</p>", boundary="c")
    mail = whole(HEAD + multipart("alternative", multipart("related", inner, PICTURE, "\nfooter", boundary="d")))
    assert mail.text == "plain\n\nfooter"
    assert mail.html
    assert mail.html.startswith("<p>rich</p>")


def test_a_picture_that_the_html_names_is_inline() -> None:
    related = multipart("related", HTML + '<img src="cid:pic@x">', PICTURE, boundary="c")
    mail = whole(HEAD + multipart("alternative", "\nsee", related))
    (part,) = mail.parts
    assert (part.name, part.content_id, part.inline, part.data[:4]) == ("image.png", "pic@x", True, b"\x89PNG")
    assert mail.html == '<img src="cid:pic@x">'


def test_the_root_of_what_is_related_may_be_named() -> None:
    text = multipart("related", PICTURE, "Content-ID: <root>\n" + HTML + "root").replace(
        "related;", 'related; start="<root>";', 1
    )
    mail = whole(HEAD + text)
    assert (mail.text, [part.content_id for part in mail.parts]) == ("root", ["pic@x"])


def test_texts_between_attachments_are_one() -> None:
    attached = 'Content-Disposition: attachment; filename="a.txt"\n\nfile'
    mail = whole(HEAD + multipart("mixed", "\none", attached, "\ntwo"))
    assert (mail.text, mail.html) == ("one\n\ntwo", None)
    assert [(part.name, part.data, part.inline) for part in mail.parts] == [("a.txt", b"file", False)]


def test_a_plain_footer_stands_below_the_html_too() -> None:
    body = multipart("alternative", "\nplain", HTML + "<p>rich</p>", boundary="c")
    mail = whole(HEAD + multipart("mixed", body, "\n<footer>"))
    assert mail.text == "plain\n\n<footer>"
    assert mail.html is not None
    assert mail.html.startswith("<p>rich</p>\n<div")
    assert "&lt;footer&gt;" in mail.html


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        ('Content-Disposition: attachment; filename="C:\\\\Users\\\\x.doc"', "x.doc"),
        ("Content-Disposition: attachment; filename*=utf-8''%C4%90%C6%A1n%0A.pdf", "Đơn .pdf"),
        ('Content-Type: application/pdf; name="=?utf-8?B?xJDGoW4ucGRm?="', "Đơn.pdf"),
        ("Content-Disposition: attachment", "attachment.txt"),
        ("Content-Type: image/jpeg\nContent-Disposition: inline", "image.jpg"),
        ('Content-Type: application/ms-tnef; name="winmail.dat"', "winmail.dat"),
        ("Content-Type: message/rfc822", "message.eml"),
        (f'Content-Disposition: attachment; filename="{"a" * 300}.pdf"', f"{'a' * 116}.pdf"),
        ('Content-Disposition: attachment; filename="exe\u202efdp.txt"', "exefdp.txt"),
        ('Content-Disposition: attachment; filename="..."', "attachment.txt"),
    ],
)
def test_names_of_attachments_are_safe(header: str, name: str) -> None:
    mail = whole(HEAD + multipart("mixed", "\ntext", header + "\n\nx"))
    assert [part.name for part in mail.parts] == [name]


def test_a_mail_within_a_mail_stays_whole() -> None:
    mail = whole(
        HEAD + multipart("mixed", "\nsee", "Content-Type: message/rfc822\n\nSubject: Inner/x\nFrom: a@x.vn\n\nhi")
    )
    (part,) = mail.parts
    assert (part.name, part.data) == ("Inner x.eml", b"Subject: Inner/x\r\nFrom: a@x.vn\r\n\r\nhi")


def test_what_is_signed_is_read_and_its_signature_kept() -> None:
    mail = whole(HEAD + multipart("signed", "\ntext", "Content-Type: application/pgp-signature\n\nsig"))
    assert (mail.text, [part.media_type for part in mail.parts]) == ("text", ["application/pgp-signature"])


def test_a_text_that_is_an_attachment_is_no_text() -> None:
    mail = parsed(HEAD + "Content-Disposition: attachment; filename=a.txt", "file")
    assert (mail.text, [part.data for part in mail.parts]) == ("", [b"file"])


@pytest.mark.parametrize(
    ("header", "expected", "problem"),
    [
        ("Subject: x", None, "no_message_id"),
        ("Message-ID:", None, "no_message_id"),
        ("Message-ID: <a@b>\nMessage-ID: <c@d>", "a@b", "several_message_id"),
        ("Message-ID: a@b", "a@b", None),
        ("Message-ID: <a\n b@c>", "ab@c", None),
        (f"Message-ID: <{'a' * 600}@b>", None, "no_message_id"),
        ("Message-ID: <>", None, "no_message_id"),
    ],
)
def test_a_message_id_may_be_missing_or_odd(header: str, expected: str | None, problem: str | None) -> None:
    mail = parsed(header)
    assert mail.message_id == expected
    assert problem is None or problem in mail.problems


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "Mon, 99 Nov 2026 10:02:00",
        "1 1 1",
        "Fri, 31 Dec 9999 23:59:59 -1400",
    ],
)
def test_a_date_that_is_none_is_left_out(date: str) -> None:
    mail = parsed(f"Date: {date}")
    assert mail.date is None
    assert "no_date" in mail.problems


def test_references_keep_the_first_and_the_last() -> None:
    mail = parsed("References: " + " ".join(f"<{n}@x>" for n in range(300)))
    assert (len(mail.references), mail.references[0], mail.references[-1]) == (100, "0@x", "299@x")


@pytest.mark.shared_data
def test_every_mail_of_the_corpus_is_read() -> None:
    read = {path: mime.parse(path.read_bytes()) for path in mails()}
    assert len(read) >= 140
    texts = {path.relative_to(CORPUS).name: mail.text for path, mail in read.items()}
    assert texts["japanese_iso_2022.eml"] == "すみません。"
    assert texts["ks_c_5601-1987.eml"] == "스티해"
    bounces = [mail.bounce for path, mail in read.items() if path.parent.name == "multipart_report_emails"]
    assert all(bounce and bounce.recipients and bounce.original_id for bounce in bounces)
    inline = read[CORPUS / "mail-gem/emails/attachment_emails/attachment_message_rfc822_inline_image.eml"]
    assert [part.inline for part in inline.parts] == [True, False]
