"""Finds phrases in a text, word by word, however its tone marks were typed. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from contact_center.folding import fold_letters

GAP = 4
"""Words that a * in a phrase may stand for, at most."""
NEAR = 1
"""The same beside a syllable that stands alone and lacks its marks: across more, any of a dozen others may be meant."""
END = "$"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_GROUP = re.compile(r"\(([^()]*)\)(\??)|(\S+)")


MARKED = 0.3
"""The share of marked words from which on a text is written with its marks: what has none then means none."""


class Word(NamedTuple):
    """letters: folded. marks: sorted, so that hoà and hòa are one word. sure: its text is written with marks."""

    letters: str
    marks: str
    sure: bool = False


class _Part(NamedTuple):
    """One of several runs of words, or a gap where there are none; an empty run is the end of the text. With each word:
    an unmarked one of the text is not it.
    """

    runs: tuple[tuple[tuple[Word, bool], ...], ...]
    optional: bool = False


class _Beside(NamedTuple):
    """What is before a part. bare: a syllable that stands alone and lacks its marks. far: a gap of more than NEAR."""

    bare: bool = False
    far: bool = False


def words(text: str) -> list[Word]:
    found = [_word(each) for each in _WORD.findall(_DRAWN_OUT.sub(r"\1", _lower(text)))]
    if sum(bool(word.marks) for word in found) < max(1.0, MARKED * len(found)):
        return found
    return [word._replace(sure=True) for word in found]


class Phrases:
    """Any of several phrases. In a phrase, (a|b) are alternatives, (a)? may be left out, * is a gap, =word wants
    its marks where anything else is said, and $ is the end of the text.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._first: dict[str, list[list[_Part]]] = {}
        for line in lines:
            parts = [_part(*found) for found in _GROUP.findall(line)]
            for letters in _beginnings(parts):
                self._first.setdefault(letters, []).append(parts)

    def find(self, said: Sequence[Word]) -> int | None:
        """Where the first of them begins; None: nowhere."""
        return next((start for start in range(len(said)) if self._end(said, start) is not None), None)

    def count(self, said: Sequence[Word]) -> int:
        """How many of them it holds, one after another."""
        found = start = 0
        while start < len(said):
            end = self._end(said, start)
            found += end is not None
            start = max(start + 1, end or 0)
        return found

    def is_all_of(self, said: Sequence[Word]) -> bool:
        """Whether the text is a row of them and nothing else."""
        ends = {0}
        for start in range(len(said)):
            if start in ends:
                for parts in self._first.get(said[start].letters, ()):
                    ends.update(_ends(parts, said, start))
        return bool(said) and len(said) in ends

    def __contains__(self, said: Sequence[Word]) -> bool:
        return self.find(said) is not None

    def _end(self, said: Sequence[Word], start: int) -> int | None:
        """Where the first of them ends that begins at start; None: none begins there."""
        for parts in self._first.get(said[start].letters, ()):
            for end in _ends(parts, said, start):
                return end
            if start == 0 and len(said) > 1 and _is_whole(parts, said):
                return len(said)
        return None


def _is_whole(parts: Sequence[_Part], said: Sequence[Word]) -> bool:
    """Whether the text is the phrase and nothing else, whatever marks it wants: who says no more than that means it."""
    if not all(part.runs for part in parts):
        return False
    anyhow = [part._replace(runs=tuple(tuple((word, False) for word, _ in run) for run in part.runs)) for part in parts]
    return len(said) in _ends(anyhow, said, 0)


def _ends(parts: Sequence[_Part], said: Sequence[Word], start: int, beside: _Beside = _Beside()) -> Iterator[int]:
    """Where the phrase may end that begins at start."""
    if not parts:
        yield start
        return
    part, rest = parts[0], parts[1:]
    if not part.runs:
        for skipped in range(min(NEAR if beside.bare else GAP, len(said) - start) + 1):
            yield from _ends(rest, said, start + skipped, beside._replace(far=beside.far or skipped > NEAR))
        return
    for run in part.runs:
        if not run and start < len(said):
            continue
        here = said[start : start + len(run)]
        if len(here) == len(run) and all(_is(*wanted, given) for wanted, given in zip(run, here, strict=True)):
            bare = len(run) == 1 and here[0].marks != run[0][0].marks
            if not (bare and beside.far):
                yield from _ends(rest, said, start + len(run), _Beside(bare))
    if part.optional:
        yield from _ends(rest, said, start, beside)


def _is(wanted: Word, strict: bool, given: Word) -> bool:
    if wanted.letters != given.letters:
        return False
    return given.marks == wanted.marks or (not given.marks and not strict and not given.sure)


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _word(text: str) -> Word:
    text = text.replace("’", "'")
    marks = "".join(sorted(each for each in unicodedata.normalize("NFD", text) if unicodedata.combining(each)))
    return Word(fold_letters(text), marks + "đ" * text.count("đ"))


def _part(group: str, optional: str, single: str) -> _Part:
    if single == "*":
        return _Part(())
    options = (group or single).split("|")
    runs = tuple(
        tuple((_word(each.removeprefix("=")), each.startswith("=")) for each in one.split() if each != END)
        for one in options
    )
    return _Part(runs, bool(optional))


def _beginnings(parts: Sequence[_Part]) -> set[str]:
    """The first words' letters."""
    found: set[str] = set()
    for part in parts:
        found |= {run[0][0].letters for run in part.runs}
        if not part.optional:
            break
    return found
