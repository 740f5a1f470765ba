"""What answers questions, for administrators: its versions, what is amiss, training by hand, and a way back."""

import asyncio
from datetime import datetime

import msgspec

from contact_center.auth import Scope
from contact_center.errors import Conflict, NotFound
from contact_center.http import Call, route
from contact_center.inboxes.schemas import Locale
from faq_bot.nlu.choosing import Answering
from faq_bot.nlu.errors import Complaint, ModelBroken
from faq_bot.nlu.records import EngineName
from faq_bot.nlu.store import Store
from faq_bot.rasa.engine import RasaStatus
from faq_bot.training import Learner
from faq_bot.understanding import Engines
from knowledge_base.values import LOCALES


class EngineVersion(msgspec.Struct, frozen=True, kw_only=True):
    """accuracy: of held-out questions, as training found it; None where none could be held out. chosen: is to answer.

    broken: it cannot be read, and gives way to the one before.
    """

    version: int
    at: datetime
    engine: EngineName | None = None
    questions: int = 0
    accuracy: float | None = None
    chosen: bool = False
    broken: bool = False


class EngineView(msgspec.Struct, frozen=True, kw_only=True):
    """answering: the version that answers in this process; 0 where words alone do, None where nothing does."""

    locale: Locale
    answering: int | None
    engine: EngineName | None
    versions: list[EngineVersion]


class EnginesView(msgspec.Struct, frozen=True, kw_only=True):
    """running: the process that understands is alive. training: another one learns. complaints: what is amiss.

    rasa: the server, as far as this process knows it; None where none is set.
    """

    engines: list[EngineView]
    running: bool
    training: bool
    complaints: list[Complaint]
    rasa: RasaStatus | None = None


class GoBack(msgspec.Struct, frozen=True):
    """version: the one that is to answer."""

    version: int


async def list_engines(call: Call) -> EnginesView:
    """What answers in each language, with its versions, the newest first."""
    learner, understanders = _parts(call)
    status = understanders.status
    answering = {each.locale: each for each in status.answering}
    return EnginesView(
        engines=[await asyncio.to_thread(_view, learner.store, locale, answering.get(locale)) for locale in LOCALES],
        running=status.running,
        training=status.training,
        complaints=list(status.complaints),
        rasa=None if understanders.rasa is None else understanders.rasa.status,
    )


async def train_engine(call: Call, locale: str) -> None:
    """Learn again what is published, in the background; what answers goes on answering meanwhile."""
    learner, understanders = _parts(call)
    if understanders.status.training:
        raise Conflict("A training is under way.", code="training_already")
    learner.learn_again(_known(locale))


async def go_back(call: Call, locale: str, body: GoBack) -> EnginesView:
    """Let another version answer, until what is published changes and is learned."""
    try:
        await _parts(call)[1].go_back(_known(locale), body.version)
    except ModelBroken as error:
        raise NotFound(str(error), code="model_no_version") from None
    return await list_engines(call)


def _parts(call: Call) -> tuple[Learner, Engines]:
    return call.services.extra.learner, call.services.extra.understanders


def _known(locale: str) -> Locale:
    """Raises NotFound."""
    for each in LOCALES:
        if each == locale:
            return each
    raise NotFound("There is no such language here.")


def _view(store: Store, locale: Locale, answering: Answering | None) -> EngineView:
    return EngineView(
        locale=locale,
        answering=None if answering is None else answering.version,
        engine=None if answering is None else answering.engine,
        versions=[_version(store, locale, version) for version in store.versions(locale)],
    )


def _version(store: Store, locale: Locale, version: int) -> EngineVersion:
    at, chosen = store.saved_at(locale, version), store.chosen(locale) == version
    try:
        about = store.about(locale, version)
    except ModelBroken:
        return EngineVersion(version=version, at=at, chosen=chosen, broken=True)
    return EngineVersion(
        version=version,
        at=at,
        engine=about.engine,
        questions=about.questions,
        accuracy=about.accuracy,
        chosen=chosen,
    )


ROUTES = (
    route("GET", "/bot/engines", list_engines, Scope.SETTINGS_MANAGE),
    route("POST", "/bot/engines/{locale}/train", train_engine, Scope.SETTINGS_MANAGE, status=202),
    route("POST", "/bot/engines/{locale}/go-back", go_back, Scope.SETTINGS_MANAGE),
)
