"""Which queues a conversation may be transferred to."""

from datetime import datetime

from sqlalchemy.orm import Session

from routing import live_queries, loading
from routing.live_schemas import QueueChoice


def queues(tx: Session, *, now: datetime) -> list[QueueChoice]:
    """All that are not removed, by name."""
    waiting = live_queries.now_in(tx)
    found = [
        QueueChoice(
            id=queue.public_id, name=queue.name, open=not queue.closed(now), waiting=waiting[key].waiting,
            note=queue.settings.transfer_note,
        )
        for key, queue in loading.setup(tx).queues.items()
    ]  # fmt: skip
    return sorted(found, key=lambda queue: queue.name.casefold())
