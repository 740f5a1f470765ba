"""What an answer by mail begins with, on each kind of database."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Mailbox
from tests.api import Api
from tests.channels.email.outgoing.correspondence import ANN, SUPPORT, came, conversation

BO = {"address": "bo@customer.example", "name": "Bo"}


async def test_the_form_of_an_answer_names_all_and_what_follows_it(api: Api) -> None:
    copied = [BO, {"address": SUPPORT, "name": ""}]
    where = await conversation(api.db, api.clock(), cc=copied, text="Where is it?")
    client = await api.signed_in()
    form = (await client.get(f"/api/v1/conversations/{where}/answer-form")).json()
    assert (form["sender"]["address"], form["to"], form["cc"]) == (SUPPORT, [ANN], [BO])
    assert (form["subject"], form["forward_subject"]) == ("Re: Parcel 7", "Fwd: Parcel 7")
    assert form["quoted"].endswith("> Where is it?")
    assert (await client.get("/api/v1/conversations/none/answer-form")).status_code == 404


async def test_a_forged_mail_leads_no_answer_to_whoever_forged_it(api: Api) -> None:
    checks = {"server": "mx.shop.example", "spf": "", "dkim": "", "dmarc": "fail"}
    mallory = {"address": "mallory@far.example", "name": "Ann"}
    where = await conversation(api.db, api.clock(), cc=[BO], reply_to=[ANN])
    forged: dict[str, Any] = {
        "authentication": [checks],
        "reply_to": [mallory],
        "cc": [BO, mallory],
        "header_id": "second@far.example",
    }

    def go_on(tx: Session) -> str:
        return came(tx, tx.execute(sa.select(Mailbox.inbox_id)).scalar_one(), at=api.clock(), **forged)[1]

    client = await api.signed_in()
    path = f"/api/v1/conversations/{where}/answer-form"
    assert not (await client.get(path)).json()["forged"]
    assert await api.db.write(go_on) == where
    form = (await client.get(path)).json()
    assert (form["to"], form["cc"], form["forged"]) == ([ANN], [BO], True)
    given = {"body": "Hi", "client_id": "one"}
    answered = await client.post(f"/api/v1/conversations/{where}/messages", json=given)
    assert (answered.json()["mail"]["to"], answered.json()["mail"]["cc"]) == ([ANN], [BO])


async def test_the_customer_stays_where_others_answer_without_them(api: Api) -> None:
    where = await conversation(api.db, api.clock(), cc=[BO])
    client = await api.signed_in()
    path = f"/api/v1/conversations/{where}/answer-form"

    def writes(sender: dict[str, str]) -> Callable[[Session], None]:
        def unit(tx: Session) -> None:
            inbox_id = tx.execute(sa.select(Mailbox.inbox_id)).scalar_one()
            came(tx, inbox_id, at=api.clock(), sender=sender, header_id=sender["address"], text="Between us.")

        return unit

    await api.db.write(writes(BO))
    form = (await client.get(path)).json()
    assert (form["to"], form["cc"]) == ([BO], [ANN])
    boss = {"address": "boss@maker.example", "name": "Boss"}
    given = {"body": "Hi", "client_id": "one", "mail": {"to": [ANN], "bcc": [boss]}}
    assert (await client.post(f"/api/v1/conversations/{where}/messages", json=given)).status_code == 201
    await api.db.write(writes(boss))
    form = (await client.get(path)).json()
    assert (form["to"], form["cc"]) == ([ANN], [])
    assert "Between us" not in form["quoted"].partition("Hi")[0]


async def test_what_was_found_out_of_a_mail_is_shown_with_it(api: Api) -> None:
    checks = {"server": "mx.shop.example", "spf": "pass", "dkim": "", "dmarc": "fail"}
    where = await conversation(
        api.db, api.clock(), authentication=[checks], problems=["text_cut"], remote=2, html="<p>x</p>"
    )
    client = await api.signed_in()
    page = (await client.get(f"/api/v1/conversations/{where}/messages")).json()
    mail = page["messages"][0]["mail"]
    assert (mail["checks"], mail["problems"], mail["kept"]) == (checks, ["text_cut"], False)
    assert (mail["has_html"], mail["pictures_elsewhere"]) == (True, True)
