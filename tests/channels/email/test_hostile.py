"""Whatever bytes come: nothing is raised, and neither time nor memory grows beyond what is said."""

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import folding, mime, quotes, sanitise, structure
from channels.email.parsed import Parsed
from tests.channels.email.corpus import OWN, damaged, mails

SECONDS = 10.0
"""Of processor time that no mail of a few megabytes takes for all of it; usually it is a hundredth."""
HEAD = b"From: a@example.com\r\nMessage-ID: <1@example.com>\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
BOUNCE = b"From: mailer-daemon@example.com\r\nReturn-Path: <>\r\n\r\n"


def everything(raw: bytes) -> Parsed:
    """All that is done with a mail before it is stored."""
    mail = mime.parse(raw)
    visible, folded = quotes.fold(mail.text, subject=mail.subject)
    assert len(visible) + len(folded) <= len(mail.text) + 1
    if mail.html is not None:
        folding.fold_html(sanitise.sanitise(mail.html, {}).html, subject=mail.subject)
    for value in (mail.text, mail.html or "", mail.subject, *(part.name for part in mail.parts)):
        value.encode()
        assert "\0" not in value
    return mail


def nested(depth: int) -> bytes:
    return HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
    )


HOSTILE = {
    "deep": nested(10_000),
    "one boundary": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 20_000,
    "parts": MIXED + b"--b\r\n\r\nx\r\n" * 100_000,
    "fields": b"X: y\r\n" * 200_000 + b"\r\nx",
    "field": b"Subject: " + b"a " * 1_000_000 + b"\r\n\r\nx",
    "folds": b"Subject: " + b"a\r\n " * 300_000 + b"\r\n\r\nx",
    "marks": "Subject: a{0}\r\nFrom: a{0} <a@b.example>\r\n\r\na{1}".format(
        "\u0301\u0323" * 15_000, "\u0301\u0323" * 500_000
    ).encode(),
    "words": b"Subject: " + b"=?utf-8?Q?a" * 6_000 + b"\r\n\r\nx",
    "addresses": b"To: " + b"a@example.com, " * 4_000 + b"\r\n\r\nx",
    "parentheses": b"From: " + b"(" * 60_000 + b"\r\nAuthentication-Results: a" + b"(" * 60_000 + b"\r\n\r\nx",
    "quotes": b'From: "' + b"\\" * 60_000 + b"\r\n\r\nx",
    "ats": b"From: " + b"a@ " * 20_000 + b"\r\n\r\nx",
    "ids": b"References: " + b"<" * 60_000 + b"\r\n\r\nx",
    "parameters": b"Content-Type: text/plain; " + b";" * 60_000 + b"\r\n\r\nx",
    "boundary of dashes": HEAD + b"Content-Type: multipart/mixed; boundary=-\r\n\r\n" + b"-" * 5_000_000,
    "base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QQ==\r\n" * 500_000,
    "uuencode": HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n" + b"Mx\r\n" * 500_000,
    "quoted-printable": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"= " * 1_000_000,
    "zeros": b"\0" * 3_000_000,
    "punycode": HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a" * 1_000_000,
    "idna": HEAD + b"Content-Type: text/plain; charset=idna\r\n\r\n" + b"xn--a." * 200_000,
    "quoted lines": HEAD + b"\r\n" + b">\n" * 500_000,
    "attributions": HEAD + b"\r\n" + "Vào 10:02 2026 đã viết đã viết\n".encode() * 50_000,
    "signatures": HEAD + b"\r\n" + b"-- \nx\n> a\n" * 50_000,
    "headers in the text": HEAD + b"Subject: Fwd: x\r\n\r\n" + b"From: a\nx\nx\n" * 50_000,
    "qmail": BOUNCE + b"<a@example.com>:\nsorry\n" * 50_000,
    "blanks": BOUNCE + b"a@example.com\n" + b"\n \t" * 100_000,
    "open tags": HTML + b"<div>" * 200_000,
    "fonts": HTML + b"".join(b"<font c=%d>" % n for n in range(4_000)) + b"</p>" * 4_000,
    "entities": HTML + b"&" * 1_000_000,
    "quotes in quotes": HTML + b"<blockquote>" * 4_000 + b"x<br>" * 3_900,
    "styles": HTML + b"<p style='" + b"color:red;" * 100_000 + b"'>x",
    "pictures": HTML + b"<img src=http://a/ width=1>" * 7_900,
    "lines": HTML + b"<pre>" + b"x\n" * 200_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_mail_takes_little_time(raw: bytes) -> None:
    started = time.process_time()
    everything(raw)
    assert time.process_time() - started < SECONDS


def test_what_is_beyond_a_limit_is_named_and_kept_in_one_piece() -> None:
    assert "too_deep" in mime.parse(HOSTILE["deep"]).problems
    mail = mime.parse(HOSTILE["parts"])
    assert "too_many_parts" in mail.problems
    assert mail.parts[-1].data.count(b"x") == 100_000 - structure.MOST_PARTS
    assert "html_cut" in mime.parse(HOSTILE["open tags"]).problems
    assert "header_too_large" in mime.parse(HOSTILE["field"]).problems


def test_of_a_mail_too_large_the_header_is_read() -> None:
    mail = mime.parse(HEAD + b"Subject: Big\r\n\r\n" + bytes(mime.LARGEST))
    assert (mail.subject, mail.text) == ("Big", "")
    assert "too_large" in mail.problems


def test_memory_grows_no_faster_than_the_mail() -> None:
    raw = MIXED + b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 2_000_000
    tracemalloc.start()
    mime.parse(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * len(raw)


@given(st.binary(max_size=600))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    everything(raw)


@given(
    st.lists(st.sampled_from(["From", "To", "Subject", "Content-Type", "Date", "References"])), st.text(max_size=300)
)
def test_any_text_may_stand_in_a_header(names: list[str], value: str) -> None:
    everything("".join(f"{name}: {value}\r\n" for name in names).encode("utf-8", "surrogatepass") + b"\r\n" + b"x")


def originals() -> list[bytes]:
    return [path.read_bytes() for path in (*mails(), *sorted((OWN / "vietnamese").iterdir()))]


@pytest.mark.shared_data
def test_damaged_mails_are_read() -> None:
    for raw in damaged(originals(), 200):
        everything(raw)


@pytest.mark.full
@pytest.mark.shared_data
def test_many_damaged_mails_are_read() -> None:
    for raw in damaged(originals(), 3_000, seed=2):
        everything(raw)
