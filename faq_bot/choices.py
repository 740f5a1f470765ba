"""The buttons of the bot's messages, and what a customer means by typing instead of pressing one. Pure."""

from contact_center.folding import fold, folded_words
from faq_bot.signs.lists import phrases
from faq_bot.signs.phrases import Word, words
from faq_bot.signs.smalltalk import Courtesy, courtesy
from faq_bot.state import State, Waiting
from faq_bot.texts import LANGUAGES, Language, say

YES, NO, PERSON, NONE = "bot:yes", "bot:no", "bot:person", "bot:none"
ARTICLE, FLOW = "article:", "flow-start:"
"""Before the key of what is chosen. Of a flow the two together are also what the engine knows it by, and its key among
candidates; a key of an article has no colon.
"""
CLOSE = 0.6
"""The share of a title's words from which on it was said."""
LONGEST_TITLE = 80
LONGEST = 9
"""Words of a message that may be an answer to the bot's question alone."""


def button(key: str) -> str:
    """The button of an article or a flow, by its key among candidates."""
    return key if key.startswith(FLOW) else ARTICLE + key


def flow_of(key: str) -> str | None:
    """The flow's id; none where the key is an article's."""
    return key.removeprefix(FLOW) if key.startswith(FLOW) else None


def labels(titles: dict[str, str], language: Language) -> dict[str, str]:
    """What stands on the buttons, by key: a flow's says that it is done at once, and an article's beside one that it
    only explains, for the two are often called the same.
    """
    cut = {key: _cut(title) for key, title in titles.items()}
    flows = [key for key in titles if flow_of(key) is not None]
    if not flows:
        return cut
    return {key: say("choice.flow" if key in flows else "choice.article", language, title=cut[key]) for key in titles}


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def meant(state: State, text: str, titles: dict[str, str]) -> str | None:
    """The button that the customer may have pressed as well, as its id; none: it is something new that is said.

    titles: of what was offered.
    """
    if state.waiting is Waiting.NOTHING:
        return None
    said = words(text)
    if state.waiting is Waiting.CHOICE:
        none = len(said) <= LONGEST and (said in phrases("choices", "none") or _nods(said) == NO)
        return _chosen(state, text, titles) or (NONE if none else None)
    if (nod := _nods(said)) is not None:
        return nod
    if state.waiting is Waiting.HELPED and len(said) <= LONGEST:
        if said in phrases("choices", "did_not"):
            return NO
        if said in phrases("choices", "did"):
            return YES
    return None


def _nods(said: list[Word]) -> str | None:
    found = courtesy(said)
    if found is Courtesy.NO:
        return NO
    return YES if found is Courtesy.YES else None


def _chosen(state: State, text: str, titles: dict[str, str]) -> str | None:
    """By its number or its title."""
    said = fold(text).strip(" .)#")
    if said.isdecimal() and 1 <= int(said[:2]) <= len(state.about):
        return button(state.about[int(said[:2]) - 1])
    offered = {key: titles[key] for key in state.about if titles.get(key)}
    for named in (offered, *(labels(offered, language) for language in LANGUAGES)):
        for key, label in named.items():
            if said == fold(label).strip(" .)#"):
                return button(key)
    return next((button(key) for key, title in offered.items() if _overlap(text, title) >= CLOSE), None)


def _overlap(text: str, title: str) -> float:
    said, wanted = set(folded_words(text)), set(folded_words(title))
    return len(said & wanted) / max(len(said | wanted), 1)
