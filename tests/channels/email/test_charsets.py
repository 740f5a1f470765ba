"""Texts in the charsets of mail, and in none."""

import pytest

from channels.email.charsets import known, text_of
from channels.email.transfer import decoded

TEXT = "Tiếng Việt: đơn hàng ở Đà Nẵng"


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "utf-16", "utf-7", "gb18030", '"utf-8"', "unicode-1-1-utf-7"])
def test_what_can_be_said_in_a_charset_is_read(charset: str) -> None:
    name = known(charset)
    assert name
    assert text_of(TEXT.encode(name), charset) == (TEXT, True)


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        (b"Ti\xea\xecng Vi\xea\xf2t", "windows-1258", "Tiếng Việt"),  # with marks of their own, composed
        (b"Ti\xaang Vi\xaet", "viscii", "Tiếng Việt"),
        (b"Ti\xd5ng Vi\xd6t", "x-viet-tcvn5712", "Tiếng Việt"),
        (b"Ch\xb5o anh, t\xabi", "TCVN5712-1:1993", "Chào anh, tôi"),
        (b"\x93caf\xe9\x94", "iso-8859-1", "“café”"),
        (b"caf\xe9", "us-ascii", "café"),
        (b"\xb1\xe8\xb5\xbf", "ks_c_5601-1987", "김동"),
        (b"\x82\xa0", "x-sjis", "あ"),
        (b"\x1b$B$\"\x1b(B", "iso-2022-jp", "あ"),
        (b"\xf0\xf2\xe8\xe2\xe5\xf2", "windows-1251", "ртивет"),
        (b"plain", "x-nonsense", "plain"),
    ],
)  # fmt: skip
def test_charsets_that_mails_name(data: bytes, charset: str, expected: str) -> None:
    assert text_of(data, charset)[0] == expected


@pytest.mark.parametrize(
    "charset", ["", "us-ascii", "iso-2022-jp", "x-nonsense", "idna", "hex", "rot13", "unicode_escape"]
)
def test_utf_8_is_read_whatever_it_is_called(charset: str) -> None:
    assert text_of(TEXT.encode(), charset)[0] == TEXT


@pytest.mark.parametrize("charset", ["", "utf-8", "x-nonsense"])
def test_bytes_of_no_charset_are_read_and_told(charset: str) -> None:
    assert text_of(b"caf\xe9 \x81", charset) == ("café \ufffd", False)


def test_what_cannot_be_stored_is_left_out() -> None:
    assert text_of(b"a\0b") == ("ab", True)
    assert text_of("a\ud800b".encode("utf-16", "surrogatepass"), "utf-16")[0].encode()


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "undefined", "unicode-escape", "base64", "zlib", "x" * 100, "."]
)
def test_codecs_that_are_no_charsets_are_not_used(charset: str) -> None:
    assert known(charset) is None


@pytest.mark.parametrize(
    ("data", "encoding", "expected", "exact"),
    [
        (b"aGVsbG8=", "base64", b"hello", True),
        (b"aGVs\r\nbG8=\r\n", " BASE64 ", b"hello", True),
        (b"aGVsbG8", "base64", b"hello", True),
        (b"aGVsbG8=\r\n-- \r\n", "base64", b"hello", True),
        (b"aGk=aGk=", "base64", b"hihi", False),
        (b"aGVsbG8hX", "base64", b"hello!", False),
        (b"=C4=90=\r\nx=", "quoted-printable", "Đx".encode(), True),
        (b"a=ZZb", "quoted-printable", b"a=ZZb", True),
        (b"x", "8bit;", b"x", True),
        (b"x", "spam", b"x", False),
        (b"junk\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n", "x-uuencode", b"abc", True),
        (b"no beginning", "uuencode", b"no beginning", False),
        (b"begin 644 a.txt\r\n#86)C    \r\n", "uue", b"abc", False),
    ],
)
def test_transfer_encodings_are_undone_as_far_as_they_go(
    data: bytes, encoding: str, expected: bytes, exact: bool
) -> None:
    assert decoded(data, encoding) == (expected, exact)
