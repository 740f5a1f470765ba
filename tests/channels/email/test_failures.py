"""Why a mailbox does not work is said in words of ours, and beside them in the server's, where it has said any."""

import socket

import pytest
from imapclient import exceptions

from channels.email.failures import AWAY, DETAILS, DETAILS_VI, failure_of


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "refused", ""),
        (TimeoutError("timed out"), "timeout", ""),
        (socket.gaierror(-2, "Name or service not known"), "host_unknown", ""),
        (exceptions.IMAPClientAbortError("socket error: EOF"), "dropped", ""),
        (OSError(113, "No route to host"), "dropped", "No route to host"),
        (exceptions.LoginError("b'[AUTHENTICATIONFAILED] Invalid credentials'"), "sign_in", "[AUTHENTICATIONFAILED] "),
    ],
)
def test_only_what_the_server_has_said_is_given_as_its_words(error: Exception, code: str, words: str) -> None:
    found = failure_of(error)
    assert found.code == code
    assert found.detail == DETAILS[code]
    assert found.words.startswith(words) if words else not found.words


def test_every_reason_is_said_in_both_languages() -> None:
    assert DETAILS.keys() == DETAILS_VI.keys() >= AWAY
    assert not [code for code, text in DETAILS.items() if DETAILS_VI[code] == text]
