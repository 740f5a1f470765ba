"""Knowledge bases of every shape, as hypothesis makes them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from contact_center.lines import clean_line
from contact_center.values import Role
from knowledge_base.checks import clean_body
from knowledge_base.phrasings import checked
from knowledge_base.schemas import CategoryText
from knowledge_base.transfer.records import Bundle, CategoryFile, Placed, Synonyms, TextFile
from knowledge_base.values import LOCALES, Kind, Stage, Visibility

LINE = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60).map(clean_line)
WRITTEN = LINE.map(lambda line: line or "Something")
BODY = st.text(st.characters(codec="utf-8", exclude_characters="\0![]()<"), max_size=200).map(clean_body)
NAMES = ("orders", "returns", "paying")


def category(number: int, inside: list[CategoryFile]) -> CategoryFile:
    name = NAMES[number]
    names: dict[Any, CategoryText] = {"en": CategoryText(name=name.title(), slug=name)}
    if number != 1:
        names["vi"] = CategoryText(name=f"{name} vi", slug=f"{name}-vi")
    return CategoryFile(names=names, inside=inside)


CATEGORIES = [category(0, [category(1, [])]), category(2, [])]


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    """Without links and images, which have their own tests; a policy has one article that is not archived."""
    texts: list[TextFile] = []
    kinds = draw(st.permutations(list(Kind)))
    for number in range(draw(st.integers(1, 4))):
        archived = draw(st.booleans())
        common: dict[str, Any] = {
            "article": f"article-{number}",
            "kind": draw(st.sampled_from(list(Kind))) if archived else kinds[number],
            "visibility": draw(st.sampled_from(list(Visibility))),
            "role": draw(st.sampled_from(list(Role))),
            "review_by": draw(st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))),
            "archived": archived,
        }
        shelf = draw(st.sampled_from([None, *NAMES]))
        for locale in draw(st.sampled_from([("en",), ("vi",), LOCALES])):
            named = f"{shelf}-vi" if shelf and locale == "vi" and shelf != "returns" else shelf
            place = common | {"locale": locale, "category": named}
            texts += draw(translations(place, f"{locale}-{number}"))
    synonyms = Synonyms(en=[["fridge", "cooler"]], vi=draw(st.just([]) | st.just([["tủ lạnh", "tủ mát"]])))
    return Bundle([Placed("", text, {}, 1) for text in texts], CATEGORIES, synonyms, {})


@st.composite
def translations(draw: st.DrawFn, place: dict[str, Any], slug: str) -> list[TextFile]:
    """As published, as a draft, or both."""
    shape = draw(st.sampled_from(["published", "draft", "both"]))
    asked = draw(st.lists(WRITTEN.filter(lambda line: any(map(str.isalnum, line))), max_size=3, unique_by=str.lower))
    own: dict[str, Any] = {"phrasings": _unique(asked), "redirects": [f"old-{slug}"] if draw(st.booleans()) else []}
    found = []
    words: dict[str, Any]
    if shape != "draft":
        words = {"title": draw(WRITTEN), "summary": draw(WRITTEN), "body": draw(BODY).strip() or "Text"}
        found.append(TextFile(slug=slug, status=Stage.PUBLISHED, **words, **own, **place))
    if shape != "published":
        stage = draw(st.sampled_from([Stage.DRAFT, Stage.IN_REVIEW]))
        words = {"title": draw(LINE), "summary": draw(LINE), "body": draw(BODY)}
        renamed = f"{slug}-new" if shape == "both" else slug
        found.append(TextFile(slug=renamed, status=stage, **words, **({} if found else own), **place))
    return found


def _unique(lines: list[str]) -> list[str]:
    """Of those that differ in case and marks alone, the first."""
    return list(checked(lines).values())
