"""Agents' own signatures, and the mailbox's beneath them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing.schemas import Locale, Signature
from channels.email.outgoing.wording import signature_in
from contact_center.models import Mailbox
from tests import mails
from tests.api import Api
from tests.channels.email.outgoing.correspondence import SUPPORT, conversation

BENEATH = {"en": {"text": "The shop", "html": ""}}


async def test_a_signature_is_each_agents_own_per_inbox_and_language_and_shows_what_follows_it(api: Api) -> None:
    await conversation(api.db, api.clock())

    def sign(tx: Session) -> str:
        box = tx.execute(sa.select(Mailbox)).scalar_one()
        box.settings = {"signature": BENEATH}
        return mails.inbox_id_of(tx, box)

    inbox = await api.db.write(sign)
    path = f"/api/v1/inboxes/{inbox}/signature"
    client, other = await api.signed_in(), await api.signed_in()
    given = {"en": {"text": " **Ada** ", "html": "<b>Ada</b><script>x()</script>"}, "vi": {"text": " ", "html": ""}}
    put = await client.put(path, json={"texts": given})
    assert put.status_code == 200, put.text
    found = (await client.get(path)).json()
    assert found == put.json()
    assert found["texts"] == {"en": {"text": "**Ada**", "html": "<b>Ada</b>"}}
    assert (found["sender"]["address"], found["beneath"]) == (SUPPORT, BENEATH)
    assert (await other.get(path)).json()["texts"] == {}
    assert (await client.get("/api/v1/inboxes/none/signature")).status_code == 404


def test_a_language_in_which_nothing_is_written_takes_the_other_one() -> None:
    texts: dict[Locale, Signature] = {"vi": Signature(text=" "), "en": Signature(text="Ada")}
    assert signature_in(texts, "vi").text == "Ada"
    assert signature_in({}, "vi") == Signature()
