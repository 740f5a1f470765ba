"""Which stored model answers: the chosen one, else one before it, else words alone learned anew; and what was amiss."""

from collections.abc import Callable

import msgspec

from faq_bot.nlu.encoders import Encoder
from faq_bot.nlu.errors import Complaint, EncoderMissing, ModelBroken, TooFew, each_once
from faq_bot.nlu.model import LearnedModel
from faq_bot.nlu.records import EngineName
from faq_bot.nlu.store import Store


class Answering(msgspec.Struct, frozen=True, kw_only=True):
    """What answers in a language. version: 0 where it was learned on the spot. complaints: what is not as it should be,
    for an administrator; empty where all is well.
    """

    locale: str
    engine: EngineName
    version: int
    complaints: tuple[Complaint, ...] = ()


def load_best(store: Store, locale: str, encoders: Callable[[str], Encoder]) -> tuple[LearnedModel, Answering]:
    """Raises ModelBroken where nothing of the language can be read. encoders: opens one by name."""
    complaints: list[Complaint] = []
    versions = store.versions(locale)
    chosen = store.chosen(locale)
    for version in (each for each in versions if chosen is not None and each <= chosen):
        try:
            model = store.load(locale, version, encoders)
        except (ModelBroken, EncoderMissing) as error:
            complaints.extend(error.complaints)
            continue
        return model, Answering(locale=locale, engine=model.engine, version=version, complaints=each_once(complaints))
    from faq_bot.nlu.learning import learn  # here: it takes as much memory as all else

    for version in versions:
        try:
            model = learn(store.training(locale, version), None).model
        except TooFew as error:
            complaints.append(Complaint("too_few", str(error)))
            continue
        except ModelBroken as error:
            complaints.extend(error.complaints)
            continue
        complaints.append(Complaint("words_alone", "Questions are compared by their words alone."))
        return model, Answering(locale=locale, engine=model.engine, version=0, complaints=each_once(complaints))
    none = Complaint("no_model", f"There is no model for {locale}.", {"language": locale})
    raise ModelBroken(*(each_once(complaints) or (none,)))
