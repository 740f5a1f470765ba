"""Everything that the knowledge base answers."""

from knowledge_base import api, categories_api, parts_api
from knowledge_base.help import api as help_api
from knowledge_base.help import front
from knowledge_base.help import routes as help_routes
from knowledge_base.transfer import api as transfer_api

ROUTES = (
    *api.ROUTES,
    *categories_api.ROUTES,
    *parts_api.ROUTES,
    *transfer_api.ROUTES,
    *help_api.ROUTES,
    *front.ROUTES,
)
"""Under /api/v1."""
PAGES = (*parts_api.PAGES, *transfer_api.PAGES, *help_routes.PAGES)
"""Besides."""
