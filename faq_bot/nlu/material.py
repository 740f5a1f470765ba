"""What training works on: cleaned questions, and everything that is computed of them once for all folds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from faq_bot.nlu.arrays import Floats, Numbers
from faq_bot.nlu.encoders import Encoder
from faq_bot.nlu.errors import TooFew
from faq_bot.nlu.features import HALVES
from faq_bot.nlu.passages import document, passages, summary, whole
from faq_bot.nlu.records import Answer, Question, Training
from faq_bot.nlu.short_forms import in_full
from faq_bot.nlu.terms import clip, words_of
from faq_bot.nlu.wording import in_common_words

MOST_LETTERS = 200_000
"""Runs of letters that are counted, the most frequent ones."""


class Material(NamedTuple):
    """Questions sorted by intent, and all that is computed of them once. labels: each question's intent's place."""

    questions: list[Question]
    intents: tuple[str, ...]
    labels: Numbers
    counts: tuple[Any, ...]
    documents: tuple[Any, ...]
    vocabularies: tuple[dict[str, int], ...]
    vectors: Floats | None
    answers: tuple[Answer, ...]
    vectors_of: Mapping[str, Floats]
    locale: str
    encoder: Encoder | None

    @property
    def many(self) -> float:
        """Phrasings of the median intent."""
        return float(np.median(np.unique(self.labels, return_counts=True)[1]))

    def only(self, chosen: Numbers) -> "Material":
        """Of some questions, with the intents that they have; their places in `labels` stay those of `intents`."""
        return self._replace(
            questions=[self.questions[number] for number in chosen],
            labels=self.labels[chosen],
            counts=tuple(counted[chosen] for counted in self.counts),
            vectors=None if self.vectors is None else self.vectors[chosen],
        )


def prepare(
    training: Training, encoder: Encoder | None, known: Mapping[str, Floats], vectors: dict[str, Floats]
) -> Material:
    cleaned = {Question(in_full(clip(each.text), training.locale), each.intent) for each in training.questions}
    questions = sorted((each for each in cleaned if words_of(each.text)), key=lambda each: (each.intent, each.text))
    if not questions:
        raise TooFew("There is no question to learn from.")
    intents = tuple(sorted({question.intent for question in questions}))
    places = {intent: place for place, intent in enumerate(intents)}
    texts = [question.text for question in questions]
    answers = tuple(training.answers[intent] for intent in intents if intent in training.answers)
    answers = answers if len(answers) == len(intents) else ()
    counters = [CountVectorizer(analyzer=terms, dtype=np.float32) for terms in HALVES]
    counters[1].set_params(max_features=MOST_LETTERS)
    counted = [*texts, *map(document, answers)]
    every = _counts(counters, [in_common_words(text, training.locale) for text in counted])
    if encoder is not None:
        vectors |= _vectors(encoder, texts, known)
        parts = [part for answer in answers for part in (summary(answer), whole(answer), *passages(answer))]
        vectors |= _vectors(encoder, parts, known, passages=True)
    return Material(
        questions=questions,
        intents=intents,
        labels=np.array([places[question.intent] for question in questions], np.int32),
        counts=tuple(counts[: len(texts)] for counts in every),
        documents=tuple(counts[len(texts) :] for counts in every),
        vocabularies=tuple(counter.vocabulary_ for counter in counters),
        vectors=None if encoder is None else np.stack([vectors[text] for text in texts]),
        answers=answers,
        vectors_of=vectors,
        locale=training.locale,
        encoder=encoder,
    )


def _counts(counters: Sequence[Any], texts: Sequence[str]) -> list[Any]:
    return [counter.fit_transform(texts) for counter in counters]


def _vectors(
    encoder: Encoder, texts: Iterable[str], known: Mapping[str, Floats], *, passages: bool = False
) -> dict[str, Floats]:
    """By key: passages and questions of the same words differ."""
    keys = {key_of(text, passages=passages): text for text in texts}
    wanted = [key for key in keys if key not in known]
    found = {key: known[key] for key in keys if key in known}
    if wanted:
        new = encoder.encode([keys[key] for key in wanted], passages=passages)
        found |= dict(zip(wanted, new, strict=True))
    return found


def key_of(text: str, *, passages: bool) -> str:
    return f"passage: {text}" if passages else text
