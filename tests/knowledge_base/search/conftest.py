"""A help centre over each kind of database, and articles in it."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from contact_center.inboxes.schemas import Locale
from knowledge_base.help.centre import HelpCentre
from knowledge_base.search.lookup import Engine, Lookup
from tests.api import Api
from tests.knowledge_base.conftest import published, sent, written

BOWL = {
    "title": "Cleaning an unglazed bowl",
    "summary": "Warm water and a soft brush.",
    "body": "Never put it into the **dishwasher**: soap stays in the clay.\n\n## Stains\n\nUse baking soda.",
}
RETURNS = {
    "title": "How to return an order",
    "summary": "Thirty days, and the courier comes to you.",
    "body": "Send it back within thirty days. Refunds take a week.",
}
DOI_TRA = {
    "title": "Đổi trả hàng",
    "summary": "Trong ba mươi ngày.",
    "body": "Gửi lại đơn hàng cho chúng tôi. Tiền được hoàn sau một tuần.",
}


@pytest.fixture
def centre(api: Api) -> HelpCentre:
    made = HelpCentre(db=api.db, clock=api.clock, lookup=Lookup(api.db, api.clock))
    api.services = replace(api.services, extra=SimpleNamespace(**(vars(api.services.extra) | {"help": made})))
    return made


def with_engine(centre: HelpCentre, engine: Engine, *, patience: float = 5.0) -> None:
    centre.lookup = Lookup(centre.db, centre.clock, engine, patience=patience)


async def shown(
    client: httpx.AsyncClient,
    text: dict[str, str],
    *,
    locale: str = "en",
    phrasings: tuple[str, ...] = (),
    **fields: Any,
) -> str:
    """An article that readers have; returns its id."""
    article = await written(client, locale=locale, text=text, **fields)
    if phrasings:
        await sent(client, "PUT", f"/articles/{article}/phrasings/{locale}", texts=list(phrasings))
    await published(client, article, locale=locale)
    return article


Find = Callable[..., Any]


async def titles(centre: HelpCentre, text: str, locale: Locale = "en", *, unfinished: bool = False) -> list[str]:
    """What is found, as the words of the index stand now."""
    await centre.lookup.lexicons.renewed()
    page = await centre.search(text, locale, limit=20, unfinished=unfinished)
    return ["".join(piece.text for piece in hit.title) for hit in page.hits]
