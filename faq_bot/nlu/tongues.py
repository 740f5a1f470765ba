"""Several languages: a model for each, and which of them is asked. Pure but for the models."""

from collections.abc import Mapping

from faq_bot.nlu.language import guess
from faq_bot.nlu.model import Model
from faq_bot.nlu.records import Understanding


def understand(models: Mapping[str, Model], text: str, spoken: str = "") -> Understanding | None:
    """None where there is no model. spoken: the conversation's language so far, which sticks; empty at its beginning.

    A message that is surely in another of our languages is understood in that one. Where a message does not tell,
    the spoken language's model is asked, and all of them if there is none such; where it points away from the spoken
    one, but too weakly to be sure, both are, and the higher score counts, of which each model's are standard scores.
    """
    found = [models[locale].understand(text) for locale in asked(models, text, spoken)]
    return max(found, key=lambda each: each.score, default=None)


def asked(models: Mapping[str, Model], text: str, spoken: str = "") -> list[str]:
    """The languages whose models are asked, the likeliest first."""
    guessed = guess(text)
    likely = [locale for locale in dict.fromkeys((guessed.locale, spoken)) if locale in models]
    if guessed.sure and guessed.locale in models:
        return [guessed.locale]
    if spoken in models and guessed.locale in ("", spoken):
        return [spoken]
    return likely if len(likely) > 1 else list(models)
