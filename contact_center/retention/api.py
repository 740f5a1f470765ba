"""Retention over HTTP: what is set, what a change would delete, and the change."""

from typing import Annotated

import msgspec
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.retention import past, service
from contact_center.retention.rules import AtLeastOne, Days, Retention


class RetentionView(msgspec.Struct, frozen=True, kw_only=True):
    """kept: days, 0 for ever. version: 0 while nobody has changed it."""

    kept: Retention
    version: int


class RetentionPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Days; what is left out stays as it is. version: the one that the change was made to."""

    version: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    conversations: Days | None = None
    files: Days | None = None
    visits: AtLeastOne | None = None
    consents: Days | None = None
    blocks: Days | None = None
    feedback: Days | None = None
    searches: AtLeastOne | None = None


class PreviewQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days that are thought of."""

    conversations: Days = 0
    files: Days = 0
    visits: AtLeastOne = Retention().visits
    consents: Days = 0
    blocks: Days = Retention().blocks
    feedback: Days = 0
    searches: AtLeastOne = Retention().searches


class PastCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many would be deleted now; at most `most` are counted of each."""

    conversations: int
    files: int
    visits: int
    consents: int
    blocks: int
    feedback: int
    searches: int
    most: int = past.MOST_COUNTED


async def get_retention(call: Call) -> RetentionView:
    kept, version = await call.db.read(service.current)
    return RetentionView(kept=kept, version=version)


async def patch_retention(call: Call, body: RetentionPatch) -> RetentionView:
    def unit(tx: Session) -> RetentionView:
        kept, _ = service.current(tx)
        given = {name: getattr(body, name) for name in kept.__struct_fields__}
        kept = msgspec.structs.replace(kept, **{name: days for name, days in given.items() if days is not None})
        version = service.change(tx, kept, version=body.version, by=call.principal.actor, at=call.now)
        return RetentionView(kept=kept, version=version)

    return await call.db.write(unit)


async def preview_retention(call: Call, query: PreviewQuery) -> PastCounts:
    """What would be deleted now, were these days set."""
    kept = Retention(**{name: getattr(query, name) for name in query.__struct_fields__})
    return PastCounts(**await call.db.read(past.count, kept, now=call.now))


ROUTES = (
    route("GET", "/settings/retention", get_retention, Scope.SETTINGS_MANAGE),
    route("PATCH", "/settings/retention", patch_retention, Scope.SETTINGS_MANAGE),
    route("GET", "/settings/retention/preview", preview_retention, Scope.SETTINGS_MANAGE),
)
