"""What `bench bot` trains with and asks: sets of questions from files, and the demonstration's Vietnamese articles."""

import csv
from collections.abc import Iterator
from pathlib import Path

import msgspec

from contact_center.errors import UnderstandingError
from faq_bot.nlu.records import Answer, Question, Training

_ITEM = "  - "
OUT_OF_SCOPE = "oos"


class SetError(UnderstandingError):
    """A set of questions cannot be read; says which and why."""


class Set(msgspec.Struct, frozen=True, kw_only=True):
    """test: questions with their right intents. out_of_scope: texts that ask for none of them."""

    name: str
    training: Training
    test: tuple[Question, ...]
    out_of_scope: tuple[str, ...] = ()


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


def read_articles(folder: Path) -> Set:
    """Trained with the public Vietnamese articles, asked vietnamese_faq.jsonl. Raises SetError."""
    try:
        files = sorted((folder / "articles" / "vi").glob("*.md"))
        articles = [_article(path.read_text(encoding="utf-8")) for path in files]
        asked = (folder / "vietnamese_faq.jsonl").read_bytes().splitlines()
        test = [msgspec.json.decode(line, type=_Asked) for line in asked]
    except (OSError, ValueError, KeyError, msgspec.MsgspecError) as error:
        raise SetError(f"{folder} does not hold the articles and their questions: {error}") from error
    public = [(fields, body, phrasings) for fields, body, phrasings in articles if fields["visibility"] == "public"]
    training = Training(
        locale="vi",
        questions=tuple(Question(each, fields["id"]) for fields, _, phrasings in public for each in phrasings),
        answers={fields["id"]: Answer(fields["title"], fields["summary"], body) for fields, body, _ in public},
    )
    return Set(name="vietnamese", training=training, test=tuple(Question(each.text, each.article) for each in test))


def _rows(path: Path) -> Iterator[Question]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield Question(row["text"], row["category"])
    except (OSError, KeyError, csv.Error) as error:
        raise SetError(f"{path} is no set of questions: {error}") from error


def _article(text: str) -> tuple[dict[str, str], str, list[str]]:
    """Front matter without its list, the body, and the phrasings that are the list."""
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    lines = head.splitlines()
    fields = dict(_field(line) for line in lines if not line.startswith(_ITEM))
    return fields, body.strip(), [line.removeprefix(_ITEM) for line in lines if line.startswith(_ITEM)]


def _field(line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    return key, value.strip()
