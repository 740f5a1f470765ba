"""Makes sure that the packages beside contact_center are ours: other projects use the names too."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import contact_center
from contact_center.errors import SettingsError

PACKAGES = ("channels", "routing", "faq_bot", "agents_ui", "knowledge_base")
FOREIGN = "consumer.py"
"""A file of Django Channels, which lies in our folder `channels` where both were installed into one environment."""


def check_packages(names: Sequence[str] = PACKAGES) -> None:
    """Raises SettingsError naming the package that is not ours."""
    if (reason := foreign_package(names)) is not None:
        raise SettingsError(reason)


def foreign_package(names: Sequence[str] = PACKAGES) -> str | None:
    """What is wrong with the first package that is not ours, and what to do."""
    home = Path(contact_center.__file__).parent.parent
    for name in names:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            return f"The package `{name}` is missing. Install contact-center again, in an environment of its own."
        folder = Path(spec.origin).parent
        if folder.parent != home or (folder / FOREIGN).exists():
            return (
                f"The package `{name}` in {folder} belongs to another project. "
                "Install contact-center in an environment of its own."
            )
    return None
