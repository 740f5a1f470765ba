"""What `bench bot` trains with and asks: sets of questions from files, and the demonstration's Vietnamese articles."""

import csv
from collections.abc import Iterator
from pathlib import Path

import msgspec

from contact_center.demo.seeding import ARTICLES
from contact_center.errors import UnderstandingError
from faq_bot.nlu.records import Answer, Question, Training
from knowledge_base.transfer import files
from knowledge_base.transfer.sources import FolderSource, files_of
from knowledge_base.values import Visibility

OUT_OF_SCOPE = "oos"
FIRST = 6
"""Phrasings of each article that are older than any measurement; tests/data/bot/README.md tells of the others."""


class SetError(UnderstandingError):
    """A set of questions cannot be read; says which and why."""


class Set(msgspec.Struct, frozen=True, kw_only=True):
    """test: questions with their right intents. out_of_scope: texts that ask for none of them. fewer: trainings with
    less, by name, of which only the accuracy is told.
    """

    name: str
    training: Training
    test: tuple[Question, ...]
    out_of_scope: tuple[str, ...] = ()
    fewer: dict[str, Training] = {}


class _File(msgspec.Struct):
    """The form of CLINC150's data_full.json; what else is in it is not read."""

    train: list[tuple[str, str]]
    test: list[tuple[str, str]]
    oos_test: list[tuple[str, str]] = []
    locale: str = "en"


class _Asked(msgspec.Struct):
    article: str
    text: str


def read_folder(folder: Path) -> list[Set]:
    """BANKING77 and CLINC150, whose out-of-scope test questions serve both. Raises SetError."""
    clinc = read_file(folder / "clinc150" / "data_full.json", "clinc150")
    train, test = (list(_rows(folder / "banking77" / f"{part}.csv")) for part in ("train", "test"))
    training = Training(locale="en", questions=tuple(train))
    return [Set(name="banking77", training=training, test=tuple(test), out_of_scope=clinc.out_of_scope), clinc]


def read_file(path: Path, name: str = "") -> Set:
    """Raises SetError."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError) as error:
        raise SetError(f"{path} is no set of questions: {error}") from error
    return Set(
        name=name or path.stem,
        training=Training(locale=found.locale, questions=tuple(Question(*pair) for pair in found.train)),
        test=tuple(Question(*pair) for pair in found.test),
        out_of_scope=tuple(text for text, _ in found.oos_test),
    )


def read_articles(folder: Path, locale: str = "vi") -> Set:
    """Trained with the demonstration's public articles, asked vietnamese_faq.jsonl. Raises SetError."""
    try:
        asked = (folder / "vietnamese_faq.jsonl").read_bytes().splitlines()
        test = [msgspec.json.decode(line, type=_Asked) for line in asked]
    except (OSError, msgspec.MsgspecError) as error:
        raise SetError(f"{folder} does not hold the questions about the articles: {error}") from error
    return Set(
        name="vietnamese",
        training=of_articles(ARTICLES, locale),
        test=tuple(Question(each.text, each.article) for each in test),
        fewer={"first_six": of_articles(ARTICLES, locale, most=FIRST)},
    )


def of_articles(folder: Path, locale: str, *, most: int | None = None) -> Training:
    """What the public articles of a folder, such as an export's, teach in a language. most: of each one's phrasings,
    the first ones. Raises SetError.
    """
    bundle, problems = files.read(files_of(FolderSource(folder)).texts, [])
    if problems:
        raise SetError(f"The articles cannot be read: {problems[0]}")
    texts = [each.text for each in bundle.texts if each.text.locale == locale]
    public = [text for text in texts if text.visibility == Visibility.PUBLIC]
    return Training(
        locale=locale,
        questions=tuple(Question(each, text.article) for text in public for each in text.phrasings[:most]),
        answers={text.article: Answer(text.title, text.summary, text.body) for text in public},
    )


def _rows(path: Path) -> Iterator[Question]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield Question(row["text"], row["category"])
    except (OSError, KeyError, csv.Error) as error:
        raise SetError(f"{path} is no set of questions: {error}") from error
