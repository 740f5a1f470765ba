"""The page of an identity provider where people allow access, and the codes that it gives for that (RFC 6749, 7636)."""

import base64
import hashlib
import json
import time
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

MAIL = "https://mail.example/"
"""The scope without which nobody gets anything."""


class Consent(NamedTuple):
    user: str
    offline: bool
    id_token: str


class Codes:
    """user, email: who is signed in at the provider. offline: whether a refresh token is given."""

    def __init__(self) -> None:
        self.user, self.email, self.offline = "support", "support@example.test", True
        self.secret = "hush"
        self._given: dict[str, dict[str, str]] = {}

    def page(self, target: str) -> tuple[int, dict[str, str], bytes]:
        """GET /authorize asks, GET /decide sends the browser back."""
        parts = urlsplit(target)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/decide":
            return 302, {"Location": self.decide(asked, allow=asked.pop("answer") == "allow")}, b""
        wanted = {"response_type": "code", "code_challenge_method": "S256"}
        if parts.path != "/authorize" or not wanted.items() <= asked.items() or MAIL not in asked["scope"].split():
            return 400, {"Content-Type": "text/plain"}, b"This is no question that can be answered."
        links = (f'<a href="/decide?{urlencode(asked | {"answer": each})}">{each}</a>' for each in ("allow", "deny"))
        page = f"<!doctype html><title>Provider</title><h1>{self.email}</h1>{' '.join(links)}"
        return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()

    def decide(self, asked: dict[str, str], *, allow: bool = True) -> str:
        """Where the browser is sent."""
        if not allow:
            refusal = {"error": "access_denied", "error_description": "The person said no.", "state": asked["state"]}
            return f"{asked['redirect_uri']}?{urlencode(refusal)}"
        code = f"code-{len(self._given)}"
        self._given[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeem(self, form: dict[str, str]) -> Consent | None:
        """Once, for whoever has the verifier and the secret."""
        asked = self._given.pop(form.get("code", ""), None)
        if asked is None:
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        same = asked["code_challenge"] == _text(digest)
        same = same and all(asked[name] == form[name] for name in ("client_id", "redirect_uri"))
        if not same or form.get("client_secret") != self.secret:
            return None
        claims = {"aud": asked["client_id"], "nonce": asked["nonce"], "email": self.email, "exp": time.time() + 10**9}
        return Consent(self.user, self.offline, id_token(claims))


def id_token(claims: dict[str, Any]) -> str:
    """Signed by nobody: it comes from the token server itself."""
    parts = ({"alg": "none"}, claims)
    return ".".join([*(_text(json.dumps(part).encode()) for part in parts), "x"])


def asked_of(url: str) -> dict[str, str]:
    """What an address of the provider asks."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
