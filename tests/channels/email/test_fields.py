"""Header fields: encoded words, parameters, broken ones."""

import pytest

from channels.email.addresses import mailboxes
from channels.email.fields import Fields, media_type_of, words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("=?utf-8?B?xJDGoW4gaMOgbmc=?=", "Đơn hàng"),
        ("=?UTF-8?Q?=C4=90=C6=A1n_h=C3=A0ng?= 42", "Đơn hàng 42"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?B?xJDG?= =?utf-8?B?oW4=?=", "Đơn"),  # cut between the bytes of a letter
        ("=?utf-8?q?a?= and =?utf-8?q?b?=", "a and b"),
        ("Re:=?utf-8?q?a?=", "Re:a"),
        ("=?iso-8859-1*en?Q?caf=E9?=", "café"),
        ("=?windows-1258?Q?Ti=EA=EAng?=", "Tiêêng"),
        ("=?utf-8?Q?Ti=C3=AA=CC=81ng?=", "Tiếng"),
        ("=?x-unknown?Q?abc?=", "abc"),
        ("=?utf-8?Q?two words?=", "two words"),
        ("=?utf-8?B?!!!?=", ""),
        ("=?utf-8?Q?open", "=?utf-8?Q?open"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("plain ?= text", "plain ?= text"),
        ("=?utf-8?Q?a=00b?=", "ab"),
        ("=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
    ],
)
def test_encoded_words_are_read_as_programs_write_them(written: str, said: str) -> None:
    assert words(written) == said


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        ('text/plain; charset="utf-8"', "charset", "utf-8"),
        ("text/plain; CHARSET = utf-8 ; x=y", "charset", "utf-8"),
        ("text/plain;charset=utf-8;", "charset", "utf-8"),
        ("a/b; name*=UTF-8''%C4%90%C6%A1n.pdf", "name", "Đơn.pdf"),
        ("a/b; name*0*=utf-8''%C4%90; name*1=\"a; b\"; name*2*=%20c", "name", "Đa; b c"),
        ("a/b; name*1=b; name*0=a", "name", "ab"),
        ('a/b; name="=?utf-8?B?xJDGoW4=?="', "name", "Đơn"),
        ('a/b; name="a \\"b\\""', "name", 'a "b"'),
        ("a/b; name=two words.txt; x=1", "name", "two words.txt"),
        ("a/b; junk; name=x", "name", "x"),
        ('a/b; name="open', "name", "open"),
        ("a/b; name*=broken", "name", "broken"),
        ("a/b; name*=nonsense''%C4%90", "name", "Đ"),
        ("a/b", "name", ""),
    ],
)
def test_parameters_are_read_as_programs_write_them(value: str, name: str, expected: str) -> None:
    assert Fields([("content-type", value.encode())]).parameters("content-type").get(name, "") == expected


def test_the_first_of_a_name_counts_and_all_are_known() -> None:
    fields = Fields([("to", b""), ("to", b"a"), ("to", b"b\r\n\tc")])
    assert (fields.raw("to"), fields.every("to"), fields.count("to"), "to" in fields) == (
        "a",
        ["", "a", "b c"],
        3,
        True,
    )


@pytest.mark.parametrize(
    ("raw", "said"), [("Đơn".encode(), "Đơn"), (b"caf\xe9", "café"), (b"a\0b", "ab"), (b"\xed\xa0\x80", "í\xa0€")]
)
def test_bytes_without_a_charset_are_read(raw: bytes, said: str) -> None:
    assert Fields([("subject", raw)]).text("subject") == said


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("TEXT/HTML; x=y", "text/html"),
        ("text", "text/plain"),
        ("", "x/y"),
        ("a/b/c", "text/plain"),
        ("a b/c", "text/plain"),
    ],
)
def test_what_is_no_media_type_is_text(said: str, expected: str) -> None:
    assert media_type_of(Fields([("content-type", said.encode())]), "x/y") == expected


def test_however_long_the_name_is_the_address_after_it_is_read() -> None:
    for name in ("Lan " * 30_000, f'"{"Lan " * 30_000}"'):
        (found,) = mailboxes(Fields([("from", f"{name} <lan@customer.example>".encode())]).raw("from"))
        assert found.address == "lan@customer.example"
        assert found.name.startswith("Lan Lan")
