"""Makes the judged questions of what was written by hand: drops tone marks and puts in slips of the finger, by a seed.

    python -m tests.faq_bot.roughen

writes the files anew; a test holds that they are what this makes. No question is ever written by a program.
"""

import random
import unicodedata
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec

from contact_center.inboxes.schemas import Locale
from tests.faq_bot.data import DATA, Question, Search

SEED = 20_261_128
LETTERS = 4
"""A shorter word is not mistyped: nobody could tell what it was."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {sign: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, sign in enumerate(row)}
"""The keys next to each."""


class Written(NamedTuple):
    """A line as it was written. heading: the article, or the language. rest: what stands after the text."""

    heading: str
    text: str
    rest: str = ""


class Rough(NamedTuple):
    """A text after it was made rough, and what was done to it."""

    text: str
    marks: Literal["full", "none"]
    typo: bool


def written(text: str) -> list[Written]:
    """The lines of a file: `== heading` begins a part, `#` a remark, ` | ` what stands after a text."""
    found, heading = [], ""
    for line in text.splitlines():
        if line.startswith("== "):
            heading = line[3:]
        elif line and not line.startswith("#"):
            said, _, rest = line.partition(" | ")
            found.append(Written(heading, said, rest))
    return found


def questions(lines: Sequence[Written]) -> list[Question]:
    """The Vietnamese questions: of each article's six two without marks, of all a tenth with a slip."""
    source = random.Random(SEED)
    bare: set[int] = set()
    for article in dict.fromkeys(line.heading for line in lines):
        own = [at for at, line in enumerate(lines) if line.heading == article and has_marks(line.text)]
        bare |= set(source.sample(own, 2))
    rough = roughened(lines, bare, source)
    return [
        Question(f"vi-{at:03}", line.heading, *made)
        for at, (line, made) in enumerate(zip(lines, rough, strict=True), 1)
    ]


def searches(lines: Sequence[Written]) -> list[Search]:
    """The searches: a third of all, each of them Vietnamese, without marks; of all a tenth with a slip."""
    source = random.Random(SEED)
    vietnamese = [at for at, line in enumerate(lines) if line.heading == "vi"]
    marked = [at for at in vietnamese if has_marks(lines[at].text)]
    third = -(-len(lines) // 3)
    bare = set(source.sample(marked, third - (len(vietnamese) - len(marked))))
    rough = roughened(lines, bare, source)
    return [
        Search(f"{line.heading}-{at:03}", _locale(line.heading), *made, _grades(line.rest))
        for at, (line, made) in enumerate(zip(lines, rough, strict=True), 1)
    ]


def roughened(lines: Sequence[Written], bare: set[int], source: random.Random) -> list[Rough]:
    """bare: which lose their marks. A tenth of all gets a slip."""
    slips = set(source.sample([at for at, line in enumerate(lines) if _long_words(line.text)], -(-len(lines) // 10)))
    found = []
    for at, line in enumerate(lines):
        plain = unmarked(line.text) if at in bare else line.text
        text = mistyped(plain, source) if at in slips else plain
        found.append(Rough(text, "full" if has_marks(plain) else "none", at in slips))
    return found


def unmarked(text: str) -> str:
    """Without tone marks, as people type in a hurry: Đổi trả as Doi tra."""
    plain = unicodedata.normalize("NFD", text.translate({ord("đ"): "d", ord("Đ"): "D"}))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def has_marks(text: str) -> bool:
    return unmarked(text) != text


def mistyped(text: str, source: random.Random) -> str:
    """With one slip within one long word: a letter lost, doubled, swapped with the next, or its neighbour's key hit.

    First and last letter stay, as they mostly do. A text without a long word stays as it is.
    """
    words = text.split(" ")
    if not (places := _long_words(text)):
        return text
    place = source.choice(places)
    words[place] = _slip(words[place], source)
    return " ".join(words)


def _long_words(text: str) -> list[int]:
    return [place for place, word in enumerate(text.split(" ")) if len(word) >= LETTERS and word.isalpha()]


def _slip(word: str, source: random.Random) -> str:
    at = source.randrange(1, len(word) - 1)
    before, sign, after = word[:at], word[at], word[at + 1 :]
    ways = [before + after, before + sign + sign + after]
    if len(after) > 1 and after[0] != sign:
        ways.append(before + after[0] + sign + after[1:])
    if beside := _BESIDE.get(sign):
        ways.append(before + source.choice(beside) + after)
    return source.choice(ways)


def _locale(heading: str) -> Locale:
    return "vi" if heading == "vi" else "en"


def _grades(rest: str) -> dict[str, int]:
    return {name: int(grade) for name, grade in (each.split() for each in rest.split(", "))}


MADE: dict[str, Callable[[Sequence[Written]], Sequence[Question | Search]]] = {
    "vietnamese_faq": questions,
    "search_judged": searches,
}
"""Which files there are, as .txt written and as .jsonl made."""


def made_of(name: str) -> str:
    """What a .jsonl file holds, by its .txt."""
    lines = written((DATA / f"{name}.txt").read_text(encoding="utf-8"))
    return "".join(msgspec.json.encode(row).decode() + "\n" for row in MADE[name](lines))


def main() -> None:
    for name in MADE:
        (DATA / f"{name}.jsonl").write_text(made_of(name), encoding="utf-8")


if __name__ == "__main__":
    main()
