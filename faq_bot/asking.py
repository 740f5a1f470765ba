"""What a message may ask for beside one article: several at once, or more of the one that was just the answer."""

from collections.abc import Awaitable, Callable, Mapping

from faq_bot import choices
from faq_bot.excerpt import further
from faq_bot.nlu.records import Understanding
from faq_bot.several import questions_in
from faq_bot.speaking import Shown
from faq_bot.state import Limits, State, Understood, Waiting

Understand = Callable[[str], Awaitable[Understanding | None]]
"""What an engine makes of a text; None where it gives no answer in time."""


async def each_of_several(text: str, understand: Understand, limits: Limits) -> dict[str, str]:
    """The questions of a text that are surely for one article each, by its key; none where one of them is for nothing,
    for a guided flow, or for the same.
    """
    found: dict[str, str] = {}
    questions = questions_in(text)
    for question in questions:
        understanding = await understand(question)
        first = _sure(understanding, limits)
        if first is None or choices.flow_of(first) is not None or understanding is None:
            return {}
        found[first] = understanding.read or question
    return found if len(found) == len(questions) else {}


async def article_with_more(
    question: str,
    state: State,
    understood: Understood,
    shown: Mapping[str, Shown],
    understand: Understand,
    limits: Limits,
) -> str | None:
    """The key of the article that was just the answer, where it has what is asked on, and where the two together are
    surely about it. None where something else is surely asked for, or the same again, in other words. shown: by keys.
    """
    article = shown.get(state.about[0]) if state.waiting is Waiting.HELPED and len(state.about) == 1 else None
    if article is None:
        return None
    first = next(iter(understood.candidates), None)
    sure = first.article if first is not None and first.probability >= limits.answer_at else None
    if sure not in (None, article.key):
        return None
    before = None if sure is None else state.last
    if further(article.summary, article.body, question, title=article.title, before=before) is None:
        return None
    together = sure or _sure(await understand(f"{article.title}. {question}"), limits)
    return article.key if together == article.key else None


def _sure(found: Understanding | None, limits: Limits) -> str | None:
    return found.ranked[0].intent if found is not None and found.right >= limits.answer_at else None
