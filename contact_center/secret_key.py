"""The installation's own secret: from the settings, or kept beside the data."""

import os
import secrets
from pathlib import Path

import msgspec

from contact_center.errors import SettingsError
from contact_center.settings import Settings

FILE = "secret-key"


def with_secret_key(settings: Settings) -> Settings:
    """The settings with a key: a new one is made once, readable by the owner alone. Raises SettingsError."""
    if settings.secret_key:
        return settings
    path = settings.data_dir / FILE
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
        key = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(
            f"The data folder {settings.data_dir} cannot be used ({error.strerror}). "
            "Make it writable, or name another with CC_DATA_DIR."
        ) from error
    except UnicodeDecodeError:
        raise _damaged(path) from None
    if len(key) < 32 or "\0" in key:  # zeros are what a power cut leaves
        raise _damaged(path)
    return msgspec.structs.replace(settings, secret_key=key)


def _damaged(path: Path) -> SettingsError:
    return SettingsError(f"The secret key in {path} is damaged. Remove the file: a new one is made at start.")
