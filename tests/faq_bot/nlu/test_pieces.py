"""The likeliest pieces of a text, held against all ways in which it can be cut."""

from collections.abc import Iterator

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.nlu.pieces import SPACE, UNKNOWN_COSTS, Pieces, Special

SPECIAL = Special(begin=0, end=2, padding=1, unknown=3)
KNOWN = [SPACE, "a", "b", "ab", "ba", "ạ", f"{SPACE}a", f"{SPACE}ab", "abab", "bạ"]
NUMBERS = {piece.encode(): number for number, piece in enumerate(KNOWN, 4)}
SCORES = np.array([0, 0, 0, 0, -3.0, -2.5, -2.75, -3.5, -4.25, -5.0, -4.0, -3.75, -7.0, -6.5], np.float32)
PIECES = Pieces(NUMBERS, SCORES, {ord("Ａ"): "a", ord("\t"): " ", 0x200B: ""}, SPECIAL)


def cuts(text: str) -> Iterator[list[str]]:
    """Every way."""
    if not text:
        yield []
    for length in range(1, len(text) + 1):
        for rest in cuts(text[length:]):
            yield [text[:length], *rest]


def value(parts: list[str]) -> float:
    unknown = float(SCORES.min()) - UNKNOWN_COSTS
    if any(len(part) > 1 and part.encode() not in NUMBERS for part in parts):
        return float("-inf")
    return sum(float(SCORES[NUMBERS[part.encode()]]) if part.encode() in NUMBERS else unknown for part in parts)


@given(st.text("abạc ", max_size=9))
def test_no_other_cut_is_likelier(text: str) -> None:
    numbers = PIECES.cut(text, 100)[1:-1]
    words = SPACE + " ".join(part for part in text.split(" ") if part) if text.strip(" ") else SPACE
    if text.endswith(" ") and text.strip(" "):
        words += " "
    best = max(map(value, cuts(words.replace(" ", SPACE))))
    written = {number: piece.decode() for piece, number in NUMBERS.items()}
    assert value([written.get(number, "?") for number in numbers]) == best


def test_marks_stand_around_no_more_pieces_than_are_asked_for() -> None:
    assert PIECES.cut("abab ab", 100) == [0, 11, 7, 11, 2]
    assert PIECES.cut("abab ab", 4) == [0, 11, 7, 2]


def test_letters_are_read_as_what_they_are_the_same_as() -> None:
    assert PIECES.cut("Ａ\t \u200bb", 9) == PIECES.cut("a b", 9)


def test_a_letter_that_is_in_no_piece_is_unknown_by_itself() -> None:
    assert PIECES.cut("a€\ud800", 9) == [0, 10, 3, 3, 2]
