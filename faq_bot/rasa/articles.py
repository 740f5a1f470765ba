"""The published public articles of the database, or of a folder of exported files, as a Rasa project takes them."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from contact_center.errors import InvalidInput
from faq_bot.rasa.project import Article, Text
from knowledge_base.transfer import files, sources
from knowledge_base.transfer.exporting import export
from knowledge_base.transfer.records import TextFile
from knowledge_base.values import Stage, Visibility, article_path


def stored(tx: Session, base_url: str) -> list[Article]:
    """base_url: where readers find the help centre, without a slash at its end."""
    return public((placed.text for placed in export(tx).bundle.texts), base_url)


def read(folder: Path, base_url: str) -> list[Article]:
    """Of a folder as `kb export` writes it. Raises InvalidInput that names files and lines, or TooLarge."""
    found = sources.files_of(sources.FolderSource(folder))
    bundle, problems = files.read(found.texts, [path.removeprefix(files.FOLDER) for path in found.images])
    if problems:
        raise InvalidInput(" ".join(map(str, problems)), code="import_unfit")
    return public((placed.text for placed in bundle.texts), base_url)


def public(texts: Iterable[TextFile], base_url: str) -> list[Article]:
    """What anybody may read: no drafts, nothing internal or archived."""
    found: dict[str, dict[str, Text]] = {}
    for each in texts:
        if each.status != Stage.PUBLISHED or each.visibility != Visibility.PUBLIC or each.archived:
            continue
        found.setdefault(each.article, {})[each.locale] = Text(
            title=each.title,
            summary=each.summary,
            body=each.body,
            url=base_url + article_path(each.locale, each.slug),
            phrasings=tuple(each.phrasings),
        )
    return [Article(key, found[key]) for key in sorted(found)]
