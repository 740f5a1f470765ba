"""What goes out: read again, it says what was to be said, and no mail server or program objects."""

import email
import email.policy
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import mime
from channels.email.compose import MOST_REFERENCES, Outgoing, compose
from channels.email.parsed import Automatic, Mailbox, Part
from contact_center.errors import InvalidInput

SHOP = Mailbox("hotro@shop.example", "Cửa hàng Sao Mai")
LAN = Mailbox("lan@example.com", 'Lan "Nga", Hà Nội')
MAIL = Outgoing(
    message_id="m.1.abc@shop.example",
    date=datetime(2026, 11, 16, 3, 2, tzinfo=UTC),
    sender=SHOP,
    to=(LAN,),
    subject="Re: Đơn hàng 42",
    text="Chào Lan,\n\nĐơn hàng đã gửi.\n",
)
PICTURE = Part(
    name="ảnh.png", media_type="image/png", data=b"\x89PNG\0\r\n", content_id="pic@shop.example", inline=True
)
BILL = Part(
    name="Hóa đơn tháng mười một năm 2026 của cửa hàng Sao Mai, bản in.pdf", media_type="application/pdf", data=b"%PDF"
)


def check(mail: Outgoing) -> bytes:
    data = compose(mail).data
    lines = data.split(b"\r\n")
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)
    head = data.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 200 for line in head.split(b"\r\n"))
    return data


def test_a_mail_is_read_as_it_was_meant() -> None:
    mail = msgspec.structs.replace(
        MAIL, cc=(Mailbox("b@example.com"),), reply_to=(Mailbox("hotro+c1.x@shop.example"),),
        in_reply_to="a@example.com", references=("z@example.com", "a@example.com"),
        html='<p>Chào <img src="cid:pic@shop.example"></p>', parts=(PICTURE, BILL),
    )  # fmt: skip
    read = mime.parse(check(mail))
    assert (read.sender, read.to, read.cc, read.reply_to) == (SHOP, (LAN,), mail.cc, mail.reply_to)
    assert (read.message_id, read.in_reply_to, read.references) == (
        mail.message_id,
        ("a@example.com",),
        mail.references,
    )
    assert (read.subject, read.date, read.text, read.html) == (
        mail.subject,
        mail.date,
        mail.text.rstrip("\n"),
        mail.html,
    )
    assert read.parts == (PICTURE, BILL)
    assert read.problems == ()
    assert read.automatic is Automatic.NO


def test_other_programs_read_it_too() -> None:
    data = check(msgspec.structs.replace(MAIL, html="<p>x</p>", parts=(PICTURE, BILL)))
    read = email.message_from_bytes(data, policy=email.policy.default)
    assert read["subject"] == MAIL.subject
    assert read["to"].addresses[0].display_name == LAN.name
    assert [part.get_filename() for part in read.iter_attachments()] == [BILL.name]
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/pdf",
    ]  # fmt: skip
    assert not any(part.defects for part in read.walk())


def test_the_same_record_gives_the_same_bytes() -> None:
    mail = msgspec.structs.replace(MAIL, html="x", parts=(BILL,))
    assert compose(mail) == compose(mail)


def test_a_picture_without_html_is_an_attachment() -> None:
    read = mime.parse(check(msgspec.structs.replace(MAIL, parts=(PICTURE,))))
    assert read.parts[0].data == PICTURE.data


def test_an_automatic_mail_says_so() -> None:
    notice = mime.parse(check(msgspec.structs.replace(MAIL, automatic=True)))
    assert (notice.automatic, notice.unanswerable) == (Automatic.GENERATED, True)
    reply = mime.parse(check(msgspec.structs.replace(MAIL, automatic=True, in_reply_to="a@example.com")))
    assert reply.automatic is Automatic.REPLY


def test_lists_are_named() -> None:
    data = check(msgspec.structs.replace(MAIL, list_id="news.shop.example", unsubscribe="mailto:stop@shop.example"))
    assert b"List-Id: <news.shop.example>\r\nList-Unsubscribe: <mailto:stop@shop.example>\r\n" in data


