"""What an HTML mail reads as. Pure."""

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

import nh3

LARGEST = 300_000
"""Characters of HTML that are read."""
MOST_TAGS = 8_000
"""Tags that are read: what browsers make of more takes too long where somebody means harm."""
_BLOCKS = frozenset(
    {"p", "div", "table", "tr", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr", "dt",
     "dd", "center"}
)  # fmt: skip
_APART = frozenset({"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"})
_TAGS = set(_BLOCKS | {"br", "a", "td", "th"})
_DROPPED = {"script", "style", "title", "template", "noscript", "svg", "math", "object", "select"}
_TAG = re.compile(r"</?[a-zA-Z]")
PIECE = re.compile(r'<(/?)([a-z0-9]+)((?: [^\s="<>/]+="[^"]*")*)>|([^<]+)|<')
"""A tag (whether it ends, its name, its attributes) or a text, in what nh3 has written: it is always well-formed."""
_KEPT = {"a": {"href"}, "blockquote": {"style"}}
_INDENTED = re.compile(r' style="[^"]*border(?:-left)?: ?(?:none|0)')
"""How programs mark a paragraph that its writer has set in: it is no quote."""
_HREF = re.compile(r' href="([^"]*)"')
_SPACES = re.compile(r"[ \t\r\n\f\u200b\u034f\u00ad]+")
_MANY_LINES = re.compile(r"\n{3,}")
_DEEPEST_QUOTE = 20


class Line(NamedTuple):
    """A line as it is seen, and the number of the piece that it begins with."""

    text: str
    piece: int


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
        bounded, tags=_TAGS, clean_content_tags=_DROPPED, attributes=_KEPT, link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )  # fmt: skip
    text = "\n".join(line.text for line in lines_of(list(PIECE.finditer(simple))))
    return _MANY_LINES.sub("\n\n", text).strip("\n")


def lines_of(pieces: Sequence[re.Match[str]]) -> list[Line]:
    """The lines that pieces of HTML are seen as. pieces: all that PIECE finds in what nh3 has written."""
    reader = _Reader()
    for number, piece in enumerate(pieces):
        reader.read(number, piece)
    reader.end_line()
    return reader.lines


class _Reader:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._line: list[str] = []
        self._piece = 0
        self._begun: int | None = None
        self._quotes: list[bool] = []
        self._pre = 0
        self._links: list[tuple[str, int]] = []

    def read(self, number: int, piece: re.Match[str]) -> None:
        self._piece = number
        if piece[4] is not None:
            self._say(unescape(piece[4]))
        elif piece[2] is None:
            return
        elif piece[1]:
            self._end(piece[2])
        else:
            self._begin(piece[2], piece[3])

    def end_line(self, *, always: bool = False) -> None:
        text = "".join(self._line)
        line = text if self._pre else text.rstrip()
        if line or always:
            self._add(f"{self._mark()}{line}" if line else self._mark().rstrip())
        self._line, self._begun = [], None

    def _add(self, text: str) -> None:
        self.lines.append(Line(text, self._piece if self._begun is None else self._begun))

    def _say(self, text: str) -> None:
        if self._pre:
            *lines, last = text.split("\n")
            for line in lines:
                self._append(line)
                self.end_line(always=True)
            self._append(last)
            return
        shown = _SPACES.sub(" ", text)
        after_space = not self._line or self._line[-1].endswith(" ")
        self._append(shown.lstrip(" ") if after_space else shown)

    def _append(self, text: str) -> None:
        if text:
            self._line.append(text)
            self._begun = self._piece if self._begun is None else self._begun

    def _begin(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self.end_line(always=True)
        elif tag == "hr":
            self._block(tag)
            self._add("---")
        elif tag in _BLOCKS:
            self._block(tag)
            if tag == "blockquote":
                self._quotes.append(_INDENTED.search(attributes) is None)
            self._pre += tag == "pre"
            self._append("- " if tag == "li" else "")
        elif tag == "a":
            found = _HREF.search(attributes)
            self._links.append((unescape(found[1]) if found else "", len(self._line)))
        elif tag in {"td", "th"} and self._line:
            self._append(" ")

    def _end(self, tag: str) -> None:
        if tag == "a" and self._links:
            href, start = self._links.pop()
            said = "".join(self._line[start:]).strip()
            address = href.removeprefix("mailto:").removeprefix("tel:")
            if href and said and address.rstrip("/") not in {said, f"http://{said}", f"https://{said}"}:
                self._append(f" <{address}>")
        elif tag in _BLOCKS:
            self._block(tag)
            if tag == "blockquote" and self._quotes:
                self._quotes.pop()
            self._pre -= tag == "pre"

    def _block(self, tag: str) -> None:
        self.end_line()
        if tag in _APART and self.lines and self.lines[-1].text:
            self._add(self._mark().rstrip())

    def _mark(self) -> str:
        depth = min(sum(self._quotes), _DEEPEST_QUOTE)
        return ">" * depth + (" " if depth else "")
