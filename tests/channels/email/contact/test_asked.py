"""Custom fields on the contact form, on each kind of database: asked, kept with the letter, put to the customer."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import AskedField
from channels.email.contact.asked import about_of, check_asked
from contact_center.customers.fields import create_field
from contact_center.customers.schemas import NewCustomField
from contact_center.errors import InvalidInput
from contact_center.inboxes.letters import FormAnswer
from contact_center.models import Customer, CustomerIdentity, CustomField, CustomFieldValue, Mail, Mailbox
from contact_center.search import indexing, queries
from contact_center.search.schemas import SearchQuery
from contact_center.values import Role
from tests.channels.email.contact.test_forms import Page, page
from tests.channels.email.outgoing.correspondence import ANN, came

__all__ = ["page"]

ORDER = NewCustomField(key="order_number", kind="text", names={"en": "Order number", "vi": "Mã đơn hàng"})
GLAZE = NewCustomField(key="glaze", kind="choice", names={"en": "Glaze"}, choices=["Celadon", "Ngọc"])
PIECES = NewCustomField(key="pieces", kind="number", names={"en": "Pieces", "vi": "Số món"})
ASKED = [{"key": "order_number", "required": True}, {"key": "gone"}, {"key": "glaze"}, {"key": "pieces"}]
GIVEN = {"field-order_number": " B-107 ", "field-glaze": "ngoc", "field-pieces": "2.0"}


async def ask(page: Page) -> None:
    def unit(tx: Session) -> None:
        for each in (ORDER, GLAZE, PIECES):
            create_field(tx, each, by="system", at=page.api.clock())
        tx.execute(sa.select(Mailbox)).scalar_one().settings = {"form": {"enabled": True, "fields": ASKED}}

    await page.api.db.write(unit)


async def stored(page: Page) -> tuple[list[Any], dict[str, str]]:
    """The letter's answers, and the custom fields of the one customer."""

    def unit(tx: Session) -> tuple[list[Any], dict[str, str]]:
        query = sa.select(CustomField.key, CustomFieldValue.value)
        values = tx.execute(query.join(CustomFieldValue, CustomFieldValue.field_id == CustomField.id))
        assert tx.execute(sa.select(sa.func.count()).select_from(Customer)).scalar_one() == 1
        newest = sa.select(Mail.answers).where(Mail.by_form).order_by(Mail.message_id.desc()).limit(1)
        return tx.execute(newest).scalar_one(), {row.key: row.value for row in values}

    return await page.api.db.read(unit)


async def test_the_page_asks_in_the_readers_language_with_an_input_for_each_kind(page: Page) -> None:
    await ask(page)
    shown = (await page.client.get(page.path("vi"))).text
    assert '<label for="field-order_number">Mã đơn hàng</label>' in shown
    assert 'name="field-order_number" value="" maxlength="500" autocomplete="off" required>' in shown
    assert '<select id="field-glaze" name="field-glaze">' in shown
    assert '<option value="Ngọc">Ngọc</option>' in shown
    assert 'name="field-pieces" inputmode="decimal"' in shown
    assert "gone" not in shown


async def test_what_is_wrong_stands_beside_the_field_and_what_was_chosen_is_kept(page: Page) -> None:
    await ask(page)
    wrong = {"field-order_number": " ", "field-glaze": "Ngọc", "field-pieces": "<two>"}
    sent = await page.send(**wrong)
    assert sent.status_code == 422
    assert 'aria-describedby="field-order_number-wrong" aria-invalid="true"' in sent.text
    assert 'id="field-order_number-wrong">Please fill in “Order number”.' in sent.text
    assert 'id="field-pieces-wrong">“Pieces” takes a number, such as 1234.5.' in sent.text
    assert 'href="#field-pieces"' in sent.text
    assert 'value="&lt;two&gt;"' in sent.text
    assert '<option value="Ngọc" selected>' in sent.text
    assert await page.count() == 0


async def test_the_agent_sees_at_the_letter_what_was_given_also_once_the_field_is_gone(page: Page) -> None:
    await ask(page)
    assert (await page.send(**GIVEN)).status_code == 303
    answers, values = await stored(page)
    assert values == {"order_number": "B-107", "glaze": "Ngọc", "pieces": "2"}
    client = await page.api.signed_in()
    (row,) = (await client.get("/api/v1/conversations")).json()["items"]
    await page.api.db.write(lambda tx: tx.execute(sa.delete(CustomField)))
    (message,) = (await client.get(f"/api/v1/conversations/{row['id']}/messages")).json()["messages"]
    assert message["mail"]["answers"] == answers
    assert answers[0] == {
        "key": "order_number", "kind": "text", "names": {"en": "Order number", "vi": "Mã đơn hàng"}, "value": "B-107"
    }  # fmt: skip
    assert [each["value"] for each in answers] == ["B-107", "Ngọc", "2"]
    assert "B-107" not in message["body"]


