"""Vietnamese questions for choosing how the engine is made; dev_vietnamese.txt says how they were written.

    python -m tests.faq_bot.dev_vietnamese

trains with the articles, asks them, and prints totals of both halves.
"""

import random
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from contact_center.bench.bot_sets import of_articles
from contact_center.demo.seeding import ARTICLES
from faq_bot.nlu.encoders import encoder_for, open_encoder
from faq_bot.nlu.learning import learn
from faq_bot.nlu.model import LearnedModel
from faq_bot.nlu.sureness import THREE
from tests.faq_bot.roughen import has_marks, roughened, written

SEED = 20_261_129
TEXT = Path(__file__).with_name("dev_vietnamese.txt")
SURE = 0.8
"""A chance from which on the totals count an answer as sure."""


class DevQuestion(NamedTuple):
    """part: told, apart or details. read: of the half whose single results may be looked at."""

    part: str
    article: str
    text: str
    read: bool


def questions() -> list[DevQuestion]:
    """A third without marks, a tenth with a slip, one half to be read."""
    lines, source = written(TEXT.read_text(encoding="utf-8")), random.Random(SEED)
    marked = [at for at, line in enumerate(lines) if has_marks(line.text)]
    bare = set(source.sample(marked, len(lines) // 3))
    rough = roughened(lines, bare, source)
    read = set(source.sample(range(len(lines)), len(lines) // 2))
    headings = [line.heading.split() for line in lines]
    return [
        DevQuestion(part, article, made.text, at in read)
        for at, ((part, article), made) in enumerate(zip(headings, rough, strict=True))
    ]


def totals(model: LearnedModel, asked: list[DevQuestion]) -> dict[str, float]:
    """Shares: right, right one among the first three, sure, and of the sure ones right."""
    found = [(each, model.understand(each.text)) for each in asked]
    right = [understood.ranked[0].intent == each.article for each, understood in found]
    sure = [first for first, (_, understood) in zip(right, found, strict=True) if understood.right >= SURE]
    three = [each.article in [ranked.intent for ranked in got.ranked[:THREE]] for each, got in found]
    shares = {"accuracy": right, "among_three": three, "right_where_sure": sure}
    return {
        "questions": len(asked),
        **{name: round(sum(true) / max(1, len(true)), 3) for name, true in shares.items()},
        "sure": round(len(sure) / len(asked), 3),
    }


def main() -> None:
    asked = questions()
    with tempfile.TemporaryDirectory() as folder:
        model = learn(of_articles(ARTICLES, "vi"), open_encoder(encoder_for("vi"), Path(folder))).model
    for part in (*dict.fromkeys(each.part for each in asked), ""):
        for read in (True, False):
            chosen = [each for each in asked if each.read == read and part in ("", each.part)]
            sys.stdout.write(f"{part or 'all'} {'read' if read else 'totals only'} {totals(model, chosen)}\n")


if __name__ == "__main__":
    main()
