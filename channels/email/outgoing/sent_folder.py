"""Puts a copy of what has left among the mailbox's sent mail, by IMAP. Blocks: for a thread."""

from datetime import datetime

from imapclient import SEEN, IMAPClient

from channels.email.accounts import Account, Incoming, Security
from contact_center.errors import ContactCenterError

TIMEOUT_SECONDS = 30.0
USUAL = "Sent"
"""The folder where the server marks none as the one for sent mail (RFC 6154)."""


class NoFolderError(ContactCenterError):
    """The server has no folder for sent mail, or none of the name that was set."""


def put(account: Account, message_id: str, data: bytes, at: datetime) -> None:
    """Put a mail there, unless one with its Message-ID is there already. Raises what imapclient raises, OSError."""
    client = _connected(account.incoming)
    try:
        client.login(account.incoming.username, account.secrets.password)
        folder = account.incoming.sent_folder or _special(client)
        client.select_folder(folder)
        if not client.search(["HEADER", "Message-ID", f"<{message_id}>"]):
            client.append(folder, data, flags=(SEEN,), msg_time=at)
    finally:
        client.shutdown()


def _connected(incoming: Incoming) -> IMAPClient:
    client = IMAPClient(
        incoming.host, incoming.port, ssl=incoming.security is Security.TLS, timeout=TIMEOUT_SECONDS, use_uid=True
    )
    if incoming.security is Security.STARTTLS:
        client.starttls()
    return client


def _special(client: IMAPClient) -> str:
    """Raises NoFolderError."""
    for flags, _, name in client.list_folders():
        if b"\\Sent" in flags:
            return str(name)
    if client.folder_exists(USUAL):
        return USUAL
    raise NoFolderError("The mailbox's server has no folder for sent mail. Name one in the mailbox's settings.")
