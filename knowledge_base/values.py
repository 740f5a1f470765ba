"""The words of the knowledge base, who may see what, and the one spelling of an address. Pure."""

import re
from enum import StrEnum
from typing import get_args

from contact_center.folding import folded_words
from contact_center.inboxes.schemas import Locale
from contact_center.values import Role

LOCALES: tuple[Locale, ...] = get_args(Locale)
LONGEST_SLUG = 80
SLUG = rf"^(?=.{{1,{LONGEST_SLUG}}}$)[a-z0-9]+(-[a-z0-9]+)*$"
IMAGE_NAME = r"^(?=.{5,80}$)[a-z0-9]+(-[a-z0-9]+)*\.(png|jpg|gif|webp)$"
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]")


class Kind(StrEnum):
    """What an article is for: any question, or one of the policies that are shown at their step."""

    ARTICLE = "article"
    POLICY_RETURNS = "policy_returns"
    POLICY_REFUNDS = "policy_refunds"
    POLICY_WARRANTY = "policy_warranty"
    POLICY_SERVICE_PROMISE = "policy_service_promise"


class Visibility(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class Stage(StrEnum):
    """Where a translation's draft stands: published means that readers have exactly this text."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"


_RANKS = {role: rank for rank, role in enumerate((Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR))}


def reads_as(role: Role | None) -> list[Role]:
    """The roles for which an internal article may be meant and still be read by this one; none: by nobody outside."""
    return [] if role is None else [each for each, rank in _RANKS.items() if rank <= _RANKS[role]]


def slug_of(text: str) -> str:
    """A text as a part of an address: Đổi trả hàng as doi-tra-hang; empty where nothing of it can stand there."""
    parts = (_NOT_IN_SLUGS.sub("", word) for word in folded_words(text))
    slug = ""
    for part in filter(None, parts):
        longer = f"{slug}-{part}" if slug else part[:LONGEST_SLUG]
        if len(longer) > LONGEST_SLUG:
            break
        slug = longer
    return slug


def article_path(locale: str, slug: str) -> str:
    """Where readers find a published article."""
    return f"/help/{locale}/{slug}"


def image_path(key: str, name: str) -> str:
    """Where readers find an image."""
    return f"/help/images/{key}/{name}"
