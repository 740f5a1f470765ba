"""The lists of phrases, one file for each sign, in sections."""

from functools import cache
from importlib.resources import files

from faq_bot.signs.phrases import Phrases


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The phrases of a list by section."""
    found: dict[str, list[str]] = {}
    for line in files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            found[next(reversed(found))].append(line)
    return {section: tuple(lines) for section, lines in found.items()}


@cache
def phrases(name: str, *wanted: str) -> Phrases:
    """Those of some sections as one."""
    return Phrases(line for section in wanted for line in sections(name)[section])
