"""The images of articles: what may be one, their state changes, and the list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.errors import Conflict, InvalidInput, NotFound, TooLarge, UnwantedType
from contact_center.events import ArticleImageAdded, ArticleImageChanged, ArticleImageDeleted
from contact_center.files import kinds, sniff
from contact_center.files.arriving import Arrived
from contact_center.files.service import DELETE_BLOBS
from contact_center.folding import fold, folded_words
from contact_center.inboxes.schemas import Locale
from contact_center.lines import clean_line
from contact_center.models import KbArticle, KbImage, KbPublication, KbTranslation, record
from contact_center.paging import Page, decode_cursor, page_of
from contact_center.values import Role
from knowledge_base.finding import readable_by
from knowledge_base.part_schemas import ImagePatch, ImagesQuery, ImageUse, ImageUses, ImageView
from knowledge_base.queries import locale_of
from knowledge_base.values import image_path, slug_of

MOST = 5_000
"""Images of an installation."""
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 16_000_000
_LONGEST_STEM = 60


class NewImage(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of an arrived picture; key is also the name of its blob. stem: of its name."""

    key: str
    stem: str
    media_type: str
    size: int
    width: int
    height: int
    sha256: str


def described(arrived: Arrived, *, name: str) -> NewImage:
    """What a file that has arrived is as an image. Raises UnwantedType, TooLarge or InvalidInput where it is none."""
    media_type = sniff.media_type(arrived.head, arrived.tail)
    if media_type not in kinds.SHOWN:
        raise UnwantedType("An image is a PNG, JPEG, GIF or WebP file.", code="image_type")
    size = sniff.dimensions(arrived.head, media_type)
    if size is None:
        raise InvalidInput("This picture is damaged, or far too large.", code="image_broken")
    if size.width * size.height > MOST_PIXELS:
        raise TooLarge(f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels.", code="image_too_large")
    stem = slug_of(PurePosixPath(name.replace("\\", "/")).stem)[:_LONGEST_STEM].strip("-") or "image"
    return NewImage(
        key=arrived.key,
        stem=stem,
        media_type=media_type,
        size=arrived.size,
        width=size.width,
        height=size.height,
        sha256=arrived.sha256,
    )


def add_image(tx: Session, new: NewImage, *, by: str, at: datetime) -> KbImage:
    """The image, under a free name; where the same picture is there already, that one. Raises too_many_images."""
    there = tx.execute(sa.select(KbImage).where(KbImage.sha256 == new.sha256).limit(1)).scalar_one_or_none()
    if there is not None:
        return there
    if tx.execute(sa.select(sa.func.count()).select_from(KbImage)).scalar_one() >= MOST:
        raise Conflict(f"There are {MOST} images already. Delete some first.", code="too_many_images")
    return put_image(tx, new, _free_name(tx, new), {}, by=by, at=at)


def put_image(tx: Session, new: NewImage, name: str, alt: Mapping[Locale, str], *, by: str, at: datetime) -> KbImage:
    """The image under this very name, which is free."""
    values = {each: getattr(new, each) for each in new.__struct_fields__ if each != "stem"}
    row = KbImage(name=name, alt=_cleaned(alt), created_at=at, **values)
    tx.add(row)
    tx.flush()
    record(tx, "kb_image", row.id, ArticleImageAdded(row.name), by=by, at=at)
    return row


def change_image(tx: Session, public_id: str, patch: ImagePatch, *, by: str, at: datetime) -> KbImage:
    """Raises NotFound, or Conflict changed_meanwhile."""
    row = _locked(tx, public_id)
    if patch.version is not None and patch.version != row.version:
        raise Conflict("Somebody else has changed this image meanwhile. Look again.", code="changed_meanwhile")
    return put_alt(tx, row, patch.alt, by=by, at=at)


def put_alt(tx: Session, row: KbImage, alt: Mapping[Locale, str], *, by: str, at: datetime) -> KbImage:
    """What it says to those who do not see it, in all languages."""
    cleaned = _cleaned(alt)
    if cleaned != row.alt:
        row.alt = cleaned
        row.version += 1
        tx.flush()
        record(tx, "kb_image", row.id, ArticleImageChanged(["alt"]), by=by, at=at)
    return row


def delete_image(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """Its blob goes by a job. Raises NotFound, or Conflict image_in_use that says where."""
    row = _locked(tx, public_id)
    written = f"images/{row.name}"
    drafts = sa.select(KbTranslation.title).where(KbTranslation.body.contains(written, autoescape=True))
    shown = sa.select(KbPublication.title).where(KbPublication.body.contains(written, autoescape=True))
    used = sorted(set(tx.execute(sa.union(drafts, shown).limit(5)).scalars()))
    if used:
        raise Conflict(f"Articles show this image: {', '.join(used)}.", code="image_in_use")
    record(tx, "kb_image", row.id, ArticleImageDeleted(row.name), by=by, at=at)
    tx.delete(row)
    tx.flush()
    jobs.enqueue(tx, DELETE_BLOBS, {"keys": [row.key]}, now=at)


def uses(tx: Session, public_id: str, *, role: Role) -> ImageUses:
    """Where an image is shown, by title; what this role may not read is only counted. Raises NotFound."""
    row = tx.execute(sa.select(KbImage).where(KbImage.public_id == public_id)).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such image.")
    written = f"images/{row.name}"
    draft = KbTranslation.body.contains(written, autoescape=True)
    shown = KbPublication.body.contains(written, autoescape=True)
    columns: tuple[Any, ...] = (KbTranslation.title, KbTranslation.locale, KbArticle.public_id)
    marks = (sa.func.coalesce(shown, sa.false()).label("published"), readable_by(role).label("readable"))
    query = sa.select(*columns, *marks).join(KbArticle, KbArticle.id == KbTranslation.article_id)
    query = query.outerjoin(KbPublication, KbPublication.translation_id == KbTranslation.id)
    rows = tx.execute(query.where(sa.or_(draft, shown)).order_by(KbTranslation.title, KbTranslation.locale)).all()
    return ImageUses(
        items=[
            ImageUse(
                article=each.public_id,
                locale=locale_of(each.locale),
                title=each.title,
                published=bool(each.published),
            )
            for each in rows
            if each.readable
        ],
        hidden=len({each.public_id for each in rows if not each.readable}),
    )


def views(tx: Session, query: ImagesQuery) -> Page[ImageView]:
    """By name. Looked for in names and in what images say, with marks or without."""
    found = sa.select(KbImage).order_by(KbImage.name)
    if query.after is not None:
        found = found.where(KbImage.name > decode_cursor(query.after, tuple[str])[0])
    words = folded_words(query.search)
    rows = tx.execute(found if words else found.limit(query.limit + 1)).scalars()
    fitting = islice((row for row in rows if _has(row, words)), query.limit + 1)
    return page_of(list(fitting), query.limit, item=view, cursor=lambda row: (row.name,))


def _has(row: KbImage, words: Sequence[str]) -> bool:
    said = fold(" ".join((row.name, *row.alt.values())))
    return all(word in said for word in words)


def view(row: KbImage) -> ImageView:
    return ImageView(
        id=row.public_id,
        name=row.name,
        path=image_path(row.key, row.name),
        media_type=row.media_type,
        size=row.size,
        width=row.width,
        height=row.height,
        alt={locale_of(locale): text for locale, text in row.alt.items()},
        version=row.version,
    )


def image_by_key(tx: Session, key: str) -> KbImage:
    """For whoever has its address. Raises NotFound."""
    found = tx.execute(sa.select(KbImage).where(KbImage.key == key.replace("\0", ""))).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such image.")
    return found


def _cleaned(alt: Mapping[Locale, str]) -> dict[str, str]:
    lines = {locale: clean_line(alt[locale]) for locale in sorted(alt)}
    return {locale: line for locale, line in lines.items() if line}


def _free_name(tx: Session, new: NewImage) -> str:
    ending = kinds.ENDINGS[new.media_type][0]
    wanted = [f"{new.stem}.{ending}", *(f"{new.stem}-{number}.{ending}" for number in range(2, MOST + 2))]
    query = sa.select(KbImage.name).where(KbImage.name.startswith(new.stem, autoescape=True))
    taken = set(tx.execute(query).scalars())
    return next(each for each in wanted if each not in taken)


def _locked(tx: Session, public_id: str) -> KbImage:
    row = tx.execute(sa.select(KbImage).where(KbImage.public_id == public_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such image.")
    return row
