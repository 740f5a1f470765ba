"""Everything that the knowledge base answers."""

from knowledge_base import api, categories_api

ROUTES = (*api.ROUTES, *categories_api.ROUTES)
"""Under /api/v1."""
