"""A policy as a flow shows it: what readers have of it, and where all of it stands."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.errors import NotFound
from contact_center.models import KbArticle, KbPublication
from faq_bot.flows.records import Ended, FlowContext, FlowState
from faq_bot.flows.saying import POLICY_TEXT
from knowledge_base.queries import locale_of
from knowledge_base.reading import find
from knowledge_base.values import Kind, article_path


class Policies:
    """base_url: where readers reach the articles."""

    def __init__(self, db: Database, base_url: str) -> None:
        self._db, self._base_url = db, base_url

    async def show(self, state: FlowState, context: FlowContext) -> Ended:
        kind, _, article = state.said.partition(" ")
        try:
            text = await self._db.read(published, Kind(f"policy_{kind}"), context.language, self._base_url, article)
        except NotFound:
            return Ended(status="not_found")
        return Ended(results={POLICY_TEXT: text})


def published(tx: Session, kind: Kind, language: str, base_url: str, article: str = "") -> str:
    """Title, summary and address of the article with this key, else of the policy. Raises NotFound where nothing of the
    kind is published to everybody.
    """
    try:
        publication = _publication(tx, KbArticle.key == article, language)
    except NotFound:
        publication = _publication(tx, KbArticle.kind == kind, language)
    where = base_url + article_path(locale_of(publication.locale), publication.slug)
    return "\n".join(filter(None, [publication.title, publication.summary, where]))


def _publication(tx: Session, which: sa.ColumnElement[bool], language: str) -> KbPublication:
    public_id = tx.execute(sa.select(KbArticle.public_id).where(which, KbArticle.archived_at.is_(None))).scalar()
    if public_id is None:
        raise NotFound("There is no such policy.")
    return find(tx, public_id, locale=locale_of(language), role=None).publication
