"""Everything that the knowledge base answers."""

from knowledge_base import api, categories_api, parts_api

ROUTES = (*api.ROUTES, *categories_api.ROUTES, *parts_api.ROUTES)
"""Under /api/v1."""
PAGES = parts_api.PAGES
