"""English questions typed in a hurry, for choosing how the engine is made; dev_hasty.txt says how they were written.

    python -m tests.faq_bot.dev_hasty

trains with the articles, asks them, and prints totals with the encoder and by words alone.
"""

import sys
import tempfile
from pathlib import Path

from contact_center.bench.bot_sets import of_articles
from contact_center.demo.seeding import ARTICLES
from faq_bot.nlu.encoders import encoder_for, open_encoder
from faq_bot.nlu.learning import learn
from faq_bot.nlu.model import Model
from faq_bot.nlu.records import Question
from faq_bot.nlu.sureness import THREE
from faq_bot.state import Limits
from tests.faq_bot.roughen import written

TEXT = Path(__file__).with_name("dev_hasty.txt")
UNKNOWN = "-"
SURE = Limits().answer_at


def questions() -> list[Question]:
    return [Question(line.text, line.heading) for line in written(TEXT.read_text(encoding="utf-8"))]


def totals(model: Model) -> dict[str, float]:
    """Of known ones: right, right one among three, answered rightly and wrongly. Of others: answered."""
    found = [(each.intent, model.understand(each.text)) for each in questions()]
    known = [(intent, got) for intent, got in found if intent != UNKNOWN]
    others = [got for intent, got in found if intent == UNKNOWN]
    right = [got.ranked[0].intent == intent for intent, got in known]
    sure = [got.right >= SURE for _, got in known]
    return {
        "right": sum(right) / len(known),
        "among_three": sum(intent in {each.intent for each in got.ranked[:THREE]} for intent, got in known)
        / len(known),
        "answered": sum(a and b for a, b in zip(right, sure, strict=True)) / len(known),
        "wrongly": sum(b and not a for a, b in zip(right, sure, strict=True)) / len(known),
        "others_answered": sum(got.right >= SURE for got in others) / len(others),
    }


def main() -> None:
    training = of_articles(ARTICLES, "en")
    with tempfile.TemporaryDirectory() as folder:
        for encoder in (open_encoder(encoder_for("en"), Path(folder)), None):
            shares = {name: round(share, 3) for name, share in totals(learn(training, encoder).model).items()}
            sys.stdout.write(f"{'hybrid' if encoder else 'tfidf'} {shares}\n")


if __name__ == "__main__":
    main()
