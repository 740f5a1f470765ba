"""One connection to an IMAP server, in blocking calls for a thread of its own."""

import contextlib
import socket
import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import imapclient
import msgspec
from imapclient import exceptions

from channels.email.accounts import Incoming, Security
from channels.email.failures import MailboxFailed, failure, failure_of
from channels.email.imap.choosing import Listed

CONNECT_SECONDS = 15.0
ANSWER_SECONDS = 60.0
"""For one piece of an answer."""
PIECE = 1024 * 1024
"""Bytes of a large mail that are asked for at once."""
SENT = b"\\Sent"
NEW_SENT = "Sent"
"""The folder that is made for sent mail where the server has none."""


class Folder(msgspec.Struct, frozen=True):
    """A folder as it was when it was selected (RFC 9051, 6.3.2)."""

    uidvalidity: int
    uidnext: int


class Connection:
    """A signed-in client with its folder selected. Every call raises MailboxFailed where the server is of no use."""

    def __init__(self, client: imapclient.IMAPClient, folder: Folder) -> None:
        self._client = client
        self.folder = folder
        self.can_idle = b"IDLE" in client.capabilities()

    def after(self, uid: int, *, since: datetime | None, below: int) -> list[int]:
        """The UIDs above one, ascending: of those under `below` only what came since about then."""
        with understood():
            self._heard()  # whatever is told from here on may not be among these
            # n:* always names the last one, however small its number.
            new = [each for each in self._client.search(["UID", f"{max(uid + 1, below)}:*"]) if each > uid]
            found = [each for each in new if each >= below]
            if uid + 1 < below:
                # Days of the server's own zone: one more, so that none is missed.
                dated = [] if since is None else ["SINCE", (since - timedelta(days=1)).date()]
                found += self._client.search(["UID", f"{uid + 1}:{below - 1}", *dated])
            return sorted({each for each in found if each > uid})

    def listed(self, uids: Sequence[int]) -> list[Listed]:
        """Those that are still there."""
        with understood():
            found = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE", "ENVELOPE"])
        return [_listed(uid, found[uid]) for uid in sorted(found) if b"RFC822.SIZE" in found[uid]]

    def fetch(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole mails, without marking them as seen; those that are gone are left out."""
        with understood():
            found = self._client.fetch(uids, ["BODY.PEEK[]"])
        return {uid: each[b"BODY[]"] for uid, each in found.items() if each.get(b"BODY[]") is not None}

    def pieces(self, uid: int) -> Iterator[bytes]:
        """A large mail, bit by bit."""
        offset = 0
        while True:
            with understood():
                found = self._client.fetch([uid], [f"BODY.PEEK[]<{offset}.{PIECE}>"]).get(uid, {})
            piece = found.get(f"BODY[]<{offset}>".encode()) or b""
            if piece:
                yield piece
            if len(piece) < PIECE:
                return
            offset += len(piece)

    def header(self, uid: int) -> bytes:
        """The header alone, of a mail that is too large."""
        with understood():
            found = self._client.fetch([uid], ["BODY.PEEK[HEADER]"]).get(uid, {})
        return bytes(found.get(b"BODY[HEADER]") or b"")

    def idle(self, seconds: float) -> None:
        """Wait until something happens in the folder, at most so long; then the server has answered once more.

        What has come since the last look ends it at once: a server tells of a mail a single time, be it beside its
        answer to something else.
        """
        if self._heard():
            return
        with understood():
            self._client.idle()
            said = [] if self._has_more() else self._client.idle_check(timeout=seconds)
            _, more = self._client.idle_done()
        _check_bye([*said, *more])

    def noop(self) -> None:
        """See whether the server answers, and let it tell what is new."""
        with understood():
            _, said = self._client.noop()
        _check_bye(said)

    def _heard(self) -> bool:
        """Whether the server has told of mails since this was asked last."""
        _, told = self._client._imap.response("EXISTS")
        return bool(told != [None])

    def _has_more(self) -> bool:
        """Whether more came in one piece with the server's last line: in a buffer, where idle_check does not see it."""
        connected = self._client.socket()
        connected.setblocking(False)
        try:
            return bool(self._client._imap.file.peek(1))
        except OSError:  # nothing has come; a connection that is broken says so at the next call
            return False
        finally:
            connected.settimeout(ANSWER_SECONDS)

    def put(self, folder: str, raw: bytes, message_id: str) -> None:
        """Put a mail that was sent into a folder, unless one with its Message-ID is there.

        folder: empty for the one that the server uses for sent mail, which is made where there is none.
        """
        self.check_sent(folder)
        with understood():
            name = folder or self._client.find_special_folder(SENT) or self._make_sent()
            self._client.select_folder(name, readonly=True)
            if not self._client.search(["HEADER", "Message-ID", f"<{message_id}>"]):
                self._client.append(name, raw, flags=[imapclient.SEEN])

    def check_sent(self, folder: str) -> None:
        """Raises MailboxFailed where there is no such folder; empty is none to look for."""
        with understood():
            if folder and not self._client.folder_exists(folder):
                raise MailboxFailed(failure("sent_folder"))

    def _make_sent(self) -> str:
        """Among the person's own folders, wherever the server keeps these (RFC 2342)."""
        spaces = self._client.namespace().personal if self._client.has_capability("NAMESPACE") else None
        name = f"{spaces[0][0] if spaces else ''}{NEW_SENT}"
        try:
            self._client.create_folder(name)
            self._client.subscribe_folder(name)
        except exceptions.IMAPClientAbortError:
            raise
        except exceptions.IMAPClientError as error:
            raise MailboxFailed(failure("sent_folder", str(error))) from error
        return name

    def break_off(self) -> None:
        """From another thread: whatever waits for the server ends now with an error."""
        with contextlib.suppress(OSError):
            self._client.socket().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(Exception):  # whatever a dying server says, the socket is closed
            self._client.logout()
        with contextlib.suppress(Exception):
            self._client.shutdown()


def connect(incoming: Incoming, *, password: str = "", token: str = "") -> Connection:
    """Sign in and select the folder, for reading alone. Raises MailboxFailed."""
    with understood():
        context = ssl.create_default_context()
        client = _open(incoming, context)
        try:
            if incoming.security is Security.STARTTLS:
                _encrypt(client, context)
            _sign_in(client, incoming.username, password=password, token=token)
            return Connection(client, _select(client, incoming.folder))
        except BaseException:
            with contextlib.suppress(Exception):
                client.shutdown()
            raise


@contextlib.contextmanager
def understood() -> Iterator[None]:
    """Raises MailboxFailed for whatever goes wrong with a server."""
    try:
        yield
    except MailboxFailed:
        raise
    except (exceptions.IMAPClientError, OSError, ValueError, LookupError, TypeError) as error:
        raise MailboxFailed(failure_of(error)) from error


def _open(incoming: Incoming, context: ssl.SSLContext) -> imapclient.IMAPClient:
    timeout = imapclient.SocketTimeout(CONNECT_SECONDS, ANSWER_SECONDS)
    options: dict[str, Any] = {"port": incoming.port, "ssl": incoming.security is Security.TLS, "timeout": timeout}
    try:
        client = imapclient.IMAPClient(incoming.host, ssl_context=context, **options)
    except exceptions.IMAPClientError as error:
        raise MailboxFailed(failure("no_imap", str(error))) from error
    client.normalise_times = False
    return client


def _encrypt(client: imapclient.IMAPClient, context: ssl.SSLContext) -> None:
    try:
        client.starttls(context)
    except exceptions.CapabilityError as error:
        raise MailboxFailed(failure("starttls")) from error


def _sign_in(client: imapclient.IMAPClient, username: str, *, password: str, token: str) -> None:
    if token:
        try:
            client.oauth2_login(username, token)
        except exceptions.LoginError as error:
            raise MailboxFailed(failure("oauth_sign_in", str(error))) from error
    else:
        client.login(username, password)


def _select(client: imapclient.IMAPClient, folder: str) -> Folder:
    try:
        found = client.select_folder(folder, readonly=True)
    except exceptions.IMAPClientAbortError:
        raise
    except exceptions.IMAPClientError as error:
        raise MailboxFailed(failure("folder", str(error))) from error
    return Folder(int(found[b"UIDVALIDITY"]), int(found.get(b"UIDNEXT") or client.folder_status(folder)[b"UIDNEXT"]))


def _listed(uid: int, found: dict[bytes, Any]) -> Listed:
    envelope = found.get(b"ENVELOPE")
    date = getattr(envelope, "date", None)
    return Listed(uid, int(found[b"RFC822.SIZE"]), _utc(found.get(b"INTERNALDATE")), _utc(date))


def _utc(time: datetime | None) -> datetime | None:
    """A header's date may have no zone."""
    if time is None:
        return None
    try:
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _check_bye(said: Sequence[Any]) -> None:
    """A server says good-bye as if it were any news."""
    for each in said:
        words = each if isinstance(each, tuple) else ()
        if words[:1] == (b"BYE",):
            raise MailboxFailed(
                failure(
                    "dropped",
                    b" ".join(part for part in words[1:] if isinstance(part, bytes)).decode("utf-8", "replace"),
                )
            )
