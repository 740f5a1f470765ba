"""A mail server for browser tests, and what it has received."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from queue import Queue

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import free_port


class Mailbox:
    """What the mail server has received, as recipient and text. port: where it listens."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: Queue[tuple[str, str]] = Queue()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.received.put((envelope.rcpt_tos[0], message.get_content()))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    try:
        yield box
    finally:
        server.stop()
