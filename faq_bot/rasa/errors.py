"""What can go wrong with Rasa. None of it quotes what people have written."""

from contact_center.errors import UnderstandingError
from faq_bot.nlu.errors import Amiss


class RasaFailed(Amiss):
    """The server does not answer, too late, or not as Rasa does; the next engine's answer counts."""


class RasaAside(UnderstandingError):
    """The server is not asked now: it has failed lately, or too much waits for it."""


class RasaNotInstalled(UnderstandingError):
    """Rasa, or what it needs, is not there or cannot be installed; says what to do."""


class RasaEnded(UnderstandingError):
    """A training or a server has ended by itself; says why, as far as it is known."""