async def test_the_conversation_is_found_by_what_was_given(page: Page) -> None:
    await ask(page)
    gift = NewCustomField(key="gift", kind="boolean", names={"en": "A gift"})

    def unit(tx: Session) -> None:
        create_field(tx, gift, by="system", at=page.api.clock())
        form = {"enabled": True, "fields": [*ASKED, {"key": "gift"}]}
        tx.execute(sa.select(Mailbox)).scalar_one().settings = {"form": form}

    await page.api.db.write(unit)
    assert (await page.send(**GIVEN, **{"field-gift": "true"})).status_code == 303
    await page.api.db.write(indexing.index_messages, now=page.api.clock())

    async def found(words: str) -> list[str]:
        hits = await page.api.db.read(queries.messages, SearchQuery(q=words))
        return ["".join(each.text for each in hit.excerpt if each.hit) for hit in hits.items]

    assert await found("b-107") == ["B-107"]
    assert await found("ngoc") == ["Ngọc"]
    assert await found("true") == []


async def test_it_fills_what_is_empty_and_changes_nothing_that_is_known_of_a_customer(page: Page) -> None:
    await ask(page)

    def unit(tx: Session) -> None:
        came(tx, tx.execute(sa.select(Mailbox.inbox_id)).scalar_one(), at=page.api.clock())
        field = tx.execute(sa.select(CustomField.id).where(CustomField.key == "order_number")).scalar_one()
        customer = tx.execute(sa.select(Customer.id)).scalar_one()
        tx.add(CustomFieldValue(customer_id=customer, field_id=field, value="A-1"))
        proved = sa.select(CustomerIdentity.verified).where(CustomerIdentity.customer_id == customer)
        before.extend(tx.execute(proved).scalars())

    before: list[bool] = []
    await page.api.db.write(unit)
    assert (await page.send(email=ANN["address"], **GIVEN)).status_code == 303
    answers, values = await stored(page)
    assert answers[0]["value"] == "B-107"
    assert values == {"order_number": "A-1", "glaze": "Ngọc", "pieces": "2"}
    proved = await page.api.db.read(lambda tx: list(tx.execute(sa.select(CustomerIdentity.verified)).scalars()))
    assert proved == before


async def test_a_form_that_asks_for_nothing_more_takes_nothing_more(page: Page) -> None:
    assert (await page.send(**GIVEN)).status_code == 303
    assert await stored(page) == ([], {})


async def test_administrators_choose_among_the_custom_fields_that_there_are(page: Page) -> None:
    await ask(page)
    client = await page.api.signed_in(Role.ADMINISTRATOR)
    (box,) = (await client.get("/api/v1/mailboxes")).json()["items"]

    async def saved(*keys: str) -> Any:
        nonlocal box
        form = {"enabled": True, "fields": [{"key": key} for key in keys]}
        sent = await client.patch(
            f"/api/v1/mailboxes/{box['id']}", json={"version": box["version"], "settings": {"form": form}}
        )
        box = sent.json() if sent.status_code == 200 else box
        return sent.json()

    assert (await saved("glaze", "gone"))["settings"]["form"]["fields"][1] == {"key": "gone", "required": False}
    assert (await saved("glaze"))["settings"]["form"]["fields"] == [{"key": "glaze", "required": False}]
    assert (await saved("glaze", "gone"))["code"] == "field_unknown"
    assert (await saved("glaze", "glaze"))["code"] == "field_twice"
    assert "code" in await saved(*(f"f{n}" for n in range(11)))


def test_an_error_names_the_place() -> None:
    with pytest.raises(InvalidInput) as twice:
        check_asked([AskedField(key="a"), AskedField(key="a")], {"a"})
    assert (twice.value.code, twice.value.field) == ("field_twice", "settings.form.fields.1.key")
    with pytest.raises(InvalidInput) as unknown:
        check_asked([AskedField(key="b")], {"a"})
    assert (unknown.value.code, unknown.value.field) == ("field_unknown", "settings.form.fields.0.key")


def test_an_answer_that_the_field_takes_no_more_stays_out_of_the_customers_record() -> None:
    glaze = CustomField(key="glaze", kind="choice", names={"en": "Glaze"}, choices=["Celadon"])
    given = FormAnswer(key="glaze", kind="choice", names={"en": "Glaze"}, value="Ngọc")
    assert about_of([given], {"glaze": glaze}) is None
    assert about_of([given], {}) is None
    kept = FormAnswer(key="glaze", kind="choice", names={"en": "Glaze"}, value="Celadon")
    about = about_of([given, kept], {"glaze": glaze})
    assert about is not None
    assert (about.fields, about.name) == ({"glaze": "Celadon"}, None)