@pytest.mark.parametrize("sign", ["\r\nBcc: evil@example.com", "\nX: y", "\r", "\u2028X: y", "\0", "\x0b"])
def test_no_line_of_others_comes_into_the_header(sign: str) -> None:
    box = Mailbox("lan@example.com", f"Lan{sign}")
    part = Part(name=f"a{sign}.pdf", media_type=f"a/b{sign}", data=b"", content_id=f"x{sign}", inline=True)
    mail = msgspec.structs.replace(
        MAIL, subject=f"a{sign}", to=(box,), message_id=f"a{sign}@x", in_reply_to=f"b{sign}",
        references=(f"c{sign}", "d@x"), html="x", parts=(part,), list_id=f"l{sign}", unsubscribe=f"u{sign}",
    )  # fmt: skip
    names = {line.partition(b":")[0] for line in check(mail).split(b"\r\n") if b":" in line}
    assert not names & {b"Bcc", b"X"}
    with pytest.raises(InvalidInput):
        compose(msgspec.structs.replace(MAIL, to=(Mailbox(f"lan{sign}@example.com"),)))


@pytest.mark.parametrize(
    "address", ["", "lan", "lan@", "a@b@example.com", "a b@example.com", "<lan@example.com>", "a,b@example.com"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput):
        compose(msgspec.structs.replace(MAIL, to=(Mailbox(address),)))


def test_a_domain_is_written_in_ascii_and_only_a_name_before_it_needs_more() -> None:
    plain = compose(msgspec.structs.replace(MAIL, to=(Mailbox("lan@cửahàng.example"),)))
    assert plain.utf8 is None
    assert b"To: lan@xn--" in plain.data
    for_utf8 = compose(msgspec.structs.replace(MAIL, to=(Mailbox("lân@example.com"),))).utf8
    assert for_utf8 is not None
    assert "To: lân@example.com\r\n".encode() in for_utf8


def test_who_has_letters_before_the_at_stands_in_the_plain_form_as_a_name_alone() -> None:
    both = (Mailbox("lân@example.com", "Lân"), Mailbox("bo@example.com", "Bo"))
    composed = compose(msgspec.structs.replace(MAIL, to=both))
    assert composed.data.partition(b"\r\n\r\n")[0].isascii()
    read = email.message_from_bytes(composed.data, policy=email.policy.default)["To"]
    assert [each.addr_spec for each in read.addresses] == ["bo@example.com"]
    assert read.groups[0].display_name == "Lân lân@example.com"
    assert mime.parse(composed.data).to == (both[1],)
    assert composed.utf8 is not None
    assert mime.parse(composed.utf8).to == both


def test_blind_copies_alone_are_sent_to_nobody_by_name() -> None:
    assert b"To: undisclosed-recipients:;\r\n" in compose(msgspec.structs.replace(MAIL, to=())).data


def test_references_keep_the_first_and_the_last() -> None:
    every = tuple(f"{number}.{'x' * 60}@example.com" for number in range(300))
    read = mime.parse(check(msgspec.structs.replace(MAIL, references=every)))
    assert read.references == (every[0], *every[1 - MOST_REFERENCES :])


def test_a_long_line_is_broken_on_its_way_alone() -> None:
    for text in ("x" * 5_000, "đ" * 5_000, "a\n" * 3 + "=" * 2_000, ".\n..\nFrom x\n \n\t"):
        assert mime.parse(check(msgspec.structs.replace(MAIL, text=text))).text == text.strip("\n")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


@given(TEXTS, TEXTS, TEXTS, st.binary(max_size=200))
def test_whatever_is_written_arrives(subject: str, text: str, name: str, data: bytes) -> None:
    part = Part(name=name, media_type="application/pdf", data=data)
    mail = msgspec.structs.replace(
        MAIL, subject=subject, text=text, to=(Mailbox("lan@example.com", name),), parts=(part,)
    )
    again = mime.parse(check(mail))
    twice = msgspec.structs.replace(mail, subject=again.subject, text=again.text, to=again.to, parts=again.parts)
    read = mime.parse(check(twice))
    assert (read.subject, read.text, read.to, read.parts) == (again.subject, again.text, again.to, again.parts)
    assert [each.data for each in again.parts] == [data]
    assert again.to[0].address == "lan@example.com"
