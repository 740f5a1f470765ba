"""Why a mailbox does not work, in words that say what to do."""

import socket
import ssl
from imaplib import IMAP4

import msgspec
from imapclient import exceptions as imap

LONGEST = 300
"""Characters of a server's words."""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """code: for programs and translations. detail: what to do, in English. words: the server's own."""

    code: str
    detail: str
    words: str = ""


class MailboxFailed(Exception):
    """A server of a mailbox cannot be used."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code}: {failure.words}")
        self.failure = failure


DETAILS = {
    "host_unknown": "There is no server of this name. Check the name, and that this machine can look names up.",
    "refused": "Nothing answers on this port. Check the port and the server's firewall.",
    "timeout": "The server does not answer in time. Check the name and the port, and that no firewall is between.",
    "certificate": "The server's certificate is not valid for this name, or has expired. Give the name that stands in "
    "it, or have it renewed.",
    "tls": "The server does not speak TLS on this port. Choose STARTTLS, or the port for TLS (993 as a rule).",
    "starttls": "The server offers no STARTTLS. Choose TLS with its own port (993 as a rule).",
    "no_imap": "What answers there is no IMAP server. Check the port.",
    "sign_in": "The server refuses the user name or the password. Many providers want a password made for programs, or "
    "OAuth, and have IMAP switched on in their settings.",
    "oauth": "The provider gives no access any more. Connect the mailbox anew.",
    "oauth_sign_in": "The server refuses the token. Check the user name, the scope, and that IMAP is allowed for it.",
    "oauth_server": "The provider's token server does not answer. It is tried again.",
    "smtp": "The server for outgoing mail cannot be used as given. Its words say more.",
    "folder": "There is no such folder. Check its name.",
    "secrets": "The stored password cannot be read, for the installation has another secret key. Enter it again.",
    "dropped": "The server has ended the connection. It is tried again.",
    "protocol": "The server has said something that is not understood. It is tried again.",
    "unknown": "The server cannot be used. Its words say more.",
}

AWAY = frozenset({"host_unknown", "refused", "timeout", "dropped"})
"""The codes of a server that cannot be reached, or not for long."""


def failure(code: str, words: str = "") -> Failure:
    return Failure(code=code, detail=DETAILS[code], words=" ".join(words.split())[:LONGEST])


def failure_of(error: BaseException) -> Failure:
    """What an exception of the connection or of the library means."""
    if isinstance(error, MailboxFailed):
        return error.failure
    return failure(_code(error), _words(error))


def _code(error: BaseException) -> str:
    if isinstance(error, socket.gaierror):
        return "host_unknown"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(error, ssl.SSLError):
        return "dropped" if "EOF" in str(error) else "tls"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, imap.LoginError):
        return "sign_in"
    if isinstance(error, imap.ProtocolError):
        return "protocol"
    if isinstance(error, IMAP4.abort | OSError):
        return "dropped"
    return "unknown"


def _words(error: BaseException) -> str:
    """Without Python's way to write bytes."""
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    return text.removeprefix("b'").removeprefix('b"').rstrip("'\"")
