"""Which signed identities are believed, and with which word each other one is refused."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.customers import identity
from contact_center.errors import Forbidden
from contact_center.inboxes.identity_key import identity_key
from tests.scene import START

KEY = identity_key("secret", "inbox", 1)
NOW = int(START.timestamp())
GOOD = {"sub": "42", "exp": NOW + 3600, "iat": NOW}


def read(token: str, *, key: str = KEY, inbox: str = "inbox", later: float = 0) -> identity.Identity:
    return identity.read(token, key, inbox=inbox, now=START + timedelta(seconds=later))


def code_of(token: str, **options: Any) -> str:
    with pytest.raises(Forbidden) as refused:
        read(token, **options)
    return refused.value.code


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def made(claims: Any, *, header: Any = None, key: str = KEY, digest: str = "sha256") -> str:
    """A token by other means than ours."""
    head = text(json.dumps(header or {"alg": "HS256"}).encode())
    signed = f"{head}.{text(json.dumps(claims).encode())}"
    return f"{signed}.{text(hmac.new(key.encode(), signed.encode(), digest).digest())}"


def test_a_token_signed_by_the_shop_says_who_the_customer_is() -> None:
    claims = GOOD | {
        "name": "Ánh", "email": "a@example.com", "email_verified": True, "phone": "+84 90", "locale": "vi",
        "customer_number": 77, "vip": True, "tags": ["x"], "jti": "1", "iss": "shop",
    }  # fmt: skip
    found = read(made(claims))
    assert (found.sub, found.name, found.email, found.email_verified) == ("42", "Ánh", "a@example.com", True)
    assert (found.phone, found.locale) == ("+84 90", "vi")
    assert found.others == {"customer_number": "77", "vip": "true"}
    assert found.expires == START + timedelta(hours=1)


def test_the_example_of_the_standard_is_read() -> None:
    """RFC 7515, appendix A.1: our way to sign and to check is the one that everybody has."""
    signed = (
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    )
    key = base64.urlsafe_b64decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="
    )
    mac = text(hmac.digest(key, signed.encode(), hashlib.sha256))
    assert mac == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": NOW - 1}, "identity_expired"),
        ({"exp": NOW + 86_400 + 61}, "identity_too_long"),
        ({"exp": 1e300}, "identity_claims"),
        ({"exp": "soon"}, "identity_claims"),
        ({"exp": None}, "identity_claims"),
        ({"sub": ""}, "identity_claims"),
        ({"sub": None}, "identity_claims"),
        ({"sub": 42}, "identity_claims"),
        ({"sub": "4\0002"}, "identity_claims"),
        ({"sub": "x" * 201}, "identity_claims"),
        ({"iat": NOW + 61}, "identity_claims"),
        ({"nbf": NOW + 3000}, "identity_claims"),
        ({"email": ["a@example.com"]}, "identity_claims"),
        ({"email_verified": "yes"}, "identity_claims"),
        ({"aud": "another"}, "identity_inbox"),
        ({"aud": ["another", "third"]}, "identity_inbox"),
        ({"inbox": "another"}, "identity_inbox"),
    ],
)
def test_a_claim_that_does_not_hold_is_refused_by_name(changes: dict[str, Any], code: str) -> None:
    assert code_of(made(GOOD | changes)) == code


@pytest.mark.parametrize("changes", [{"exp": NOW + 1}, {"exp": NOW + 86_400}, {"aud": "inbox"}, {"inbox": "inbox"}])
def test_what_just_holds_is_believed(changes: dict[str, Any]) -> None:
    assert read(made(GOOD | changes)).sub == "42"


@pytest.mark.parametrize(
    ("header", "digest"),
    [
        ({"alg": "none"}, "sha256"),
        ({"alg": "HS512"}, "sha512"),
        ({"alg": "RS256"}, "sha256"),
        ({"alg": "hs256"}, "sha256"),
        ({"alg": "HS256", "crit": ["b64"]}, "sha256"),
    ],
)
def test_no_other_algorithm_is_taken(header: Any, digest: str) -> None:
    assert code_of(made(GOOD, header=header, digest=digest)) == "identity_algorithm"


def test_a_token_without_a_signature_is_refused() -> None:
    assert code_of(made(GOOD, header={"alg": "none"}).rpartition(".")[0] + ".") == "identity_algorithm"
    assert code_of(made(GOOD).rpartition(".")[0] + ".") == "identity_invalid"


@pytest.mark.parametrize(
    "key", ["", "another", identity_key("secret", "inbox", 2), identity_key("secret", "other", 1), "secret"]
)
def test_a_token_signed_with_any_other_key_is_forged(key: str) -> None:
    assert code_of(made(GOOD, key=key)) == "identity_invalid"


@pytest.mark.parametrize("token", ["", ".", "..", "a.b", "a.b.c.d", "é.é.é", "e30.e30.e30", "x" * 5_000, "!.!.!"])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert code_of(token) == "identity_invalid"


def test_another_spelling_of_the_same_token_is_no_token() -> None:
    token = made(GOOD)
    assert code_of(token + "=") == "identity_invalid"
    last = token[-1]
    twin = next(sign for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" if sign != last
                and base64.urlsafe_b64decode(token.rpartition(".")[2][:-1] + sign + "=")
                == base64.urlsafe_b64decode(token.rpartition(".")[2] + "="))  # fmt: skip
    assert code_of(token[:-1] + twin) == "identity_invalid"


@given(sub=st.text(min_size=1, max_size=200).filter(lambda text: "\0" not in text), life=st.integers(1, 86_400))
def test_whatever_is_signed_is_read_until_it_ends(sub: str, life: int) -> None:
    token = identity.sign({"sub": sub, "exp": NOW + life}, KEY)
    assert read(token, later=life - 1).sub == sub
    assert code_of(token, later=life + 1) == "identity_expired"


@given(place=st.integers(0, 500), sign=st.sampled_from("ABCabc019-_.= "))
def test_a_token_with_any_letter_changed_is_refused(place: int, sign: str) -> None:
    token = identity.sign(GOOD, KEY)
    place %= len(token)
    changed = token[:place] + sign + token[place + 1 :]
    if changed != token:
        assert code_of(changed) in {"identity_invalid", "identity_algorithm"}


@given(st.text(max_size=300))
def test_any_text_is_refused_with_a_code(token: str) -> None:
    assert code_of(token).startswith("identity_")
