"""A site's origin in its one spelling, as browsers write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.errors import InvalidInput
from contact_center.inboxes.sites import allows, origin_of


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        ("https://shop.example", "https://shop.example"),
        ("https://shop.example/", "https://shop.example"),
        ("  https://shop.example ", "https://shop.example"),
        ("HTTPS://Shop.Example", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80/", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://книги.example", "https://xn--c1ajbfp.example"),
        ("https://my_shop.example", "https://my_shop.example"),
    ],
)
def test_an_origin_has_one_spelling(site: str, origin: str) -> None:
    assert origin_of(site) == origin
    assert origin_of(origin) == origin


@pytest.mark.parametrize(
    "site",
    [
        "",
        "shop.example",
        "//shop.example",
        "ftp://shop.example",
        "javascript:alert(1)",
        "null",
        "*",
        "https://*",
        "https://*.shop.example",
        "https://",
        "https:///path",
        "https://shop.example/path",
        "https://shop.example?query",
        "https://shop.example#part",
        "https://user@shop.example",
        "https://:secret@shop.example",
        "https://@shop.example",
        "https://shop.example:0",
        "https://shop.example:99999",
        "https://shop.example:port",
        "https://shop.example; script-src *",
        "https://shop.example,https://evil.example",
        "https://shop example",
        "https://shop.example\\evil",
        "https://'self'",
        "https://[::1",
        "https://[fe80::1%25eth0]",
        "https://a..b",
        "https://shop.example\x00",
    ],
)
def test_what_is_no_site_is_refused(site: str) -> None:
    with pytest.raises(InvalidInput):
        origin_of(site)


@given(st.text() | st.text().map("https://".__add__))
def test_an_origin_is_safe_in_a_header_whatever_was_given(text: str) -> None:
    try:
        origin = origin_of(text)
    except InvalidInput:
        return
    assert origin.isascii()
    assert origin.isprintable()
    assert not set(origin) & set(" ;,'\"*\\")
    assert origin_of(origin) == origin


def test_a_site_carries_an_inbox_only_by_its_whole_origin() -> None:
    allowed = ["https://shop.example"]
    assert allows(allowed, "https://SHOP.example:443/")
    for site in ("http://shop.example", "https://a.shop.example", "https://shop.example.evil", "junk", ""):
        assert not allows(allowed, site)
