"""E-mail of one process, put together: what its jobs do, and what runs beside them."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from channels.email import watch
from channels.email.arrivals import INTAKE
from channels.email.imap.fetching import Fetching
from channels.email.intake import Intake
from channels.email.receiver import Receiver
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.jobs import Handler
from contact_center.ports import Bus
from contact_center.settings import Settings


class Email:
    """What the assembly knows of e-mail. handlers: of jobs, by kind."""

    def __init__(
        self, settings: Settings, db: Database, bus: Bus, *, files: FileStore, clock: Callable[[], datetime]
    ) -> None:
        intake = Intake(secret_key=settings.secret_key, file_bytes=settings.file_bytes, files=files, clock=clock)
        self.fetching = Fetching(settings, db, bus, files, clock)
        self.receiver = Receiver(settings, db, files, clock)
        self.handlers: Mapping[str, Handler] = {
            INTAKE: intake.run,
            watch.KIND: watch.watcher(clock, link=settings.base_url),
        }

    def begin(self) -> list[asyncio.Task[None]]:
        """What fetches and receives mail, until it is cancelled."""
        return [
            asyncio.create_task(self.fetching.run(), name="mailboxes"),
            asyncio.create_task(self.receiver.run(), name="mail receiver"),
        ]
