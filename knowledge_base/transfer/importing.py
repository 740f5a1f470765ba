"""Puts files into the knowledge base, in one transaction: all of them, or none and every reason why.

An article is found by its key, a category by its slug in any language, an image by its name, a set of synonyms by its
words. What the files do not name is left alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_center.errors import InvalidInput
from contact_center.events import KnowledgeImported
from contact_center.files import kinds
from contact_center.folding import fold
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbSynonym, record
from knowledge_base.finding import images_by_name
from knowledge_base.images import NewImage, put_alt, put_image
from knowledge_base.part_schemas import ImportProblem, ImportReport, NewSynonym
from knowledge_base.people import Editor
from knowledge_base.synonyms import create_synonym
from knowledge_base.transfer.applying import Applying, Files
from knowledge_base.transfer.attempts import attempt, in_file
from knowledge_base.transfer.files import FOLDER, SYNONYMS
from knowledge_base.transfer.records import Bundle, Placed, Synonyms
from knowledge_base.transfer.shelving import put_categories
from knowledge_base.values import LOCALES

MOST_PROBLEMS = 100


class Imported(NamedTuple):
    """keys: of the blobs that are wanted from now on."""

    report: ImportReport
    keys: set[str]


class NotDone(Exception):
    """Raised to leave everything as it was: in a dry run, or where there are problems."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__("nothing was imported")
        self.report = report


def import_bundle(
    tx: Session,
    bundle: Bundle,
    arrived: Mapping[str, NewImage],
    *,
    problems: Sequence[ImportProblem] = (),
    dry_run: bool,
    by: Editor,
    at: datetime,
) -> Imported:
    """arrived: the images by name. problems: what is known to be wrong already. Raises NotDone."""
    found = list(problems)
    keys = _put_images(tx, bundle, arrived, found, by=by.actor, at=at)
    put_categories(tx, bundle.categories, by=by.actor, at=at, problems=found)
    _put_synonyms(tx, bundle.synonyms, found, by=by.actor, at=at)
    applied = Applying(tx, by, at, found).apply(_by_article(bundle.texts))
    report = ImportReport(
        dry_run=dry_run,
        created=applied.created,
        changed=applied.changed,
        unchanged=applied.unchanged,
        images=len(keys),
        problems=found[:MOST_PROBLEMS],
    )
    if found or dry_run:
        raise NotDone(report)
    fact = KnowledgeImported(applied.created, applied.changed, applied.unchanged)
    record(tx, "installation", 0, fact, by=by.actor, at=at)
    return Imported(report, keys)


def refusal(report: ImportReport) -> InvalidInput:
    """Why nothing was imported."""
    more = "; and more" if len(report.problems) > 20 else ""
    return InvalidInput(f"Nothing was imported. {'; '.join(map(str, report.problems[:20]))}{more}", code="import_unfit")


def _by_article(texts: Sequence[Placed]) -> dict[str, Files]:
    found: dict[str, list[Placed]] = {}
    for each in texts:
        found.setdefault(each.text.article, []).append(each)
    return dict(found)


def _put_images(
    tx: Session,
    bundle: Bundle,
    arrived: Mapping[str, NewImage],
    problems: list[ImportProblem],
    *,
    by: str,
    at: datetime,
) -> set[str]:
    """Returns the keys of the blobs of those that are new."""
    there = images_by_name(tx, bundle.images)
    keys: set[str] = set()
    for name, new in arrived.items():
        with attempt(tx, problems, lambda error, name=name: in_file(f"{FOLDER}{name}", error)):  # type: ignore[misc]
            _check_name(name, new)
            alt = bundle.images.get(name, {})
            row = there.get(name)
            if row is None:
                put_image(tx, new, name, alt, by=by, at=at)
                keys.add(new.key)
            elif row.sha256 != new.sha256:
                raise InvalidInput("There is another image with this name.", code="image_unfit")
            elif alt:
                merged: dict[Locale, str] = {each: row.alt[each] for each in LOCALES if each in row.alt}
                put_alt(tx, row, merged | alt, by=by, at=at)
    return keys


def _check_name(name: str, new: NewImage) -> None:
    ending = kinds.ENDINGS[new.media_type][0]
    if PurePosixPath(name).suffix != f".{ending}":
        raise InvalidInput(f"This is a file of the type .{ending}.", code="image_unfit")


def _put_synonyms(tx: Session, synonyms: Synonyms, problems: list[ImportProblem], *, by: str, at: datetime) -> None:
    rows = tx.execute(select(KbSynonym)).scalars().all()
    known = {(row.locale, frozenset(map(fold, row.words))) for row in rows}
    for locale, sets in (("en", synonyms.en), ("vi", synonyms.vi)):
        for words in sets:
            if (locale, frozenset(map(fold, words))) in known:
                continue
            with attempt(tx, problems, lambda error, words=words: in_file(SYNONYMS, error, name=words[0])):  # type: ignore[misc]
                new = NewSynonym(locale="en" if locale == "en" else "vi", words=words)
                create_synonym(tx, new, by=by, at=at)
