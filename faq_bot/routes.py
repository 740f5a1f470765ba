"""Everything that the bot answers to staff."""

from faq_bot import engines_api
from faq_bot.desk import api as desk_api

ROUTES = (*desk_api.ROUTES, *engines_api.ROUTES)
"""Under /api/v1."""
PAGES = (*desk_api.PAGES,)
"""Besides."""
