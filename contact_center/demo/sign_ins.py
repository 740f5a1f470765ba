"""The demonstration's passwords: random, made once, kept in a file that its owner alone may read."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import msgspec

from contact_center.errors import SettingsError

FILE = "demo-sign-ins.json"
CONSONANTS, VOWELS = "bdfghklmnprstvz", "aeiou"
SYLLABLES = 10
"""Each one of 75, so together more than 62 bits."""


def new_password() -> str:
    """Random, and yet easy to type: such as lamu-keri-sofa-diba-veno."""
    syllables = [secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(SYLLABLES)]
    return "-".join("".join(pair) for pair in zip(syllables[::2], syllables[1::2], strict=True))


def make(data_dir: Path, emails: Sequence[str]) -> dict[str, str]:
    """New passwords by address, written to the file before anybody can have them."""
    made = {email: new_password() for email in emails}
    path = data_dir / FILE
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")
    return made


def read(data_dir: Path) -> dict[str, str]:
    """The passwords by address; none where the file is gone. Raises SettingsError where it is damaged."""
    path = data_dir / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}
    except msgspec.MsgspecError:
        raise SettingsError(f"{path} is damaged. Remove it: `contact-center user reset` gives new passwords.") from None
