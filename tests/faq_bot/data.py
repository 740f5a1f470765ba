"""Reads the bot's judged data of tests/data/bot, whose README says what each field means, and its articles."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from contact_center.demo.seeding import ARTICLES
from contact_center.inboxes.schemas import Locale
from knowledge_base.transfer import files
from knowledge_base.transfer.sources import FolderSource, files_of

DATA = Path(__file__).parents[1] / "data" / "bot"


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The root: a field that the README does not name is an error."""


class Article(Record, frozen=True, kw_only=True):
    """One language of an article. phrasings: what the bot is trained with. body: Markdown."""

    id: str
    locale: Locale
    slug: str
    category: str
    kind: Literal["article", "policy_returns", "policy_refunds", "policy_warranty", "policy_service_promise"]
    visibility: Literal["public", "internal"]
    title: str
    summary: str
    phrasings: tuple[str, ...]
    body: str

    @property
    def text(self) -> str:
        """Everything that an engine may be given of it."""
        return "\n".join((self.title, self.summary, *self.phrasings, self.body))


class Question(Record, frozen=True):
    id: str
    article: str
    text: str
    marks: Literal["full", "none"]
    typo: bool


class Search(Record, frozen=True):
    id: str
    locale: Locale
    text: str
    marks: Literal["full", "none"]
    typo: bool
    relevant: dict[str, int]


class Expected(Record, frozen=True, kw_only=True, tag_field="do", omit_defaults=True):
    flows: tuple[str, ...] = ()
    handover_ok: bool = False


class Answer(Expected, frozen=True, kw_only=True, tag="answer"):
    articles: tuple[str, ...]


class ClarifyThen(Expected, frozen=True, kw_only=True, tag="clarify_then"):
    articles: tuple[str, ...]


class Handover(Expected, frozen=True, kw_only=True, tag="handover"):
    reason: Literal["request", "frustration", "must_reach_person", "not_understood"]
    within: int


class NoAnswer(Expected, frozen=True, kw_only=True, tag="no_answer"):
    articles: tuple[str, ...] = ()


class Conversation(Record, frozen=True, kw_only=True):
    id: str
    kind: Literal["routine", "out_of_scope", "angry", "asks_person", "must_reach_person", "multi_turn", "abuse"]
    locale: Locale
    turns: tuple[str, ...]
    expect: tuple[Answer | ClarifyThen | Handover | NoAnswer, ...]
    due: bool


def articles() -> list[Article]:
    """Those of the demonstration, in the order of their files."""
    bundle, problems = files.read(files_of(FolderSource(ARTICLES)).texts, [])
    assert problems == []
    fields = ("locale", "slug", "category", "kind", "visibility", "title", "summary", "phrasings", "body")
    texts = [(each.text.article, each.text) for each in bundle.texts]
    return [
        msgspec.convert({"id": key} | {name: getattr(text, name) for name in fields}, Article) for key, text in texts
    ]


def article_files() -> list[Path]:
    return sorted(ARTICLES.glob("*/*.md"))


def questions() -> list[Question]:
    return [msgspec.json.decode(line, type=Question) for line in _lines("vietnamese_faq.jsonl")]


def searches() -> list[Search]:
    return [msgspec.json.decode(line, type=Search) for line in _lines("search_judged.jsonl")]


def conversations() -> list[Conversation]:
    return [msgspec.json.decode(line, type=Conversation) for line in _lines("deflection.jsonl")]


def links(body: str) -> list[str]:
    """The files that a text leads to."""
    return re.findall(r"\]\(([^)]+)\)", body)


def _lines(name: str) -> Iterator[str]:
    yield from (DATA / name).read_text(encoding="utf-8").splitlines()
