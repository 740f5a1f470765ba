"""Labels over HTTP."""

from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.conversations.queries import key_of, row_of
from contact_center.http import Call, route
from contact_center.labels import service
from contact_center.labels.schemas import LabelPatch, LabelSet, LabelView, NewLabel
from contact_center.models import Label
from contact_center.paging import Page, PageQuery, page_of
from contact_center.realtime.staff_frames import ConversationRow


def _view(label: Label) -> LabelView:
    return LabelView(id=label.public_id, name=label.name, colour=label.colour, version=label.version)


async def list_labels(call: Call, query: PageQuery) -> Page[LabelView]:
    found = await call.db.read(service.labels_after, query)
    return page_of(found, query.limit, item=_view, cursor=lambda label: (label.folded,))


async def add_label(call: Call, body: NewLabel) -> LabelView:
    return _view(await call.db.write(service.create_label, body, by=call.principal.actor, at=call.now))


async def patch_label(call: Call, label: str, body: LabelPatch) -> LabelView:
    return _view(await call.db.write(service.change_label, label, body, by=call.principal.actor, at=call.now))


async def delete_label(call: Call, label: str) -> None:
    await call.db.write(service.remove_label, label, by=call.principal.actor, at=call.now)


async def label_conversation(call: Call, conversation: str, body: LabelSet) -> ConversationRow:
    def unit(tx: Session) -> ConversationRow:
        key = key_of(tx, conversation)
        service.label_conversation(tx, key, body.labels, by=call.principal.actor, at=call.now)
        return row_of(tx, conversation)

    return await call.db.write(unit)


ROUTES = (
    route("GET", "/labels", list_labels, Scope.CONVERSATIONS_READ),
    route("POST", "/labels", add_label, Scope.SETTINGS_MANAGE, status=201),
    route("PATCH", "/labels/{label}", patch_label, Scope.SETTINGS_MANAGE),
    route("DELETE", "/labels/{label}", delete_label, Scope.SETTINGS_MANAGE),
    route("PUT", "/conversations/{conversation}/labels", label_conversation, Scope.CONVERSATIONS_WRITE),
)
