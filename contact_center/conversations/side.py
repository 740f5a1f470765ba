"""What the visitors' and the staff's side of a process both work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from contact_center.conversations.answering import Answering
from contact_center.conversations.appender import Appender
from contact_center.db import Database
from contact_center.ports import Bus
from contact_center.realtime.service import Realtime
from contact_center.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Side:
    """One per process, shared by both sides."""

    settings: Settings
    db: Database
    bus: Bus
    realtime: Realtime
    appender: Appender
    answering: Answering
    clock: Callable[[], datetime]
