"""What is published and not learned yet is known by its words alone, until the training that has it is done. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence
from math import log, sqrt
from typing import NamedTuple

import msgspec

from contact_center.folding import folded_words
from faq_bot.confidence import candidates
from faq_bot.nlu.records import Question, Ranked, Training, Understanding
from faq_bot.nlu.wording import in_common_words

NEARLY_THE_SAME = 0.85
"""The cosine of words from which on a question counts as the phrasing."""
AS_PHRASED = 0.95
"""How sure an article is whose phrasing was said, word for word or nearly."""
LEAST = 0.5
"""What is less alike says nothing."""
OF_TEXT = 0.7
"""What words of a text tell, beside those of a phrasing."""
LEAST_CHANCE = 1e-6
MOST_NEW = 300
"""Intents that are new at once: of more, such as an import, nothing is known before it is learned, so that no question
waits for as many texts to be compared.
"""
SAMPLE = 500
"""Intents by whose texts it is told how much a word says."""


class Found(NamedTuple):
    """likeness: from 0 to 1. phrased: it is a phrasing that was said."""

    intent: str
    likeness: float
    phrased: bool


class Newer:
    """What a training has and the model that answers was not taught: new phrasings, and the texts of new intents."""

    def __init__(self, training: Training, known: Training) -> None:
        self._locale = training.locale
        taught = set(known.questions)
        new = [each for each in training.questions if each not in taught]
        fresh = {each.intent for each in new} - {each.intent for each in known.questions}
        if len({each.intent for each in new}) > MOST_NEW:
            new, fresh = [], set()
        chosen = fresh | _sample(training) if new else set[str]()
        texts = {intent: self._text(training, intent) for intent in chosen if intent in training.answers}
        for each in training.questions:
            if each.intent in chosen:
                texts.setdefault(each.intent, set()).update(self._words(each.text))
        spread = Counter(word for held in texts.values() for word in held)
        self._rarest = _worth(len(texts), 0.5)
        self._worths = {word: _worth(len(texts), count) for word, count in spread.items()}
        titles = [Question(training.answers[intent].title, intent) for intent in fresh if intent in training.answers]
        asked = [(each.intent, self._words(each.text)) for each in (*new, *titles)]
        self._asked = [(intent, words, self._worth(words)) for intent, words in asked if words]
        self._texts = {intent: texts[intent] for intent in sorted(fresh)}

    def __bool__(self) -> bool:
        return bool(self._asked)

    def find(self, text: str) -> Found | None:
        """What is most like a question; None where nothing is."""
        asked = self._words(text)
        if not asked:
            return None
        whole = self._worth(asked)
        phrasings = [(self._worth(asked & held) / sqrt(whole * worth), intent) for intent, held, worth in self._asked]
        bodies = [(OF_TEXT * self._worth(asked & held) / whole, intent) for intent, held in self._texts.items()]
        best, intent = max(phrasings, default=(0.0, ""))
        if best >= NEARLY_THE_SAME:
            return Found(intent, best, phrased=True)
        best, intent = max([(best, intent), *bodies])
        return Found(intent, best, phrased=False) if best >= LEAST else None

    def _words(self, text: str) -> set[str]:
        return set(folded_words(in_common_words(text, self._locale)))

    def _text(self, training: Training, intent: str) -> set[str]:
        answer = training.answers[intent]
        return self._words(f"{answer.title}\n{answer.summary}\n{answer.body}")

    def _worth(self, words: Collection[str]) -> float:
        return sum(self._worths.get(word, self._rarest) for word in words)


def _sample(training: Training) -> set[str]:
    intents = sorted({each.intent for each in training.questions})
    return set(intents[:: -(-len(intents) // SAMPLE)])


def _worth(intents: int, having: float) -> float:
    """The square of a word's idf; one that nothing has is the rarest."""
    return log(1 + intents / having) ** 2


def with_newer(found: Understanding, newer: Newer | None, text: str) -> Understanding:
    """What was understood, with what is newer among it. A phrasing that was said comes first; what is only alike takes
    of what the model is not sure of.
    """
    new = newer.find(text) if newer else None
    if new is None:
        return found
    before = {each.article: each.probability for each in candidates(found, [each.intent for each in found.ranked])}
    share = AS_PHRASED if new.phrased else new.likeness * (1 - max(before.values(), default=0.0))
    share = max(share, before.pop(new.intent, 0.0))
    chances = {intent: chance * (1 - share) for intent, chance in before.items()} | {new.intent: share}
    return _by_chances(found, sorted(chances.items(), key=lambda each: -each[1]))


def _by_chances(found: Understanding, chances: Sequence[tuple[str, float]]) -> Understanding:
    """Scores that give these chances back (see candidates)."""
    return msgspec.structs.replace(
        found,
        ranked=tuple(Ranked(intent, log(max(chance, LEAST_CHANCE))) for intent, chance in chances),
        right=chances[0][1],
        among_three=sum(chance for _, chance in chances[:3]),
        in_scope=found.in_scope or chances[0][1] >= LEAST,
    )
