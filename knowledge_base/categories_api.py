"""Categories and the knowledge base's settings over HTTP."""

from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.paging import Page, PageQuery
from knowledge_base import categories, settings
from knowledge_base.part_schemas import KnowledgeSettingsPatch, KnowledgeSettingsView
from knowledge_base.schemas import CategoryPatch, CategoryView, NewCategory


async def list_categories(call: Call, query: PageQuery) -> Page[CategoryView]:
    """The categories; parent and position tell the tree."""
    return await call.db.read(categories.views, query)


async def add_category(call: Call, body: NewCategory) -> CategoryView:
    """Make a category, the last one among its siblings."""

    def unit(tx: Session) -> CategoryView:
        return categories.view(tx, categories.create_category(tx, body, by=call.principal.actor, at=call.now))

    return await call.db.write(unit)


async def patch_category(call: Call, category: str, body: CategoryPatch) -> CategoryView:
    """Rename or move a category; with a version, only where nobody has saved since."""

    def unit(tx: Session) -> CategoryView:
        changed = categories.change_category(tx, category, body, by=call.principal.actor, at=call.now)
        return categories.view(tx, changed)

    return await call.db.write(unit)


async def delete_category(call: Call, category: str) -> None:
    """Delete a category in which nothing is. 409 category_in_use says how much there is."""
    await call.db.write(categories.delete_category, category, by=call.principal.actor, at=call.now)


async def get_knowledge_settings(call: Call) -> KnowledgeSettingsView:
    return await call.db.read(settings.view)


async def patch_knowledge_settings(call: Call, body: KnowledgeSettingsPatch) -> KnowledgeSettingsView:
    return await call.db.write(settings.change, body, by=call.principal.actor, at=call.now)


ROUTES = (
    route("GET", "/article-categories", list_categories, Scope.ARTICLES_READ),
    route("POST", "/article-categories", add_category, Scope.ARTICLES_PUBLISH, status=201),
    route("PATCH", "/article-categories/{category}", patch_category, Scope.ARTICLES_PUBLISH),
    route("DELETE", "/article-categories/{category}", delete_category, Scope.ARTICLES_PUBLISH),
    route("GET", "/settings/knowledge-base", get_knowledge_settings, Scope.ARTICLES_READ),
    route("PATCH", "/settings/knowledge-base", patch_knowledge_settings, Scope.SETTINGS_MANAGE),
)
