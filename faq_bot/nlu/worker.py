"""The process that understands: one question a line on its input, one answer a line on its output, both JSON."""

import os
import sys
import threading
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from faq_bot.nlu.choosing import Answering, load_best
from faq_bot.nlu.encoders import Encoder, open_encoder
from faq_bot.nlu.errors import Complaint, ModelBroken
from faq_bot.nlu.layout import CACHE, MODELS
from faq_bot.nlu.model import Model
from faq_bot.nlu.records import Understanding
from faq_bot.nlu.store import Store
from faq_bot.nlu.tongues import understand

LOOK_AGAIN = 30.0
"""Seconds after which another process's training is noticed at the latest."""


class Ask(msgspec.Struct, frozen=True, tag=True):
    """spoken: the conversation's language so far; empty at its beginning."""

    id: int
    text: str
    spoken: str = ""


class Look(msgspec.Struct, frozen=True, tag=True):
    """Another version may have been chosen."""


class Understood(msgspec.Struct, frozen=True, tag=True):
    """understanding: None where no model answers. cpu: seconds of this process's processor time."""

    id: int
    understanding: Understanding | None
    cpu: float


class Loaded(msgspec.Struct, frozen=True, tag=True):
    """What answers from here on. broken: what could not be loaded at all."""

    answering: tuple[Answering, ...]
    broken: tuple[Complaint, ...] = ()


class Models:
    """What answers, by language. Loads beside the answering, which goes on with what was there."""

    def __init__(self, folder: Path, say: Callable[[Loaded], None]) -> None:
        self._store = Store(folder / MODELS)
        self._encoders: Callable[[str], Encoder] = cache(partial(open_encoder, cache=folder / CACHE))
        self._say = say
        self._said = False
        self._chosen: dict[str, int | None] = {}
        self._answering: dict[str, Answering] = {}
        self.by_locale: dict[str, Model] = {}

    def look(self) -> None:
        """Load what has been chosen since the last time, and say what answers then; also at first, if nothing does."""
        chosen = {locale: self._store.chosen(locale) for locale in self._store.locales()}
        changed = [locale for locale in chosen if chosen[locale] != self._chosen.get(locale)]
        broken: list[Complaint] = []
        for locale in changed:
            try:
                model, answering = load_best(self._store, locale, self._encoders)
            except ModelBroken as error:
                broken.extend(error.complaints)
                continue
            self.by_locale = {**self.by_locale, locale: model}
            self._answering[locale] = answering
        self._chosen = chosen
        if changed or not self._said:
            self._said = True
            self._say(Loaded(tuple(self._answering.values()), tuple(broken)))

    def versioned(self, understood: Understanding | None) -> Understanding | None:
        """With the version of the model that has understood."""
        if understood is None or (answering := self._answering.get(understood.locale)) is None:
            return understood
        return msgspec.structs.replace(understood, version=answering.version)

    def keep_looking(self, wake: threading.Event) -> None:
        while True:
            wake.wait(LOOK_AGAIN)
            wake.clear()
            self.look()


def serve(folder: Path, lines: BinaryIO, answers: BinaryIO) -> None:
    """Until the input ends, which it does with the process that asks."""
    writing = threading.Lock()

    def say(answer: Understood | Loaded) -> None:
        with writing:
            answers.write(msgspec.json.encode(answer) + b"\n")
            answers.flush()

    models, wake = Models(folder, say), threading.Event()
    models.look()
    threading.Thread(target=models.keep_looking, args=(wake,), daemon=True).start()
    for line in lines:
        asked = msgspec.json.decode(line, type=Ask | Look)
        if isinstance(asked, Look):
            wake.set()
            continue
        began = time.process_time()
        understood = models.versioned(understand(models.by_locale, asked.text, asked.spoken))
        say(Understood(asked.id, understood, time.process_time() - began))


def main() -> None:
    """python -m faq_bot.nlu.worker FOLDER"""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else writes to standard output spoils no answer
    serve(Path(sys.argv[1]), sys.stdin.buffer, answers)
    os._exit(0)  # the thread that looks again has nothing to finish


if __name__ == "__main__":
    main()
