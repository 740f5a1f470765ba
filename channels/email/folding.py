"""Marks in sanitised HTML what quotes.fold folds in text; nothing is taken out. Pure."""

import re

from channels.email.plain import PIECE, lines_of
from channels.email.quote_signs import is_forwarded
from channels.email.quotes import Kind, kinds_of

FOLDED = "mail-folded"
"""The class of what can be folded away; sanitised HTML has no other class."""
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})


class _Element:
    """A tag that was begun: where, and what has been found in it."""

    __slots__ = ("begin", "folded", "fresh")

    def __init__(self, begin: int) -> None:
        self.begin = begin
        self.fresh = False
        self.folded = False


def fold_html(html: str, *, subject: str = "") -> str:
    """The HTML with a class on each outermost element, and around each text, that holds no new word.

    html: what sanitise has made. subject: as quotes.fold takes it.
    """
    pieces = list(PIECE.finditer(html))
    folded = _folded_pieces(pieces, forwarded=is_forwarded(subject))
    if not any(folded):
        return html
    marked, depth, written = _without_news(pieces, folded), 0, []
    for number, piece in enumerate(pieces):
        opens = bool(piece[2]) and not piece[1] and piece[2] not in _VOID
        if depth:
            depth += opens - bool(piece[1])
        elif number in marked:
            depth = int(opens)
            written.append(_marked(piece))
            continue
        written.append(piece[0])
    return "".join(written)


def _folded_pieces(pieces: list[re.Match[str]], *, forwarded: bool) -> list[bool]:
    """Of each piece, whether it belongs to a line that can be folded."""
    lines = lines_of(pieces)
    kinds = kinds_of([line.text for line in lines], forwarded=forwarded)
    folded, at = [False] * len(pieces), 0
    for number, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        end = lines[number + 1].piece if number + 1 < len(lines) else len(pieces)
        at = max(at, min(line.piece, len(pieces)))
        folded[at:end] = [kind is not Kind.NEW] * max(0, end - at)
    return folded


def _without_news(pieces: list[re.Match[str]], folded: list[bool]) -> set[int]:
    """The begins of elements in which nothing is new, and what is folded outside of any."""
    marked: set[int] = set()
    open_elements = [_Element(-1)]
    for number, piece in enumerate(pieces):
        if piece[1]:
            if len(open_elements) > 1:
                _close(open_elements, marked)
        elif piece[2] and piece[2] not in _VOID:
            open_elements.append(_Element(number))
        else:
            _find(open_elements[-1], number, piece, folded, marked)
    while len(open_elements) > 1:
        _close(open_elements, marked)
    return marked


def _find(element: _Element, number: int, piece: re.Match[str], folded: list[bool], marked: set[int]) -> None:
    """A text, or a tag without content. What is blank says nothing, but goes with what is beside it."""
    blank = piece[4] is not None and not piece[4].replace("&nbsp;", " ").strip()
    if folded[number]:
        element.folded = True
        marked |= set() if blank else {number}
    elif piece[2] in {"img", "hr"} or (piece[4] is not None and not blank):
        element.fresh = True


def _close(open_elements: list[_Element], marked: set[int]) -> None:
    element = open_elements.pop()
    above = open_elements[-1]
    above.fresh |= element.fresh
    above.folded |= element.folded
    if element.folded and not element.fresh:
        marked.add(element.begin)


def _marked(piece: re.Match[str]) -> str:
    if piece[4] is not None:
        return f'<span class="{FOLDED}">{piece[4]}</span>'
    return f'<{piece[2]} class="{FOLDED}"{piece[3]}>'
