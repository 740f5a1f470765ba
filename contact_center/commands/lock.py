"""One serving process for an embedded database: its signals reach nobody else."""

import contextlib
import os
from collections.abc import Iterator

from contact_center.errors import SettingsError
from contact_center.settings import Settings

FILE = "serving.lock"


@contextlib.contextmanager
def only_process(settings: Settings) -> Iterator[None]:
    """Hold the data folder while serving from the embedded database; the system frees it when the process ends.

    Raises SettingsError where another process holds it.
    """
    if not settings.is_sqlite or os.name != "posix":
        yield
        return
    import fcntl

    with (settings.data_dir / FILE).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError(
                f"Another process serves from {settings.data_dir} already, and the embedded database takes only one. "
                "Stop it, name another folder with --data-dir, or use PostgreSQL (CC_DATABASE_URL)."
            ) from None
        yield
