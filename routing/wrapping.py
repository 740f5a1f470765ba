"""An agent ends the wrap-up of a contact before its time does."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.models import Queue, WorkItem, actor
from contact_center.values import Author
from contact_center.work import service as work
from contact_center.work.schemas import WrapUp


def finish(tx: Session, item_id: str, agent_id: int, *, code: str | None, now: datetime) -> None:
    """The agent is free of the item.

    Raises NotFound where it is none of the agent's, Conflict wrap_up_ended where the time was up, and InvalidInput
    code_required or unknown_code where the queue wants another code.
    """
    query = sa.select(WorkItem).where(WorkItem.public_id == item_id, WorkItem.agent_id == agent_id).with_for_update()
    item = tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if item is None:
        raise NotFound("There is no such work item of yours.")
    _check(tx, item.queue_id, code)
    if not work.wrapped_up(tx, item, code=code, by=actor(Author.AGENT, agent_id), at=now):
        raise Conflict("The wrap-up has ended already.", code="wrap_up_ended")


def _check(tx: Session, queue_id: int, code: str | None) -> None:
    rule = msgspec.convert(tx.execute(sa.select(Queue.wrap_up).where(Queue.id == queue_id)).scalar_one(), WrapUp)
    if code is None and rule.mode == "required":
        raise InvalidInput("This queue asks for a code.", code="code_required", field="code")
    if code is not None and rule.codes and code not in rule.codes:
        raise InvalidInput("This queue has no such code.", code="unknown_code", field="code")
