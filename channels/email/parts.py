"""E-mail of one process, put together: what its jobs do."""

from collections.abc import Callable, Mapping
from datetime import datetime

from channels.email.arrivals import INTAKE
from channels.email.intake import Intake
from contact_center.files.store import FileStore
from contact_center.jobs import Handler
from contact_center.settings import Settings


class Email:
    """What the assembly knows of e-mail. handlers: of jobs, by kind."""

    def __init__(self, settings: Settings, *, files: FileStore, clock: Callable[[], datetime]) -> None:
        intake = Intake(secret_key=settings.secret_key, file_bytes=settings.file_bytes, files=files, clock=clock)
        self.handlers: Mapping[str, Handler] = {INTAKE: intake.run}
