"""The lists of phrases, one file for each sign, in sections."""

import re
from functools import cache
from importlib.resources import files

from faq_bot.signs.phrases import Phrases

_NAMED = re.compile(r"\{(\w+)\}")


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The phrases of a list by section. Before the first one a line "word: a|b" names what {word} stands for."""
    found: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    for line in files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            full = _NAMED.sub(lambda each: named[each[1]], line)
            if found:
                found[next(reversed(found))].append(full)
            else:
                word, _, meaning = full.partition(": ")
                named[word] = meaning
    return {section: tuple(lines) for section, lines in found.items()}


@cache
def phrases(name: str, *wanted: str) -> Phrases:
    """Those of some sections as one."""
    return Phrases(line for section in wanted for line in sections(name)[section])
