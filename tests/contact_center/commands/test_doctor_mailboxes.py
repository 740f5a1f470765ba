"""What the doctor says of mailboxes."""

from sqlalchemy.orm import Session

from channels.email import state
from channels.email.failures import failure
from contact_center.commands.doctor.finding import Level
from contact_center.commands.doctor.mailboxes import check_mailboxes
from contact_center.db import Database
from contact_center.values import MailState
from tests import mails
from tests.scene import START


async def test_the_doctor_names_a_mailbox_that_fails_with_what_to_do_and_mails_that_wait(database: Database) -> None:
    assert await database.read(check_mailboxes) == []

    def unit(tx: Session) -> int:
        box = mails.mailbox(tx, kind="imap")
        mails.arrived(tx, box, key="a", state=MailState.QUARANTINED)
        return box.id

    key = await database.write(unit)
    fine, waiting = await database.read(check_mailboxes)
    assert (fine.level, waiting.level) == (Level.OK, Level.WARNING)
    await database.write(state.note_failure, key, failure("sign_in", "bad password"), now=START)
    found, _ = await database.read(check_mailboxes)
    assert "support@shop.example has failed since 2026-03-02 09:00 (UTC): bad password" in found.detail
