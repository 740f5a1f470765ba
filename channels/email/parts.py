"""E-mail of one process, put together: what its jobs do, what runs beside them, and how answers leave."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from channels.email import watch
from channels.email.arrivals import INTAKE
from channels.email.coming import Follow
from channels.email.forwarded import arriving
from channels.email.imap.fetching import Fetching
from channels.email.intake import Intake
from channels.email.outgoing import autoresponder, bounced, continuity
from channels.email.outgoing.replying import reply
from channels.email.outgoing.sending import Mailer
from channels.email.receiver import Receiver
from contact_center.conversations.answering import Way
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.jobs import Handler
from contact_center.ports import Bus
from contact_center.settings import Settings


class Email:
    """What the assembly knows of e-mail. handlers: of jobs, by kind. reply: stores an answer that goes out."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        bus: Bus,
        *,
        files: FileStore,
        clock: Callable[[], datetime],
        follow: Sequence[Follow] = (),
    ) -> None:
        """follow: what else comes after a mail was stored."""
        intake = Intake(
            secret_key=settings.secret_key,
            file_bytes=settings.file_bytes,
            files=files,
            clock=clock,
            checks=[bounced.check],
            follow=[arriving.follow, autoresponder.follow, *follow],
        )
        self.fetching = Fetching(settings, db, bus, files, clock)
        self.receiver = Receiver(settings, db, files, clock)
        self._mailer = Mailer(settings, files, clock)
        self.handlers: Mapping[str, Handler] = {
            INTAKE: intake.run,
            watch.KIND: watch.watcher(clock, link=f"{settings.base_url}/console/settings/mailboxes"),
            continuity.KIND: continuity.goer_on(clock, key=settings.secret_key),
            **self._mailer.handlers,
        }
        self.reply: Way = partial(reply, key=settings.secret_key, file_bytes=settings.mail_file_bytes)

    def begin(self) -> list[asyncio.Task[None]]:
        """What fetches and receives mail, and keeps connections to send it by, until it is cancelled."""
        return [
            asyncio.create_task(self.fetching.run(), name="mailboxes"),
            asyncio.create_task(self.receiver.run(), name="mail receiver"),
            asyncio.create_task(self._mailer.run(), name="mail connections"),
        ]
