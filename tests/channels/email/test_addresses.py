"""Addresses as people and programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.addresses import LONGEST, MOST, address_of, mailboxes
from channels.email.parsed import Mailbox

LAN = "lan@example.com"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (LAN, [("lan@example.com", "")]),
        ("Lan <lan@Example.COM>", [(LAN, "Lan")]),
        ('"Nguyễn, Lan" <lan@example.com>', [(LAN, "Nguyễn, Lan")]),
        ("Nguyễn, Lan <lan@example.com>", [(LAN, "Nguyễn, Lan")]),
        ("=?utf-8?B?Tmd1eeG7hW4sIExhbg==?= <lan@example.com>, b@x.vn", [(LAN, "Nguyễn, Lan"), ("b@x.vn", "")]),
        ("=?utf-8?Q?Lan_<lan@example.com>?=", [(LAN, "Lan")]),
        ("lan@example.com (Lan (home))", [(LAN, "Lan home")]),
        ("Lan <lan@example.com> (work)", [(LAN, "Lan")]),
        ("Friends: a@x.vn, b@x.vn;, c@x.vn", [("a@x.vn", ""), ("b@x.vn", ""), ("c@x.vn", "")]),
        ("undisclosed-recipients:;", []),
        ("a@example.com; b@example.com", [("a@example.com", ""), ("b@example.com", "")]),
        ('"lan@example.com" <lan@example.com>', [(LAN, "")]),
        ("'lan@example.com' <lan@example.com>", [(LAN, "")]),
        ("Lan lan@example.com", [(LAN, "Lan")]),
        ("<mailto:lan@example.com>", [(LAN, "")]),
        ('"with space"@example.com', []),
        ("lan@example.com, LAN@example.com", [(LAN, "")]),
        ("Lan", []),
        ("", []),
        ("a@b@example.com", []),
        ("lan@", []),
        ("@example.com", []),
        ('"Lan \\"Anh\\"" <lan@example.com>', [(LAN, 'Lan "Anh"')]),
        ('"Open <lan@example.com>', [(LAN, "Open")]),
        ('"odd..local"@example.com', [('"odd..local"@example.com', "")]),
        ("Lan\u202e <lan@example.com>", [(LAN, "Lan")]),
        ("läñ@mächine.example", [("läñ@mächine.example", "")]),
    ],
)  # fmt: skip
def test_a_header_s_addresses(header: str, expected: list[tuple[str, str]]) -> None:
    assert mailboxes(header) == tuple(Mailbox(*each) for each in expected)


def test_more_than_can_be_read_are_left_out() -> None:
    assert len(mailboxes(", ".join(f"a{number}@example.com" for number in range(2 * MOST)))) == MOST
    assert address_of("a" * LONGEST + "@example.com") is None


@given(st.text(max_size=80))
def test_what_is_found_can_be_stored_and_is_an_address(header: str) -> None:
    for box in mailboxes(header):
        assert address_of(box.address) == box.address
        assert not set(box.address) & set("\r\n\0 ")
        (box.address + box.name).encode()
