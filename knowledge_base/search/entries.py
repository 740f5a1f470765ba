"""What is kept of an article to find it by: how much each of its words counts. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from knowledge_base.markdown import grammar
from knowledge_base.search.words import Token, pair, tokens

FORM = 2
"""Counted up when entries are made otherwise, so that they are made anew."""
TITLE, SUMMARY, HEADING, BODY, PHRASING = 6, 3, 3, 2, 2
"""What a word counts by where it stands."""
MOST_WORDS = 4_000
"""Words of a body that count."""
MARKED = "="
"""Before a word as it is written with its marks."""
IN_TITLE = "t§"
"""Before a word of a title, where it is looked for apart."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """An article as readers have it in a language. body: Markdown."""

    title: str
    summary: str = ""
    body: str = ""
    phrasings: Sequence[str] = ()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """weights: what each word, pair of words, and word with its marks counts. title: its words, folded.

    text: the body without Markdown.
    """

    weights: dict[str, int]
    title: list[str]
    text: str


class Plain(msgspec.Struct, frozen=True):
    """A Markdown text as words alone."""

    headings: list[str]
    blocks: list[str]


def plain(markdown: str) -> Plain:
    """The words of a text: headings, and everything else block by block."""
    found = Plain([], [])
    heading = False
    for token in grammar().parse(markdown):
        if token.type in {"heading_open", "heading_close"}:
            heading = token.type == "heading_open"
        elif token.type == "inline":
            said = "".join(
                " " if each.type in {"softbreak", "hardbreak"} else each.content
                for each in token.children or ()
                if each.type != "image"
            ).strip()
            if said:
                (found.headings if heading else found.blocks).append(said)
        elif token.type in {"fence", "code_block"} and token.content.strip():
            found.blocks.append(token.content.strip())
    return found


def entry_of(source: Source, locale: str) -> Entry:
    text = plain(source.body)
    weights: dict[str, int] = defaultdict(int)
    body = tokens(" ".join(text.blocks), locale)[:MOST_WORDS]
    title = tokens(source.title, locale)
    for words, weight in (
        (title, TITLE),
        (tokens(source.summary, locale), SUMMARY),
        *((tokens(each, locale), HEADING) for each in text.headings),
        (body, BODY),
        *((tokens(each, locale), PHRASING) for each in source.phrasings),
    ):
        _count(weights, words, weight)
    return Entry(
        weights=dict(weights),
        title=[each.folded for each in title],
        text=" ".join(text.blocks),
    )


def index_words(entry: Entry, language: str, shown_to: Iterable[str]) -> list[str]:
    """Everything that the database finds the entry by. shown_to: the languages of the readers who are shown it."""
    found = [*(f"{IN_TITLE}{word}" for word in dict.fromkeys(entry.title))]
    found += [word for word in entry.weights if not word.startswith(MARKED)]
    return [*map(readers, shown_to), *(of_language(word, language) for word in found)]


def of_language(word: str, language: str) -> str:
    """A word as the index has it: each language's apart."""
    return f"{language}§{word}"


def readers(language: str) -> str:
    """What all documents have in the index that readers of a language are shown: its own, and those that it lacks."""
    return f"§{language}"


def _count(weights: dict[str, int], words: Sequence[Token], weight: int) -> None:
    for each in words:
        weights[each.folded] += weight
        if each.marked:
            weights[MARKED + each.marked] += weight
    for first, second in pairwise(words):
        weights[pair(first.folded, second.folded)] += weight
