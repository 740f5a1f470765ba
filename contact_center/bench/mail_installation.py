"""An installation between throw-away mail servers, and what measurements write into its database and read from it."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from email.parser import BytesHeaderParser
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing.replying import reply
from channels.email.outgoing.storing import UNDO
from contact_center import migrations
from contact_center.bench.company import own_database
from contact_center.bench.mail_configs import DOMAIN
from contact_center.bench.mail_servers import MailServers
from contact_center.bench.server import RAISED, Process, product
from contact_center.conversations.receiving import Placed, receive_all
from contact_center.conversations.schemas import NewMail
from contact_center.customers.recognising import Sender, recognise
from contact_center.models import Inbox, Mail, Mailbox
from contact_center.realtime.mail_views import MailPerson
from contact_center.settings import Settings, load
from contact_center.values import Address, Author, NewMessage, Writer, utc_now

OURS, CUSTOMERS = "support", 50
KEY = "a key for measurements, which is no secret at all"


@contextmanager
def mail_installation(database_url: str) -> Iterator[tuple[MailServers, Process, Settings]]:
    """Everything new; the product's server is not started yet, and ends with the block. database_url: of own_database.

    Raises BenchError, ServerMissingError.
    """
    with (
        closing(MailServers()) as servers,
        TemporaryDirectory(prefix="contact-center-bench-") as name,
        own_database(database_url) as url,
    ):
        given = {**RAISED, "CC_SECRET_KEY": KEY} | ({"CC_DATABASE_URL": url} if url else {})
        server = product(Path(name), given)
        settings = load(given, data_dir=Path(name), port=server.port)
        migrations.upgrade(settings.url)
        with server:
            yield servers, server, settings


def message_ids(mails: Iterable[bytes]) -> list[str]:
    """Without their angle brackets."""
    return [str(BytesHeaderParser().parsebytes(raw)["Message-ID"]).strip(" <>") for raw in mails]


def answer_somebody(tx: Session, number: int, key: str) -> None:
    """An answer to somebody that leaves at once."""
    at, inbox = utc_now() - UNDO, tx.execute(sa.select(Inbox).join(Mailbox)).scalar_one()
    customer = f"user{number % CUSTOMERS}@{DOMAIN}"
    (sender,) = recognise(tx, [Sender(Address("email", customer), "en", at)])
    asked = Placed(
        customer_id=sender.customer, visitor=customer, client_id=f"first-{number}", body="?", at=at, quiet=True
    )
    (begun,) = receive_all(tx, inbox, [asked])
    message = NewMessage(
        conversation_id=begun.conversation_id, writer=Writer(Author.SYSTEM), body=f"Answer {number}", client_id=None,
        at=at,
    )  # fmt: skip
    reply(tx, message, NewMail(to=[MailPerson(customer)]), key=key, file_bytes=0)


def ids_of_mails(tx: Session) -> tuple[list[str], list[str], int]:
    """The Message-IDs of what came and of what goes out, and how many of these may have left twice."""
    rows = tx.execute(sa.select(Mail.header_id, Mail.direction, Mail.problems)).all()
    came = [row.header_id or "" for row in rows if row.direction == "in"]
    left = [row for row in rows if row.direction == "out"]
    return came, [row.header_id or "" for row in left], sum(bool(row.problems) for row in left)
