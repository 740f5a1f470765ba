"""What customers ask on after an article, for choosing how it is understood: dev_follow_ups.txt says how it came.

    python -m tests.faq_bot.dev_follow_ups

trains with the articles, asks, and prints what is said on with "further", else by which article the bot is how sure.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from contact_center.bench.bot_sets import of_articles
from contact_center.demo.seeding import ARTICLES
from faq_bot.asking import article_with_more
from faq_bot.excerpt import further
from faq_bot.nlu.encoders import encoder_for, open_encoder
from faq_bot.nlu.learning import learn
from faq_bot.nlu.model import Model
from faq_bot.nlu.records import Answer, Understanding
from faq_bot.speaking import Shown
from faq_bot.state import Limits, State, Waiting
from faq_bot.thinking import understood_of

TEXT = Path(__file__).with_name("dev_follow_ups.txt")
NOTHING = "-"


class FollowUp(NamedTuple):
    """after: the article that was the answer. right: those that answer what is asked on."""

    locale: str
    after: str
    text: str
    right: tuple[str, ...]


def follow_ups() -> list[FollowUp]:
    found, locale = [], ""
    for line in TEXT.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            locale = line.strip("[]")
        elif line and not line.startswith("#"):
            after, text, right = line.split(" | ")
            found.append(FollowUp(locale, after, text, tuple(right.split(", "))))
    return found


def further_by(model: Model, answer: Answer, asked_on: FollowUp) -> tuple[str | None, Understanding]:
    """The article that has more, and what is understood without it."""

    async def understand(text: str) -> Understanding:
        return model.understand(text)

    key, understanding = asked_on.after, model.understand(asked_on.text)
    shown = {key: Shown(key, key, asked_on.locale, answer.title, answer.summary, answer.body, "", 1)}
    state = State(waiting=Waiting.HELPED, about=(key,), answered=(key,), last=answer.title)
    known = {each.intent for each in understanding.ranked}
    understood = understood_of(understanding, known, None)
    more = article_with_more(understanding.read, state, understood, shown, understand, Limits())
    return asyncio.run(more), understanding


def main() -> None:
    for locale in ("en", "vi"):
        training = of_articles(ARTICLES, locale)
        with tempfile.TemporaryDirectory() as folder:
            model = learn(training, open_encoder(encoder_for(locale), Path(folder))).model
        for each in (each for each in follow_ups() if each.locale == locale):
            answer = training.answers[each.after]
            article, understanding = further_by(model, answer, each)
            said = article and further(answer.summary, answer.body, understanding.read, title=answer.title)
            first = understanding.ranked[0].intent
            told = f"further: {' '.join(said.split())[:90]}" if said else f"{first} {understanding.right:.2f}"
            good = article in each.right if said else first in each.right or understanding.right < Limits().answer_at
            sys.stdout.write(f"{'  ' if good else '! '}{locale} {each.after} | {each.text} | {told}\n")


if __name__ == "__main__":
    main()
