"""Finds a Python that Rasa 3.6 runs on, which is older than ours may be."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from faq_bot.rasa.errors import RasaNotInstalled

FITTING = ((3, 10), (3, 11))
"""The best first: what Rasa 3.6 declares, and what it runs on too with the packages that we name."""
_SAY = "import sys, ensurepip, venv; print(*sys.version_info[:2])"
_SECONDS = 30
Probe = Callable[[Path], tuple[int, int] | None]


def version_of(python: Path) -> tuple[int, int] | None:
    """None where it does not run, or has no venv."""
    try:
        said = subprocess.run([python, "-I", "-c", _SAY], capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603
        major, minor = map(int, said.stdout.split())
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return major, minor


def candidates(path: str | None = None, home: Path | None = None) -> Iterator[Path]:
    """Where such Pythons are, whether or not they run: on the path, and installed by pyenv."""
    home = home or Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for major, minor in FITTING:
        if found := shutil.which(f"python{major}.{minor}", path=path):
            yield Path(found)
        yield from sorted(home.glob(f"versions/{major}.{minor}.*/bin/python"), reverse=True)


def find(chosen: Path | None = None, *, among: Iterable[Path] | None = None, probe: Probe = version_of) -> Path:
    """chosen: none but this one. Raises RasaNotInstalled where none fits."""
    if chosen is not None:
        version = probe(chosen)
        if version not in FITTING:
            is_a = f"is Python {version[0]}.{version[1]}" if version else "is no Python that runs, or lacks venv"
            raise RasaNotInstalled(f"{chosen} {is_a}. Rasa 3.6 needs Python 3.10 or 3.11.")
        return chosen
    for each in candidates() if among is None else among:
        if probe(each) in FITTING:
            return each
    raise RasaNotInstalled(
        "Rasa 3.6 needs Python 3.10 or 3.11 with its venv module, and neither was found. Install one (on Debian 12 "
        "python3 and python3-venv, elsewhere `pyenv install 3.10`), or name one with --python."
    )
