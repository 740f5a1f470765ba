"""The process that trains: reads a training from its input, stores a version, and chooses it unless it is worse."""

import os
import sys
import time
from pathlib import Path

import msgspec

from faq_bot.nlu.comparing import Compared, compare
from faq_bot.nlu.encoders import Encoder, encoder_for, open_encoder
from faq_bot.nlu.errors import Complaint, EncoderMissing, ModelBroken, TooFew
from faq_bot.nlu.layout import CACHE, MODELS
from faq_bot.nlu.learning import HeldOut, learn
from faq_bot.nlu.orders import Order, Refused, Trained
from faq_bot.nlu.records import EngineName, Question
from faq_bot.nlu.store import Store

NICE = 10
"""Answering comes first."""


def train(folder: Path, order: Order) -> Trained:
    """Raises TooFew."""
    began = time.process_time()
    training, locale = order.training, order.training.locale
    store = Store(folder / MODELS)
    encoder, complaints = _encoder(folder, order)
    known = {} if encoder is None else store.vectors(locale, encoder.name)
    learned = learn(training, encoder, known)
    compared = _compared(store, locale, learned.held_out)
    version = store.save(training, learned)
    keep = not (order.keep_better and compared is not None and compared.is_worse)
    if keep:
        store.choose(locale, version)
    store.prune(locale)
    right = [each.right for each in learned.held_out]
    return Trained(
        locale=locale,
        engine=learned.model.engine,
        version=version,
        chosen=keep,
        questions=len(training.questions),
        accuracy=sum(right) / len(right) if right else None,
        compared=compared,
        seconds=time.process_time() - began,
        complaints=complaints,
    )


def _encoder(folder: Path, order: Order) -> tuple[Encoder | None, tuple[Complaint, ...]]:
    if order.engine == EngineName.TFIDF:
        return None, ()
    try:
        return open_encoder(encoder_for(order.training.locale), folder / CACHE), ()
    except EncoderMissing as error:
        return None, error.complaints


def _compared(store: Store, locale: str, held_out: list[HeldOut]) -> Compared | None:
    """None where nothing answers yet, or what does cannot be read."""
    if (chosen := store.chosen(locale)) is None:
        return None
    try:
        old: list[tuple[Question, bool]] = store.held_out(locale, chosen)
    except ModelBroken:
        return None
    return compare(old, [(each.question, each.right) for each in held_out])


def main() -> None:
    """python -m faq_bot.nlu.trainer FOLDER: an Order in, a Trained or a Refused out, both as JSON."""
    os.nice(NICE)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else writes to standard output spoils no answer
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    try:
        answer: Trained | Refused = train(Path(sys.argv[1]), order)
    except TooFew as error:
        answer = Refused(str(error))
    answers.write(msgspec.json.encode(answer))
    answers.close()


if __name__ == "__main__":
    main()
