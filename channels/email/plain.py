"""What an HTML mail reads as. Pure."""

import re
from html import unescape

import nh3

LARGEST = 400_000
"""Characters of HTML that are read."""
MOST_TAGS = 8_000
"""Tags that are read: what browsers make of more takes too long where somebody means harm."""
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "table",
        "tr",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "blockquote",
        "hr",
        "dt",
        "dd",
    }
)
_APART = frozenset({"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"})
_TAGS = set(_BLOCKS | {"br", "a", "td", "th"})
_DROPPED = {"script", "style", "title", "template", "noscript", "svg", "math", "object", "select"}
_TAG = re.compile(r"</?[a-zA-Z]")
_PIECE = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_HREF = re.compile(r'href="([^"]*)"')
_SPACES = re.compile(r"[ \t\r\n\f\u200b\u034f\u00ad]+")
_MANY_LINES = re.compile(r"\n{3,}")
_DEEPEST_QUOTE = 20


def within_bounds(html: str) -> tuple[str, bool]:
    """The HTML, or its beginning where it is too much, and whether it is whole."""
    cut = html[:LARGEST]
    for number, found in enumerate(_TAG.finditer(cut)):
        if number == MOST_TAGS:
            return cut[: found.start()], False
    return cut, len(cut) == len(html)


def text_of(html: str) -> str:
    """Lines as they are seen; quotes begin with >, links say where they lead, pictures are left out."""
    bounded, _ = within_bounds(html)
    simple = nh3.clean(
        bounded, tags=_TAGS, clean_content_tags=_DROPPED, attributes={"a": {"href"}}, link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )  # fmt: skip
    return _Reader().read(simple)


class _Reader:
    """Goes over the tags, which nh3 has made well-formed."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self._quotes = 0
        self._pre = 0
        self._links: list[tuple[str, int]] = []

    def read(self, simple: str) -> str:
        for found in _PIECE.finditer(simple):
            if found[4] is not None:
                self._say(unescape(found[4]))
            elif found[1]:
                self._end(found[2])
            else:
                self._begin(found[2], found[3])
        self._break()
        return _MANY_LINES.sub("\n\n", "\n".join(self._lines)).strip("\n")

    def _say(self, text: str) -> None:
        if self._pre:
            *lines, last = text.split("\n")
            for line in lines:
                self._line += line
                self._break(always=True)
            self._line += last
            return
        shown = _SPACES.sub(" ", text)
        self._line += shown.lstrip(" ") if not self._line or self._line.endswith(" ") else shown

    def _begin(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self._break(always=True)
        elif tag in _BLOCKS:
            self._block(tag)
            self._quotes += tag == "blockquote"
            self._pre += tag == "pre"
            self._line = {"li": "- ", "hr": "---"}.get(tag, "")
        elif tag == "a":
            found = _HREF.search(attributes)
            self._links.append((unescape(found[1]) if found else "", len(self._line)))
        elif tag in {"td", "th"} and self._line.strip():
            self._line += " "

    def _end(self, tag: str) -> None:
        if tag == "a" and self._links:
            href, start = self._links.pop()
            said = self._line[start:].strip()
            address = href.removeprefix("mailto:").removeprefix("tel:")
            if href and said and address.rstrip("/") not in {said, f"http://{said}", f"https://{said}"}:
                self._line += f" <{address}>"
        elif tag in _BLOCKS:
            self._block(tag)
            self._quotes -= tag == "blockquote"
            self._pre -= tag == "pre"

    def _block(self, tag: str) -> None:
        self._break()
        if tag in _APART and self._lines and self._lines[-1]:
            self._lines.append(self._mark().rstrip())

    def _break(self, *, always: bool = False) -> None:
        line = self._line.rstrip() if not self._pre else self._line
        if line or always:
            self._lines.append(f"{self._mark()}{line}" if line else self._mark().rstrip())
        self._line = ""

    def _mark(self) -> str:
        return ">" * min(self._quotes, _DEEPEST_QUOTE) + (" " if self._quotes else "")
