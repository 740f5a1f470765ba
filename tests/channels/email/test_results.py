"""Authentication-Results: read as they are written, believed of whom the operator trusts."""

import pytest

from channels.email.parsed import Authentication
from channels.email.results import authentication, trusted
from tests.channels.email.build import parsed

GMAIL = """mx.google.com; dkim=pass header.i=@example.com header.s=s1; spf=pass (google.com: domain of
 a@example.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=a@example.com; dmarc=fail (p=NONE; dis=NONE)"""


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (GMAIL, ("mx.google.com", "pass", "pass", "fail")),
        ("spf=fail (sender IP) smtp.mailfrom=x; dkim=none;dmarc=pass action=none", ("", "fail", "none", "pass")),
        ("MX.Example 1; SPF = SoftFail", ("mx.example", "softfail", "", "")),
        ("mx.example; dkim=fail header.d=a; dkim=pass header.d=b", ("mx.example", "", "pass", "")),
        ("mx.example; dkim=pass header.d=a; dkim=fail header.d=b", ("mx.example", "", "pass", "")),
        ("mx.example (a (nested; dmarc=fail) comment); dmarc/1=pass", ("mx.example", "", "", "pass")),
        ('mx.example; spf=fail reason="a; dmarc=pass"', ("mx.example", "fail", "", "")),
        ('"mx.example"; spf=pass', ("mx.example", "pass", "", "")),
    ],
)
def test_a_header_is_read(header: str, expected: tuple[str, str, str, str]) -> None:
    server, spf, dkim, dmarc = expected
    assert authentication([header]) == (Authentication(server=server, spf=spf, dkim=dkim, dmarc=dmarc),)


@pytest.mark.parametrize("header", ["", ";", "mx.example; none", "mx.example; iprev=pass", "mx.example; dmarc=maybe"])
def test_a_header_that_says_nothing_of_it_counts_for_nothing(header: str) -> None:
    assert authentication([header]) == ()


def test_only_trusted_servers_are_believed() -> None:
    mail = parsed("Authentication-Results: evil.example; dmarc=pass\nAuthentication-Results: mx.example; dmarc=fail")
    assert trusted(mail.authentication, ["MX.example "]) == Authentication(server="mx.example", dmarc="fail")
    assert trusted(mail.authentication, ["other.example"]) is None
    assert trusted(mail.authentication, []) is None
    nameless = parsed("Authentication-Results: dmarc=pass").authentication
    assert trusted(nameless, ["mx.example"]) is None
    assert trusted(nameless, [""]) == Authentication(server="", dmarc="pass")


def test_of_a_server_s_headers_the_newest_word_on_each_counts() -> None:
    header = "Authentication-Results: mx.example; {}"
    said = ("dmarc=fail", "spf=pass", "dmarc=pass; dkim=pass")
    mail = parsed("\n".join(header.format(each) for each in said))
    found = trusted(mail.authentication, ["mx.example"])
    assert found == Authentication(server="mx.example", spf="pass", dkim="pass", dmarc="fail")
