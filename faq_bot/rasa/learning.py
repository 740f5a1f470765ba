"""Writes the project into its folder, and has Rasa train a model of it."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from contact_center.errors import InvalidInput
from faq_bot.nlu.stored import write_whole
from faq_bot.rasa.errors import RasaEnded
from faq_bot.rasa.layout import LOG, MODELS
from faq_bot.rasa.programs import environment, finish, rasa

KEPT = 3
"""Models that are kept."""
NICE = 10
"""Answering comes first."""


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Put the project's files into a folder, over those of an earlier one. Raises InvalidInput where that fails."""
    try:
        for path, text in files.items():
            write_whole(folder / path, text.encode())
    except OSError as error:
        raise InvalidInput(f"The folder {folder} cannot be written: {error.strerror}.") from None


def train(folder: Path, project: Path, *, say: Callable[[str], None]) -> Path:
    """A new model of the project, in its models folder. folder: of the installation. Raises RasaEnded."""
    began = time.monotonic()
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    say(f"Training; {folder / LOG} tells how it goes ...")
    options = ("--fixed-model-name", name, "--out", project / MODELS, "--augmentation", "0")
    try:
        finish(
            rasa(folder, "train", *options),
            env=environment(folder, level="INFO"),
            log=folder / LOG,
            cwd=project,
            nice=NICE,
        )
    except RasaEnded as error:
        raise RasaEnded(f"Rasa has not trained a model. {error}") from None
    made = project / MODELS / f"{name}.tar.gz"
    if not made.exists():
        raise RasaEnded(f"Rasa has said that it is done, but there is no {made}.")
    for old in models(project)[KEPT:]:
        old.unlink(missing_ok=True)
    say(f"{made}: {made.stat().st_size / 2**20:.0f} MB, {time.monotonic() - began:.0f} s.")
    return made


def models(project: Path) -> list[Path]:
    """The newest first."""
    return sorted((project / MODELS).glob("*.tar.gz"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
