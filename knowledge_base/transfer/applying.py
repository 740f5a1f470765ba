"""Puts the articles of files into the knowledge base, by the same changes that people make."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import ApiError, Conflict
from contact_center.inboxes.schemas import Locale
from contact_center.models import Agent, KbArticle
from knowledge_base import articles, drafting, publishing
from knowledge_base.finding import publication_of, taken_slugs, the_translation, translation_of
from knowledge_base.part_schemas import ImportProblem, Phrasings
from knowledge_base.people import Editor
from knowledge_base.phrasings import set_phrasings
from knowledge_base.schemas import ArticlePatch, ArticleText, ArticleTextChange, NewArticle
from knowledge_base.transfer.attempts import attempt
from knowledge_base.transfer.exporting import texts
from knowledge_base.transfer.records import Placed, TextFile, key_of
from knowledge_base.transfer.shelving import shelf_of
from knowledge_base.values import Kind, Stage


class Applied(NamedTuple):
    """How many articles were made, changed, and left as they were."""

    created: int
    changed: int
    unchanged: int


class Pair(NamedTuple):
    """What the files say of an article in a language. At least one of the two is there."""

    published: Placed | None
    draft: Placed | None

    @property
    def first(self) -> Placed:
        found = self.published or self.draft
        assert found
        return found


Files = Sequence[Placed]
"""Of one article."""


class Applying:
    """One import: its transaction, who imports, and what has gone wrong so far."""

    def __init__(self, tx: Session, by: Editor, at: datetime, problems: list[ImportProblem]) -> None:
        self.tx, self.by, self.at, self.problems = tx, by, at, problems
        emails = sa.select(Agent.email, Agent.public_id).where(Agent.disabled_at.is_(None))
        self.people: dict[str, str] = dict(tx.execute(emails).all())

    def apply(self, given: Mapping[str, Files]) -> Applied:
        """given: by the key of the article."""
        query = sa.select(KbArticle).where(KbArticle.key.in_(given))
        there = {row.key: row for row in self.tx.execute(query).scalars()}
        before = grouped(texts(self.tx, list(there.values())))
        pending = {key: files for key, files in given.items() if not self._is_same(files, before.get(key, []))}
        rows: dict[str, str] = {}
        for key, files in pending.items():
            with self._attempt(files[0]):
                rows[key] = self._begin(files, there.get(key))
        for step in (self._publish, self._draft, self._finish):
            for key, public_id in rows.items():
                self._each(step, public_id, pending[key])
        created = len(given.keys() - there.keys())
        return Applied(created, len(pending) - len(pending.keys() - there.keys()), len(given) - len(pending))

    def _each(self, step: Callable[[str, Pair], None], public_id: str, files: Files) -> None:
        for pair in pairs_of(files):
            with self._attempt(pair.first):
                step(public_id, pair)
        if step == self._finish and files[0].text.archived:
            with self._attempt(files[0]):
                self._archive(public_id, files[0].text.kind)

    def _attempt(self, placed: Placed) -> Any:
        def said(error: ApiError) -> ImportProblem:
            return placed.problem(error.code, error.detail, field=error.field or "")

        return attempt(self.tx, self.problems, said)

    def _is_same(self, files: Files, there: Sequence[TextFile]) -> bool:
        locales = {each.text.locale for each in files}
        ours = {key_of(each.text): self._plain(each.text) for each in files}
        return ours == {key_of(each): self._plain(each) for each in there if each.locale in locales}

    def _plain(self, text: TextFile) -> Any:
        """What counts: a category whatever it is called, and only authors whom we know."""
        with self.tx.no_autoflush:
            try:
                shelf = shelf_of(self.tx, text)
            except ApiError:
                return None
        author = text.author if text.author in self.people else None
        return shelf, msgspec.structs.replace(text, category=None, author=author, redirects=sorted(text.redirects))

    def _begin(self, files: Files, row: KbArticle | None) -> str:
        """The article as a whole, with a first text in each language; returns its public id."""
        tx, text = self.tx, files[0].text
        shelf = shelf_of(tx, text)
        kind = Kind.ARTICLE if text.archived else text.kind
        common: dict[str, Any] = {"visibility": text.visibility, "role": text.role, "review_by": text.review_by}
        category = shelf.public_id if shelf else None
        if row is None:
            new = NewArticle(
                locale=text.locale, text=_words(text), key=text.article, category=category, kind=kind, **common
            )
            row = articles.create_article(tx, new, by=self.by, at=self.at)
        elif row.archived_at is not None:
            articles.change_article(tx, row.public_id, ArticlePatch(kind=Kind.ARTICLE), by=self.by, at=self.at)
            articles.restore_article(tx, row.public_id, by=self.by, at=self.at)
        author = self.people.get(text.author or "")
        patch = ArticlePatch(category=category, kind=kind, author=author, **common)
        articles.change_article(tx, row.public_id, patch, by=self.by, at=self.at)
        for pair in pairs_of(files):
            with self._attempt(pair.first):
                if shelf_of(tx, pair.first.text) != shelf:
                    raise Conflict(f"The category is another one than in {files[0].path}.", field="category")
                self._first_text(row, pair)
        return row.public_id

    def _first_text(self, row: KbArticle, pair: Pair) -> None:
        locale = pair.first.text.locale
        if pair.published is None and publication_of(self.tx, row, locale) is not None:
            publishing.withdraw(self.tx, row.public_id, locale, by=self.by, at=self.at)
        if pair.published is None or not self._is_published(row, pair):
            self._save(row, pair.first.text)

    def _is_published(self, row: KbArticle, pair: Pair) -> bool:
        """Whether readers have the published text already, and the draft is to be another one anyway."""
        assert pair.published
        locale = pair.first.text.locale
        there, draft = publication_of(self.tx, row, locale), translation_of(self.tx, row, locale)
        same = there is not None and _is_text(there, pair.published.text)
        return same and (pair.draft is not None or (draft is not None and draft.status == Stage.PUBLISHED))

    def _save(self, row: KbArticle, text: TextFile) -> None:
        there = translation_of(self.tx, row, text.locale)
        words = msgspec.structs.asdict(_words(text))
        change = ArticleTextChange(**words, revision=there.revision if there else 0)
        drafting.save_draft(self.tx, row.public_id, text.locale, change, by=self.by, at=self.at)

    def _publish(self, public_id: str, pair: Pair) -> None:
        if pair.published is None:
            return
        placed, row = pair.published, self._row(public_id)
        if self._is_published(row, pair):
            return
        text, draft = placed.text, the_translation(self.tx, row, placed.text.locale)
        for fault in publishing.faults_of(self.tx, _words(text), placed.references, text.locale):
            line = placed.body_line + fault.line - 1 if fault.line else None
            said = fault.said.partition(": ")[2] if fault.line else fault.said
            field = fault.code.removesuffix("_missing")
            self.problems.append(placed.problem(fault.code, said, line=line, field=field, what=fault.what))
        if not self.problems:
            publishing.put_publication(self.tx, row, draft, by=self.by, at=self.at)

    def _draft(self, public_id: str, pair: Pair) -> None:
        if pair.draft is None:
            return
        text, row = pair.draft.text, self._row(public_id)
        self._save(row, text)
        draft = the_translation(self.tx, row, text.locale)
        wanted: dict[str, Any] = {"by": self.by, "at": self.at}
        if text.status == Stage.IN_REVIEW:
            drafting.request_review(self.tx, public_id, text.locale, draft.revision, **wanted)
        elif draft.status == Stage.IN_REVIEW:
            drafting.decline_review(self.tx, public_id, text.locale, draft.revision, note=None, **wanted)

    def _finish(self, public_id: str, pair: Pair) -> None:
        """What belongs to the language."""
        text, row = pair.first.text, self._row(public_id)
        set_phrasings(self.tx, public_id, text.locale, Phrasings(texts=text.phrasings), by=self.by, at=self.at)
        if taken := taken_slugs(self.tx, text.locale, text.redirects, but=row.id):
            detail = f"Another article has, or had, the address {min(taken)}."
            raise Conflict(detail, code="slug_taken", field="redirects")
        for slug in text.redirects:
            publishing.put_redirect(self.tx, row, text.locale, slug, self.at)

    def _archive(self, public_id: str, kind: Kind) -> None:
        articles.archive_article(self.tx, public_id, by=self.by, at=self.at)
        articles.change_article(self.tx, public_id, ArticlePatch(kind=kind), by=self.by, at=self.at)

    def _row(self, public_id: str) -> KbArticle:
        return self.tx.execute(sa.select(KbArticle).where(KbArticle.public_id == public_id)).scalar_one()


def grouped(found: Sequence[TextFile]) -> dict[str, list[TextFile]]:
    """By the key of the article."""
    groups: dict[str, list[TextFile]] = {}
    for each in found:
        groups.setdefault(each.article, []).append(each)
    return groups


def pairs_of(files: Files) -> list[Pair]:
    """By language."""
    found: dict[Locale, dict[bool, Placed]] = {}
    for each in files:
        found.setdefault(each.text.locale, {})[each.text.status == Stage.PUBLISHED] = each
    return [Pair(each.get(True), each.get(False)) for each in found.values()]


def _words(text: TextFile) -> ArticleText:
    return ArticleText(title=text.title, summary=text.summary, slug=text.slug, body=text.body)


def _is_text(row: Any, text: TextFile) -> bool:
    return all(getattr(row, name) == getattr(text, name) for name in drafting.TEXTS)
