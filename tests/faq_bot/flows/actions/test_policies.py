"""The policy that a flow shows is the one that readers have, in the customer's language."""

import pytest
from msgspec import structs
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.inboxes.schemas import Locale
from contact_center.values import Role, utc_now
from faq_bot.flows.actions.policies import Policies
from faq_bot.flows.engine import POLICY
from faq_bot.flows.records import FlowState
from faq_bot.flows.saying import POLICY_TEXT
from knowledge_base.articles import create_article
from knowledge_base.people import Editor
from knowledge_base.publishing import publish
from knowledge_base.schemas import ArticleText, NewArticle
from knowledge_base.values import Kind, Visibility
from tests.faq_bot.flows.playing import context

OWNER = Editor("system", Role.ADMINISTRATOR, None, publishes=True)
WANTED = FlowState(flow="return", definition="x", run="x", at="policy", doing=POLICY, said="returns")


def written(
    tx: Session, *, locale: Locale = "en", published: bool = True, visibility: Visibility = Visibility.PUBLIC
) -> None:
    text = ArticleText(title="Thirty days", summary="Unused, as it came.", body="All of it.", slug="returns")
    new = NewArticle(locale=locale, text=text, kind=Kind.POLICY_RETURNS, visibility=visibility)
    article = create_article(tx, new, by=OWNER, at=utc_now())
    if published:
        publish(tx, article.public_id, locale, 1, by=OWNER, at=utc_now())


async def shown(database: Database, language: str = "en") -> str | None:
    ended = await Policies(database, "https://chat.example").show(WANTED, context(language))
    assert ended.status == ("ok" if ended.results else "not_found")
    return ended.results.get(POLICY_TEXT)


async def test_title_summary_and_address_are_shown(database: Database) -> None:
    await database.write(written)
    said = await shown(database)
    assert said is not None
    title, summary, address = said.splitlines()
    assert (title, summary) == ("Thirty days", "Unused, as it came.")
    assert address.startswith("https://chat.example/")
    assert address.endswith("/returns")


async def test_another_language_is_better_than_none(database: Database) -> None:
    await database.write(written)
    assert await shown(database, "vi") == await shown(database, "en")


@pytest.mark.parametrize("fields", [{"published": False}, {"visibility": Visibility.INTERNAL}])
async def test_drafts_and_what_is_internal_are_never_shown(database: Database, fields: dict[str, object]) -> None:
    await database.write(written, **fields)  # type: ignore[arg-type]
    assert await shown(database) is None


async def test_where_there_is_no_policy_nothing_is_shown(database: Database) -> None:
    assert await shown(database) is None


async def test_an_article_that_is_named_is_shown_where_it_is_published_else_the_policy(database: Database) -> None:
    named = structs.replace(WANTED, said="returns broken-on-arrival")

    def broken(tx: Session) -> None:
        text = ArticleText(title="It arrived broken", summary="A new one.", body="All of it.", slug="broken")
        new = NewArticle(locale="en", text=text, key="broken-on-arrival")
        publish(tx, create_article(tx, new, by=OWNER, at=utc_now()).public_id, "en", 1, by=OWNER, at=utc_now())

    await database.write(written)
    policies = Policies(database, "https://chat.example")
    assert (await policies.show(named, context("en"))).results[POLICY_TEXT].startswith("Thirty days")
    await database.write(broken)
    assert (await policies.show(named, context("en"))).results[POLICY_TEXT].startswith("It arrived broken")
    assert (await policies.show(WANTED, context("en"))).results[POLICY_TEXT].startswith("Thirty days")
