"""Makes Rasa's own virtual environment: of one list of packages, each known by its hash, and again where it stopped."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from faq_bot.nlu.stored import write_whole
from faq_bot.rasa import pythons
from faq_bot.rasa.errors import RasaEnded, RasaNotInstalled
from faq_bot.rasa.layout import ENVIRONMENT, INSTALLED, REQUIREMENTS, VERSION, program
from faq_bot.rasa.programs import environment, finish, rasa

NEEDED = 4 * 1024**3
"""Bytes on the disk: 2.7 GB of packages, and what pip unpacks meanwhile."""
BUILDING = ("setuptools", "wheel")
"""What the few packages without a wheel are built with; installed first, so that nothing else is."""
LOG, BUILD_LIST = "install.log", "build.txt"
_LACKS = {
    "No space left": "The disk is full.",
    "Temporary failure in name resolution": "There is no network.",
    "Failed to establish a new connection": "The package index cannot be reached.",
    "Read timed out": "The package index does not answer.",
    "DO NOT MATCH THE HASHES": "A package is not the one that was tried: it is not installed.",
    "No matching distribution": "The package index lacks a package, or cannot be reached.",
}
"""What pip's log says, and what it means."""


def is_installed(folder: Path) -> bool:
    try:
        return (folder / INSTALLED).read_text("ascii") == _digest() and program(folder).exists()
    except OSError:
        return False


def require_installed(folder: Path) -> None:
    """Raises RasaNotInstalled."""
    if not is_installed(folder):
        raise RasaNotInstalled(f"Rasa is not installed in {folder}, or not whole: run `contact-center rasa install`.")


def install(folder: Path, python: Path | None = None, *, say: Callable[[str], None]) -> None:
    """Nothing where it is whole already. What was downloaded before a failure is not downloaded again.

    python: the one to use. Raises RasaNotInstalled, which says what is missing.
    """
    if is_installed(folder):
        say(f"Rasa {VERSION} is installed in {folder}.")
        return
    chosen = pythons.find(python)
    _require_room(folder)
    (folder / INSTALLED).unlink(missing_ok=True)
    if not program(folder).exists() or pythons.version_of(program(folder)) != pythons.version_of(chosen):
        say(f"Making an environment with {chosen} ...")
        _run(folder, [str(chosen), "-m", "venv", "--clear", str(folder / ENVIRONMENT)])
    say("Installing 160 packages, 2.7 GB: some minutes ...")
    building = folder / BUILD_LIST
    building.write_text(_entries(REQUIREMENTS.read_text("ascii"), BUILDING), "ascii")
    _pip(folder, building)
    _pip(folder, REQUIREMENTS)
    say("Trying it ...")
    _run(folder, rasa(folder, "--version"), own=True)
    write_whole(folder / INSTALLED, _digest().encode("ascii"))
    say(f"Rasa {VERSION} is installed in {folder}.")


def _pip(folder: Path, packages: Path) -> None:
    options = ("--require-hashes", "--no-deps", "--no-build-isolation", "--ignore-requires-python", "--prefer-binary")
    quiet = ("--no-input", "--disable-pip-version-check", "--progress-bar", "off")
    _run(folder, [str(program(folder)), "-m", "pip", "install", *options, *quiet, "-r", str(packages)])


def _run(folder: Path, command: list[str], *, own: bool = False) -> None:
    """own: in Rasa's environment; else in ours, which knows the way to the packages. Raises RasaNotInstalled."""
    try:
        finish(command, env=environment(folder) if own else _plain(), log=folder / LOG)
    except RasaEnded as error:
        said = (folder / LOG).read_text(encoding="utf-8", errors="replace")
        reason = next((meaning for words, meaning in _LACKS.items() if words in said), "It failed.")
        again = "Mend that and run the same command again: what it has downloaded is kept."
        raise RasaNotInstalled(f"Rasa is not installed. {reason} {again}\n{error}") from None


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("CC_", "PYTHON"))}


def _require_room(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise RasaNotInstalled(f"The folder {folder} cannot be made: {error.strerror}.") from None
    if free < NEEDED:
        left = f"{folder} has {free / 2**30:.1f} GB left"
        raise RasaNotInstalled(f"Rasa needs {NEEDED >> 30} GB, and {left}. Make room, or name another --folder.")


def _entries(text: str, names: tuple[str, ...]) -> str:
    """The lines of some packages."""
    entries = text.replace("\\\n", "\\\0").splitlines(keepends=True)
    return "".join(each for each in entries if each.partition("==")[0] in names).replace("\0", "\n")


def _digest() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
