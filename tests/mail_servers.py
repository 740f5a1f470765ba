"""Real mail servers for tests, and the token server of an identity provider, which tests can let fail."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from contact_center.bench.mail_configs import DOMAIN, USERS
from contact_center.bench.mail_servers import PASSWORD, MailServers
from contact_center.bench.postgres import ServerMissingError
from tests.consent import Codes

__all__ = ["DOMAIN", "PASSWORD", "USERS", "MailServers", "TokenServer", "mail_servers", "token_server"]


class TokenServer:
    """Gives access tokens for refresh tokens (RFC 6749, 6) and says whose they are (RFC 7662), as Dovecot asks it.

    codes: what it gives refresh tokens for, with a page where people allow it.
    """

    def __init__(self) -> None:
        self.refresh_tokens = {"refresh-support": "support"}
        """Whose each is."""
        self.access_tokens: dict[str, str] = {}
        self.refusal: dict[str, str] | None = None
        """What it answers instead of a token, with 400."""
        self.asked: list[dict[str, str]] = []
        self.lifetime = 3_600
        self.codes = Codes()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def expire(self) -> None:
        """Every access token that was given holds no longer."""
        self.access_tokens.clear()

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path == "/introspect":
            user = self.access_tokens.get(form.get("token", ""))
            return 200, {"active": "true", "username": user} if user else {"active": "false"}
        self.asked.append(form)
        if self.refusal is not None:
            return 400, self.refusal
        if form.get("grant_type") == "authorization_code":
            return self._redeem(form)
        user = self.refresh_tokens.get(form.get("refresh_token", ""))
        if user is None:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        return 200, self._access(user)

    def _access(self, user: str) -> dict[str, Any]:
        token = f"access-{len(self.asked)}"
        self.access_tokens[token] = user
        return {"access_token": token, "expires_in": self.lifetime, "token_type": "Bearer"}

    def _redeem(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        found = self.codes.redeem(form)
        if found is None:
            return 400, {"error": "invalid_grant", "error_description": "The code does not hold."}
        given = self._access(found.user)
        if found.offline:
            given["refresh_token"] = f"refresh-{len(self.asked)}"
            self.refresh_tokens[given["refresh_token"]] = found.user
        return 200, given | {"id_token": found.id_token}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer, codes = self.answer, self.codes

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, page = codes.page(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                status, body = answer(self.path, {name: values[0] for name, values in parse_qs(sent).items()})
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@contextmanager
def started(**options: Any) -> Iterator[MailServers]:
    """Mail servers for the time of a block; skips with the reason where they cannot run."""
    try:
        servers = MailServers(**options)
    except ServerMissingError as error:
        pytest.skip(str(error))
    try:
        yield servers
    finally:
        servers.close()


@pytest.fixture
def token_server() -> Iterator[TokenServer]:
    server = TokenServer()
    yield server
    server.close()


@pytest.fixture
def mail_servers(token_server: TokenServer) -> Iterator[MailServers]:
    """Postfix and Dovecot of the test's own, whose mailboxes also open with tokens of the token server."""
    with started(tokens=f"{token_server.url}/introspect") as servers:
        yield servers
