"""What providers are asked, and whom their answers name."""

from urllib.parse import urlsplit

import pytest

from channels.email.oauth.providers import (
    Asked,
    Client,
    Provider,
    account_in,
    authorize_url,
    endpoints_of,
    is_one_of,
    is_safe,
)
from tests.consent import asked_of, id_token

ASKED = Asked(redirect_url="https://desk.example/oauth/mailboxes", verifier="a" * 43, nonce="once")
FINE = {"aud": "client", "nonce": "once", "exp": 1_000, "email": "Support@Shop.example"}


def client(provider: Provider, tenant: str = "") -> Client:
    own = endpoints_of(provider, tenant)
    return Client(
        provider=provider, client_id="client", authorize_url=own.authorize_url, token_url=own.token_url, scope=own.scope
    )


def test_google_is_asked_for_mail_and_for_access_while_nobody_is_there() -> None:
    url = authorize_url(client("google"), ASKED, state="s", hint="support@shop.example")
    asked = asked_of(url)
    assert urlsplit(url).netloc == "accounts.google.com"
    assert asked["scope"] == "https://mail.google.com/ openid email profile"
    assert (asked["access_type"], asked["prompt"], asked["login_hint"]) == (
        "offline", "consent", "support@shop.example",
    )  # fmt: skip
    # RFC 7636, appendix A, says how; the value is that of SHA-256 of 43 times "a".
    assert asked["code_challenge"] == "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA"
    assert (asked["code_challenge_method"], asked["state"], asked["nonce"]) == ("S256", "s", "once")


def test_microsoft_is_asked_for_imap_smtp_and_offline_access_in_the_tenant() -> None:
    url = authorize_url(client("microsoft", "shop.example"), ASKED, state="s")
    asked = asked_of(url)
    assert url.startswith("https://login.microsoftonline.com/shop.example/oauth2/v2.0/authorize?")
    assert set(asked["scope"].split()) == {
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
        "offline_access",
        "openid",
        "email",
        "profile",
    }
    assert asked["prompt"] == "select_account"
    assert "access_type" not in asked
    assert client("microsoft").token_url == "https://login.microsoftonline.com/common/oauth2/v2.0/token"


@pytest.mark.parametrize(
    ("changed", "account"),
    [
        ({}, "support@shop.example"),
        ({"email": None, "preferred_username": "sales@shop.example"}, "sales@shop.example"),
        ({"aud": ["client", "other"]}, "support@shop.example"),
        ({"exp": 900}, "support@shop.example"),
        ({"exp": 800}, None),
        ({"exp": "soon"}, None),
        ({"aud": "other"}, None),
        ({"nonce": "another"}, None),
        ({"email": "nobody"}, None),
        ({"email": 7}, None),
    ],
)
def test_an_id_token_names_the_account_where_it_is_fresh_and_meant_for_us(
    changed: dict[str, object], account: str | None
) -> None:
    assert account_in(id_token(FINE | changed), client("google"), nonce="once", now=1_000) == account


@pytest.mark.parametrize("token", ["", "a.b", "a.%%%.c", "a.bm90IGpzb24.c", "a.W10.c"])
def test_what_is_no_token_names_nobody(token: str) -> None:
    assert account_in(token, client("google"), nonce="once", now=0) is None


def test_an_account_is_known_in_large_and_small_letters() -> None:
    assert is_one_of("support@shop.example", ["", "Support@Shop.example "])
    assert not is_one_of("sales@shop.example", ["", "support@shop.example"])


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://login.example/token", True),
        ("http://127.0.0.1:8000/token", True),
        ("http://login.example/token", False),
        ("ftp://login.example", False),
        ("https://", False),
        ("https://me@login.example/", False),
        ("https://login.example/ token", False),
        ("https://[", False),
    ],
)
def test_secrets_go_over_tls_or_stay_on_this_machine(url: str, safe: bool) -> None:
    assert is_safe(url) is safe
