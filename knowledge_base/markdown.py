"""An article's Markdown: what it refers to, and the safe HTML that readers get of it. Pure.

Links to other articles are written as `slug.md`, as in the exported files, and images as `images/name.png`. Nothing
else reaches the page but what CommonMark with tables makes: HTML in the text is text, and what comes out is cleaned a
second time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge_base.values import IMAGE_NAME, SLUG, slug_of

ANCHOR = "s-"
"""Before every heading's id, so that no heading takes a name that scripts go by."""
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ARTICLE = re.compile(r"([^/#?]+)\.md(?:#(.*))?")
_IMAGE = re.compile(r"images/([^/#?]+)")
_ALIGNED = re.compile(r"text-align:(left|center|right)")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_TAGS = {
    "a", "blockquote", "br", "code", "em", "hr", "img", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul", *_HEADINGS,
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_CLASSES = {each: {"to-left", "to-center", "to-right"} for each in ("td", "th")}


class Picture(NamedTuple):
    """An image as a page shows it. alt: where the text has none of its own."""

    path: str
    width: int
    height: int
    alt: str = ""


class Reference(NamedTuple):
    """Something that a text refers to. line: from 1, where it stands."""

    kind: Literal["article", "image", "web", "anchor", "unfit"]
    target: str
    line: int
    text: str = ""
    """Of an image, what it says to those who do not see it."""


def references(text: str) -> list[Reference]:
    """Every link and image of a text, in order."""
    found = []
    for token, line in _linked(_parser().parse(text)):
        kind, target, _ = _target(token)
        alt = token.content.strip() if token.type == "image" else ""
        found.append(Reference(kind, target, line, alt))
    return found


def render(text: str, *, articles: Mapping[str, str], images: Mapping[str, Picture]) -> str:
    """The text as safe HTML. articles: their addresses by slug; a link to any other one is its words alone."""
    parser = _parser()
    tokens = parser.parse(text)
    _finish_headings(tokens)
    for token in tokens:
        if token.type in {"th_open", "td_open"} and (aligned := _ALIGNED.fullmatch(str(token.attrs.pop("style", "")))):
            token.attrs["class"] = f"to-{aligned[1]}"
        if token.children:
            _finish_inline(token.children, articles, images)
    return nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
    )


def grammar() -> MarkdownIt:
    """What articles' Markdown may have."""
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _parser() -> MarkdownIt:
    parser = grammar()
    parser.validateLink = _any  # type: ignore[method-assign]
    return parser


def _any(url: str) -> bool:  # noqa: ARG001
    """We decide on each ourselves, and say so."""
    return True


def _linked(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Each link and image, with its line."""
    for block in tokens:
        line = block.map[0] + 1 if block.map else 1
        for token in block.children or ():
            if token.type in {"link_open", "image"}:
                yield token, line
            line += token.type in {"softbreak", "hardbreak"}
            yield from ((inner, line) for inner, _ in _linked([token]) if token.type == "image")


def _target(token: Token) -> tuple[Literal["article", "image", "web", "anchor", "unfit"], str, str]:
    """What a link or an image leads to: its kind, the slug, name or address, and the anchor after it."""
    address = str(token.attrs.get("src" if token.type == "image" else "href", ""))
    if token.type == "image":
        found = _IMAGE.fullmatch(address)
        return ("image", found[1], "") if found and re.fullmatch(IMAGE_NAME, found[1]) else ("unfit", address, "")
    if found := _ARTICLE.fullmatch(address):
        return ("article", found[1], found[2] or "") if re.fullmatch(SLUG, found[1]) else ("unfit", address, "")
    if address.startswith("#") and len(address) > 1:
        return "anchor", "", address[1:]
    scheme, colon, rest = address.partition(":")
    return ("web", address, "") if colon and rest and scheme.lower() in SCHEMES else ("unfit", address, "")


def _finish_headings(tokens: Sequence[Token]) -> None:
    """Each has an id, and none is above the second level: the first one is the article's title."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    deeper = any(token.tag == "h1" for token in headings)
    for token in headings if deeper else ():
        token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    taken: set[str] = set()
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            base = slug_of(_said(tokens[place + 1].children or ())) or "section"
            name, number = base, 2
            while name in taken:
                name, number = f"{base}-{number}", number + 1
            taken.add(name)
            token.attrs["id"] = ANCHOR + name


def _finish_inline(tokens: list[Token], articles: Mapping[str, str], images: Mapping[str, Picture]) -> None:
    """Give links and images their addresses on our pages; what has none is its words alone."""
    dropped: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            address = _address(token, articles)
            dropped.append(address is None)
            if address is not None:
                token.attrs["href"] = address
            else:
                _silence(token)
        elif token.type == "link_close":
            if dropped.pop():
                _silence(token)
        elif token.type == "image":
            _finish_image(token, images)


def _address(token: Token, articles: Mapping[str, str]) -> str | None:
    kind, target, anchor = _target(token)
    after = f"#{ANCHOR}{slug_of(unquote(anchor).removeprefix(ANCHOR))}" if anchor else ""
    if kind == "article":
        return articles[target] + after if target in articles else None
    if kind == "anchor":
        return after
    return target if kind == "web" else None


def _finish_image(token: Token, images: Mapping[str, Picture]) -> None:
    kind, name, _ = _target(token)
    picture = images.get(name) if kind == "image" else None
    said = _said(token.children or ())
    if picture is None:
        _silence(token)
        token.content = said
        return
    token.attrs["src"] = picture.path
    token.attrs |= {"width": str(picture.width), "height": str(picture.height), "loading": "lazy"}
    token.children = [Token("text", "", 0, content=said or picture.alt)]


def _silence(token: Token) -> None:
    token.type, token.tag, token.content, token.nesting, token.attrs = "text", "", "", 0, {}


def _said(tokens: Sequence[Token]) -> str:
    """The words of inline tokens."""
    return "".join(" " if token.type in {"softbreak", "hardbreak"} else token.content for token in tokens).strip()
