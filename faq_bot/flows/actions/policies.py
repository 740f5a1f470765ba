"""A policy as a flow shows it: what readers have of it, and where all of it stands."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.errors import NotFound
from contact_center.models import KbArticle
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
        try:
            text = await self._db.read(published, Kind(f"policy_{state.said}"), context.language, self._base_url)
        except NotFound:
            return Ended(status="not_found")
        return Ended(results={POLICY_TEXT: text})


def published(tx: Session, kind: Kind, language: str, base_url: str) -> str:
    """Title, summary and address. Raises NotFound where nothing of the kind is published to everybody."""
    policy = sa.select(KbArticle.public_id).where(KbArticle.kind == kind, KbArticle.archived_at.is_(None))
    public_id = tx.execute(policy).scalar()
    if public_id is None:
        raise NotFound("There is no such policy.")
    publication = find(tx, public_id, locale=locale_of(language), role=None).publication
    where = base_url + article_path(locale_of(publication.locale), publication.slug)
    return "\n".join(filter(None, [publication.title, publication.summary, where]))
