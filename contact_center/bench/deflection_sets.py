"""Scripted conversations for `bench deflection`, as tests/data/bot/README.md has them, and what must not be told."""

from pathlib import Path
from typing import Literal

import msgspec

from contact_center.bench.bot_sets import SetError
from contact_center.folding import folded_words
from knowledge_base.transfer import files
from knowledge_base.transfer.records import TextFile
from knowledge_base.transfer.sources import FolderSource, files_of
from knowledge_base.values import Visibility


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What is right for a turn."""

    do: Literal["answer", "clarify_then", "handover", "no_answer"]
    articles: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    reason: str = ""
    within: int = 1
    handover_ok: bool = False


class Script(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    locale: str
    turns: tuple[str, ...]
    expect: tuple[Expected, ...]
    due: bool


class Secrets(msgspec.Struct, frozen=True):
    """What only staff may know: names as whole words, and runs of words that stand in no public text."""

    names: frozenset[str]
    runs: frozenset[str]


RUN = 8
"""Words in a row that no chance repeats."""


def read(path: Path) -> list[Script]:
    """Raises SetError."""
    try:
        return [msgspec.json.decode(line, type=Script) for line in path.read_bytes().splitlines() if line]
    except (OSError, msgspec.MsgspecError) as error:
        raise SetError(f"{path} does not hold scripted conversations: {error}") from error


def secrets_of(folder: Path) -> Secrets:
    """Of the articles of a folder."""
    bundle, _ = files.read(files_of(FolderSource(folder)).texts, [])
    texts = [each.text for each in bundle.texts]
    inside = [text for text in texts if text.visibility == Visibility.INTERNAL]
    public = set[str]()
    for text in texts:
        if text.visibility != Visibility.INTERNAL:
            public |= runs(_all(text))
    names = {" ".join(folded_words(name)) for text in inside for name in (text.title, text.slug)}
    own = set[str]().union(*(runs(_all(text)) for text in inside)) if inside else set()
    return Secrets(frozenset(names), frozenset(own - public))


def runs(text: str) -> set[str]:
    """Every RUN words in a row, folded."""
    words = folded_words(text)
    return {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def _all(text: TextFile) -> str:
    return "\n".join((text.title, text.summary, *text.phrasings, text.body))
