"""A trained model: understands one question at a time."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from faq_bot.nlu.arrays import Floats, unit
from faq_bot.nlu.encoders import ENGLISH, Encoder
from faq_bot.nlu.features import Features
from faq_bot.nlu.heads import Head, Neighbours
from faq_bot.nlu.records import EngineName, Ranked, Understanding
from faq_bot.nlu.scope import Scope, Signs
from faq_bot.nlu.short_forms import in_full
from faq_bot.nlu.signs import SignModel
from faq_bot.nlu.spelling import Spelling
from faq_bot.nlu.sureness import THREE, Sureness, odds_of
from faq_bot.nlu.terms import clip, words_of
from faq_bot.nlu.tones import Tones
from faq_bot.nlu.view import View
from faq_bot.nlu.wording import in_common_words

SHOWN = 5
"""Intents that an understanding names."""
RAREST = 100.0
"""An idf that no word reaches."""


class Model(Protocol):
    """What every engine's training gives."""

    @property
    def locale(self) -> str: ...

    def understand(self, text: str) -> Understanding:
        """Any text, of any length; an empty one is out of scope."""
        ...


@dataclass(frozen=True, kw_only=True)
class LearnedModel:
    """encoder and centre: None of the engine that goes by words alone. intents: in the order of the head's scores.
    tones: of a language that is often typed without its marks, which an encoder needs; the words do without.
    """

    engine: EngineName
    locale: str
    intents: tuple[str, ...]
    encoder: Encoder | None
    centre: Floats | None
    features: Features
    head: Head
    tones: Tones | None
    neighbours: Neighbours
    scope: Scope
    sureness: Sureness
    heard: SignModel | None = None
    """What hears that a person should take over."""

    def understand(self, text: str) -> Understanding:
        text = self.in_full(text)
        view = self.view(text)
        scores, signs = self.look(view)
        best = np.argsort(-scores, kind="stable")[:SHOWN]
        score = self.scope.score(signs)
        right, among_three = self.sureness.chances(signs, self.scope) if view.words else (0.0, 0.0)
        return Understanding(
            ranked=tuple(Ranked(self.intents[place], float(scores[place])) for place in best),
            score=score,
            in_scope=bool(view.words) and score >= self.scope.threshold,
            right=right,
            among_three=among_three,
            sign=None if self.heard is None else self.heard.hear(text, self.locale),
            engine=self.engine,
            locale=self.locale,
            read=text,
        )

    def look(self, view: View) -> tuple[Floats, Signs]:
        """Each intent's score, and what tells how sure that is."""
        scores, nearest = self.head.scores(view, self.neighbours)
        ordered = np.sort(scores)[::-1].tolist()
        return scores, Signs(ordered[0], nearest, odds_of(ordered, 1), odds_of(ordered, THREE))

    def in_full(self, text: str) -> str:
        """As everything reads it: clipped, and in English without short forms and slips of the keys."""
        text = in_full(clip(text), self.locale)
        return text if self._spelling is None else self._spelling.mended(text)

    @cached_property
    def _spelling(self) -> Spelling | None:
        """Goes by the words of the questions, and by those of what speaks for a person, which count less and hold slips
        themselves.
        """
        if self.locale != ENGLISH or self.encoder is None:
            return None
        half, known = self.features.halves[0], self.encoder.dictionary
        usual = {} if self.heard is None else {word: RAREST for word in self.heard.halves[0].places if word in known}
        usual |= {term: float(half.idf[place - half.first]) for term, place in half.places.items() if " " not in term}
        return Spelling(usual, half.places, known)

    def view(self, text: str) -> View:
        """Of a text in full."""
        dense = None
        if self.encoder is not None and self.centre is not None:
            marked = text if self.tones is None else self.tones.restore(text)
            dense = unit(self.encoder.encode([marked])[0] - self.centre)
        return self.view_of(text, dense)

    def view_of(self, text: str, dense: Floats | None) -> View:
        """dense: its centred sentence vector."""
        common = in_common_words(text, self.locale)
        return View(self.features.row(common), dense, words_of(common))
