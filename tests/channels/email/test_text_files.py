"""Text files are put into UTF-8 where their mail says in what else they are written."""

import codecs
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from channels.email.parsed import Part
from channels.email.text_files import readable
from contact_center.db import Database
from contact_center.models import Attachment
from contact_center.settings import Settings
from tests import mails
from tests.channels.email.taking_in import TakingIn

VIETNAMESE = "Đơn hàng số 12"


def stored(data: bytes, charset: str = "", *, media_type: str = "text/plain", limit: int = 1_000) -> bytes:
    return readable(Part(name="a.txt", media_type=media_type, data=data, charset=charset), limit=limit).data


@pytest.mark.parametrize(
    ("charset", "media_type"),
    [("windows-1258", "text/plain"), ("utf-16", "text/plain"), ("utf-16-le", "text/csv")],
)
def test_what_is_declared_is_stored_with_a_mark_of_utf_8(charset: str, media_type: str) -> None:
    text = "Đơn hàng số 12" if charset != "windows-1258" else "Đơn hàng"  # which writes some marks apart
    data = stored(text.encode(charset), charset, media_type=media_type)
    assert data.startswith(codecs.BOM_UTF8)
    assert data.decode("utf-8-sig") == text


@pytest.mark.parametrize(
    ("data", "charset", "media_type", "limit"),
    [
        (VIETNAMESE.encode(), "utf-8", "text/plain", 1_000),
        (VIETNAMESE.encode(), "windows-1258", "text/plain", 1_000),  # it says so of what is UTF-8
        (b"plain", "iso-8859-1", "text/plain", 1_000),
        (b"caf\xe9", "", "text/plain", 1_000),
        (b"caf\xe9", "no-such-charset", "text/plain", 1_000),
        (b"\x81\xff\xfe\xff", "shift_jis", "text/plain", 1_000),
        (b"<p>caf\xe9</p>", "iso-8859-1", "text/html", 1_000),
        (b"caf\xe9", "iso-8859-1", "text/plain", 6),
    ],
)
def test_everything_else_stays_as_it_came(data: bytes, charset: str, media_type: str, limit: int) -> None:
    assert stored(data, charset, media_type=media_type, limit=limit) == data


async def test_it_lies_in_the_store_so_that_it_reads_right(database: Database, database_settings: Settings) -> None:
    taking = TakingIn(database, database_settings)
    box = await database.write(lambda tx: mails.mailbox(tx).id)
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "ann@customer.example", "support@shop.example", "<9@x>"
    made.set_content("See below")
    written = "Đơn hàng".encode("windows-1258")
    made.add_attachment(
        written, maintype="text", subtype="plain", filename="note.txt", params={"charset": "windows-1258"}
    )
    await taking.take(box, made.as_bytes())
    (found,) = await database.read(lambda tx: tx.execute(sa.select(Attachment)).scalars().all())
    content = await taking.files.read(found.key)
    assert (found.name, found.media_type, found.size) == ("note.txt", "text/plain", len(content))
    assert content.decode("utf-8-sig") == "Đơn hàng"
