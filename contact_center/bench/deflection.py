"""`bench deflection`: scripted conversations with the bot of a running server, on the widget's socket."""

import asyncio
import contextlib
import random
import shutil
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.bench.bot import PATIENT
from contact_center.bench.bot_sets import of_articles
from contact_center.bench.company import Company, company
from contact_center.bench.deflection_figures import Judged, Reply, Told, figures, judge
from contact_center.bench.deflection_sets import Expected, Script, secrets_of
from contact_center.bench.deflection_talk import Talk
from contact_center.bench.options import Options
from contact_center.bench.server import BenchError
from contact_center.db import open_database
from contact_center.demo.seeding import ARTICLES
from contact_center.files.store import FileStore
from contact_center.inboxes.schemas import BotSettings
from contact_center.models import BotConversation, Conversation, Inbox, KbArticle
from contact_center.settings import Settings
from contact_center.values import utc_now
from faq_bot.flows.assembly import definitions
from faq_bot.flows.flows import card_of
from faq_bot.learnable import with_flows
from faq_bot.nlu.layout import FOLDER
from faq_bot.nlu.process import Understanders
from knowledge_base.people import SYSTEM
from knowledge_base.transfer.carrying import import_from
from knowledge_base.transfer.sources import FolderSource

ABREAST = 4
"""Conversations at the same time."""
IMPORT_SECONDS = 300.0
"""All articles are imported in one unit, on a machine that may be busy."""


WARM_UP = {"en": "How much is delivery?", "vi": "Phí giao hàng bao nhiêu?"}
WARM_UPS = 60


class Line(msgspec.Struct, frozen=True):
    """Of the ledger: a conversation as it went, and what was made of it."""

    told: Told
    judged: Judged


def run(options: Options, scripts: list[Script], *, models: Path | None) -> dict[str, Any]:
    """The seed decides in which order they are said. models: the data folder of an installation that has learned the
    articles already; none: they are learned here.
    """
    random.Random(options.seed).shuffle(scripts)
    with company(agents=1, database_url=options.database_url) as shop:
        shop.server.stop()
        trained = asyncio.run(_prepare(shop.settings, models))
        shop.server.start()
        keys = asyncio.run(_keys(shop.settings))
        told = asyncio.run(_all(shop, keys, scripts))
        reasons = asyncio.run(_reasons(shop.settings))
    told = [_with_reason(each, reasons) for each in told]
    secrets = secrets_of(ARTICLES)
    judged = [judge(script, each, secrets) for script, each in zip(scripts, told, strict=True)]
    options.ledger.keep(Line(*pair) for pair in zip(told, judged, strict=True))
    return {**figures(judged, told), **trained}


async def _prepare(settings: Settings, models: Path | None) -> dict[str, Any]:
    """The demonstration's articles, a model for each language, and the bot switched on."""
    db = open_database(msgspec.structs.replace(settings, database_timeout=IMPORT_SECONDS), lambda _: None)
    try:
        await db.write(_switch_on)
        with contextlib.closing(FileStore(settings.data_dir)) as store:
            source = FolderSource(ARTICLES)
            await import_from(source, db, store, dry_run=False, by=SYSTEM, at=utc_now())
    finally:
        await db.close()
    if models is not None:
        await asyncio.to_thread(shutil.copytree, models / FOLDER, settings.data_dir / FOLDER, dirs_exist_ok=True)
        return {}
    understanders = Understanders(settings.data_dir, PATIENT)
    flows = [card_of(each) for each in definitions(settings.data_dir).values() if not each.needs]
    trainings = [with_flows(of_articles(ARTICLES, locale), flows) for locale in ("en", "vi")]
    found = [await understanders.train(each) for each in trainings]
    return {f"held_out_accuracy_{each.locale}": each.accuracy for each in found}


def _switch_on(tx: Session) -> None:
    inbox = tx.execute(sa.select(Inbox).limit(1)).scalar_one()
    inbox.settings = {**inbox.settings, "bot": msgspec.to_builtins(BotSettings(enabled=True))}


async def _keys(settings: Settings) -> dict[str, str]:
    db = open_database(settings, lambda _: None)
    try:
        return await db.read(lambda tx: dict(tx.execute(sa.select(KbArticle.public_id, KbArticle.key)).all()))
    finally:
        await db.close()


async def _reasons(settings: Settings) -> dict[str, str]:
    """Why conversations were handed over, by public id."""
    query = sa.select(Conversation.public_id, BotConversation.reason).join(
        BotConversation, BotConversation.conversation_id == Conversation.id
    )
    db = open_database(settings, lambda _: None)
    try:
        rows = await db.read(lambda tx: tx.execute(query.where(BotConversation.reason.is_not(None))).all())
    finally:
        await db.close()
    return {conversation: reason or "" for conversation, reason in rows}


async def _all(shop: Company, keys: dict[str, str], scripts: list[Script]) -> list[Told]:
    for locale, text in WARM_UP.items():
        await _warm_up(shop, keys, locale, text)
    room = asyncio.Semaphore(ABREAST)

    async def one(script: Script) -> Told:
        async with room:
            return await Talk(shop, keys, script).go()

    return await asyncio.gather(*map(one, scripts))


async def _warm_up(shop: Company, keys: dict[str, str], locale: str, text: str) -> None:
    """Conversations that do not count, until the model is loaded. Raises BenchError where it never is."""
    script = Script(
        id="warm-up", kind="routine", locale=locale, turns=(text,), expect=(Expected(do="no_answer"),), due=False
    )  # fmt: skip
    for _ in range(WARM_UPS):
        told = await Talk(shop, keys, script).go()
        if not any(reply.what == "handover" for reply in told.turns[0]):
            return
        await asyncio.sleep(1)
    raise BenchError("The bot does not answer.")


def _with_reason(told: Told, reasons: dict[str, str]) -> Told:
    def known(reply: Reply) -> Reply:
        if reply.what != "handover":
            return reply
        return msgspec.structs.replace(reply, reason=reasons.get(told.conversation, ""))

    return msgspec.structs.replace(told, turns=tuple(tuple(map(known, replies)) for replies in told.turns))
