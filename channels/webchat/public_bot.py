"""The bot as visitors know it. Pure."""

from contact_center.inboxes.schemas import InboxSettings
from contact_center.realtime.visitor_frames import PublicBot

NAME = {"en": "Assistant", "vi": "Trợ lý"}
"""Where an inbox has given it no name."""
WANTS_PERSON = {"en": "I would like to talk to a person.", "vi": "Tôi muốn gặp nhân viên."}
"""What a visitor says by the button for it."""


def public_bot(settings: InboxSettings, locale: str) -> PublicBot | None:
    """None where people answer from the beginning."""
    bot = settings.bot
    if not bot.enabled:
        return None
    language = language_of(locale)
    names = {str(each): name for each, name in bot.name.items()}
    return PublicBot(names.get(language) or next(iter(names.values()), NAME[language]), bot.avatar)


def language_of(locale: str) -> str:
    return "vi" if locale.lower().startswith("vi") else "en"
