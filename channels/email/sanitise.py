"""A mail's HTML made harmless: nothing runs, nothing is fetched unasked, nothing reaches outside its frame. Pure."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote

import msgspec
import nh3

from channels.email.plain import PIECE, within_bounds

REMOTE = "data-src"
"""Where the address of a picture stands that is not fetched until somebody asks for it."""
_LONGEST_URL = 4_000
_OFTEN = 400
"""Characters of a style that may be found again: longer ones are not remembered."""
_TAGS = {
    "a", "abbr", "address", "article", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite",
    "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark",
    "nav", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
_WITH_CONTENT = {
    "script", "style", "title", "template", "noscript", "svg", "math", "object", "embed", "applet", "iframe",
    "frameset", "audio", "video", "canvas", "select", "textarea", "xml",
}  # fmt: skip
"""What goes with all that is in it."""
_CELL = {"align", "valign", "bgcolor", "width", "height", "colspan", "rowspan", "nowrap"}
_ATTRIBUTES = {
    "*": {"style", "dir", "lang", "title", "align"},
    "a": {"href"},
    "blockquote": {"type"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "font": {"color", "face", "size"},
    "img": {"src", "alt", "width", "height", "border", "hspace", "vspace"},
    "li": {"value"},
    "ol": {"start", "type"},
    "table": {"bgcolor", "border", "cellpadding", "cellspacing", "width", "height"},
    "td": _CELL,
    "th": _CELL | {"scope"},
    "tr": {"bgcolor", "valign", "height"},
    "hr": {"color", "noshade", "size", "width"},
}
_SIDES = ("", "-top", "-right", "-bottom", "-left")
_STYLES = {
    "background", "background-color", "border-collapse", "border-color", "border-radius", "border-spacing",
    "border-style", "border-width", "caption-side", "clear", "color", "direction", "display", "empty-cells",
    "float", "font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "height",
    "letter-spacing", "line-height", "list-style-position", "list-style-type", "max-height", "max-width",
    "min-height", "min-width", "opacity", "overflow", "overflow-wrap", "table-layout", "text-align",
    "text-decoration", "text-indent", "text-transform", "unicode-bidi", "vertical-align", "visibility",
    "white-space", "width", "word-break", "word-spacing", "word-wrap",
    *(f"{name}{side}" for name in ("border", "margin", "padding") for side in _SIDES),
}  # fmt: skip
_UNSAFE_VALUE = re.compile(
    r"[\\@{}<]|/\*|(?:url|image|image-set|src|element|expression|var|env|attr|paint)\s*\(", re.IGNORECASE
)
_BY_WINDOW = re.compile(r"\d(?:[sld]?v(?:h|w|i|b|min|max)|cq\w+)\b", re.IGNORECASE)
"""A size by the frame's own, which is as large as what it holds: it would grow without end."""
_COLOURED = re.compile(r"color|background", re.IGNORECASE)
_DATA_IMAGE = re.compile(r"data:image/(?:png|gif|jpe?g|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_SCHEMES = {"http", "https", "mailto", "tel", "cid", "data"}
_REMOTE_MARK = "x-remote:"
_SRC = re.compile(r' src="([^"]*)"')
_TINY = re.compile(
    r' (?:width|height)="\s*0*[01]\s*(?:px)?"|'
    r'(?:^|[;" ])(?:max-)?(?:width|height):\s*0*[01](?:\.\d+)?(?:px|pt)?\s*(?:[;"!]|$)'
)


class Clean(msgspec.Struct, frozen=True, kw_only=True):
    html: str
    remote: int
    """Pictures elsewhere, which are left out until somebody asks for them."""
    trackers: int
    """Pictures elsewhere that nobody would see: they are gone, asked for or not."""
    shown: frozenset[str]
    """The content ids of the attachments that it shows."""
    coloured: bool
    """It has colours of its own, made for white paper. Where it has none, it takes those of its surroundings."""


def sanitise(html: str, images: Mapping[str, str]) -> Clean:
    """images: the addresses of the mail's own pictures by content id. Reads no more than plain.within_bounds lets."""
    cleaner = _Cleaner(images)
    bounded, _ = within_bounds(html)
    clean = nh3.clean(
        bounded, tags=_TAGS, clean_content_tags=_WITH_CONTENT, attributes=_ATTRIBUTES, attribute_filter=cleaner.filter,
        url_schemes=_SCHEMES, url_relative="pass_through", filter_style_properties=_STYLES, link_rel=None,
    )  # fmt: skip
    parts = map(cleaner.finish, PIECE.finditer(clean))
    return Clean(
        html="".join(parts), remote=cleaner.remote, trackers=cleaner.trackers, shown=frozenset(cleaner.shown),
        coloured=cleaner.coloured,
    )  # fmt: skip


def with_remote(html: str) -> str:
    """Sanitised HTML with the pictures that are elsewhere: whoever looks at it tells their servers so."""
    return "".join(
        piece[0].replace(f' {REMOTE}="', ' src="') if piece[2] == "img" else piece[0] for piece in PIECE.finditer(html)
    )


class _Cleaner:
    def __init__(self, images: Mapping[str, str]) -> None:
        self._images = {**{key.lower(): value for key, value in images.items()}, **images}
        self.remote = 0
        self.trackers = 0
        self.shown: set[str] = set()
        self.coloured = False

    def filter(self, tag: str, name: str, value: str) -> str | None:
        """What an allowed attribute becomes; none: it goes."""
        if name == "style":
            return self._style(value)
        if name == "href":
            return _link(value)
        if name == "src":
            return self._source(value.strip())
        if name in {"bgcolor", "color"}:
            self.coloured = True
        return value if tag != "blockquote" or name != "type" or value == "cite" else None

    def finish(self, piece: re.Match[str]) -> str:
        """A piece of what nh3 has made, with what it cannot do."""
        if piece[1] or piece[2] not in {"a", "img"}:
            return piece[0]
        if piece[2] == "a":
            return (
                f'<a{piece[3]} target="_blank" rel="noopener noreferrer nofollow">'
                if " href=" in piece[3]
                else piece[0]
            )
        return self._image(piece)

    def _image(self, piece: re.Match[str]) -> str:
        """A picture without its source stays as its description."""
        source = _SRC.search(piece[3])
        if source is None:
            return piece[0] if ' alt="' in piece[3] else ""
        if not source[1].startswith(_REMOTE_MARK):
            return piece[0]
        if _TINY.search(piece[3]):
            self.trackers += 1
            return ""
        self.remote += 1
        address = source[1].removeprefix(_REMOTE_MARK)
        attributes = piece[3].replace(source[0], f' {REMOTE}="{address}"', 1)
        return f"<img{attributes}>"

    def _source(self, value: str) -> str | None:
        scheme = value[:6].lower()
        if scheme.startswith("cid:"):
            content_id = unquote(value[4:]).strip("<> ")
            address = self._images.get(content_id) or self._images.get(content_id.lower())
            self.shown |= {content_id} if address else set()
            return address
        if scheme.startswith("data:"):
            return value if _DATA_IMAGE.fullmatch(value) else None
        if scheme.startswith(("http:", "https:")) and len(value) <= _LONGEST_URL:
            return f"{_REMOTE_MARK}{value}"
        return f"{_REMOTE_MARK}https:{value}" if value.startswith("//") and len(value) <= _LONGEST_URL else None

    def _style(self, value: str) -> str | None:
        kept, coloured = _style(value) if len(value) <= _OFTEN else _style.__wrapped__(value)
        self.coloured = self.coloured or coloured
        return kept or None


@lru_cache(maxsize=1024)
def _style(value: str) -> tuple[str, bool]:
    """What of a style is harmless, and whether it has colours. Mails say the same of every paragraph."""
    kept, coloured = [], False
    for declaration in value.split(";"):
        name, _, said = declaration.partition(":")
        name = name.strip().lower()
        if name in _STYLES and said.strip() and not _UNSAFE_VALUE.search(said) and not _BY_WINDOW.search(said):
            kept.append(f"{name}:{said.strip()}")
            coloured = coloured or _COLOURED.search(name) is not None
    return ";".join(kept), coloured


def _link(value: str) -> str | None:
    """Where a link may lead; what is relative leads nowhere from a mail."""
    url = value.strip()
    if url.startswith("//"):
        url = f"https:{url}"
    return url if url.lower().startswith(("http:", "https:", "mailto:", "tel:")) and len(url) <= _LONGEST_URL else None
