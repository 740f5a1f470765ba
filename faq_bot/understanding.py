"""Who understands a question: Rasa where a server is set and well, else words and vectors, else words alone."""

import asyncio
from pathlib import Path

import msgspec

from contact_center.errors import UnderstandingError
from contact_center.settings import Settings
from faq_bot import choices
from faq_bot.newer import Newer, with_newer
from faq_bot.nlu.process import Limits, Understanders
from faq_bot.nlu.records import EngineName, Ranked, Understanding
from faq_bot.rasa.engine import RasaEngine, engine_of


class Engines(Understanders):
    """Understanders that ask Rasa too. Whether a question is in scope they say themselves, before Rasa sees it: it
    takes nonsense for an article at a confidence of .98. rasa: None where no server is set.
    """

    def __init__(self, data_dir: Path, limits: Limits | None = None, *, rasa: RasaEngine | None = None) -> None:
        super().__init__(data_dir, limits)
        self.rasa = rasa
        self.newer: dict[str, Newer] = {}
        """By language, what is published and not learned yet; the learner keeps it."""

    async def understand(self, text: str, spoken: str = "", *, conversation: str = "") -> Understanding | None:
        """conversation: its id, which Rasa's dialogue goes by. None and raises as before; of Rasa nothing is raised.

        What most likely asks for a guided flow is not put to Rasa, which knows articles alone.
        """
        found = await self._as_learned(text, spoken, conversation)
        return None if found is None else with_newer(found, self.newer.get(found.locale), text)

    async def _as_learned(self, text: str, spoken: str, conversation: str) -> Understanding | None:
        found = await super().understand(text, spoken)
        if self.rasa is None or found is None or not found.in_scope or choices.flow_of(found.ranked[0].intent):
            return found
        try:
            ranked = await self.rasa.rank(text, conversation)
        except UnderstandingError:
            return found
        return by_rasa(found, ranked)

    async def run(self) -> None:
        """Keep the worker alive and an eye on the server, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(super().run())
            if self.rasa is not None:
                tasks.create_task(self.rasa.watch())


def by_rasa(found: Understanding, ranked: tuple[Ranked, ...]) -> Understanding:
    """In Rasa's order, and as sure of each article as our own engine is, but never surer than of the one before: its
    scores are of another kind. So where the two agree all is as it was, and where they do not, the lead is gone.

    Without an article of Rasa's it is out of scope.
    """
    if not ranked:
        return msgspec.structs.replace(found, engine=EngineName.RASA, in_scope=False)
    own = {each.intent: each.score for each in found.ranked}
    least, ordered = min(own.values()), list[Ranked]()
    for each in ranked:
        score = own.get(each.intent, least)
        ordered.append(Ranked(each.intent, min(score, ordered[-1].score) if ordered else score))
    chances = [_chance(found, each.intent) for each in ordered]
    return msgspec.structs.replace(
        found,
        engine=EngineName.RASA,
        ranked=tuple(ordered),
        right=chances[0],
        among_three=sum(chances[:3]),
    )


def _chance(found: Understanding, intent: str) -> float:
    """That an intent was asked for, as our own engine sees it: its second and third share what it leaves them."""
    first, *others = [each.intent for each in found.ranked[:3]]
    if intent == first:
        return found.right
    return max(0.0, found.among_three - found.right) / len(others) if intent in others else 0.0


def engines(settings: Settings) -> Engines:
    return Engines(settings.data_dir, rasa=engine_of(settings))
