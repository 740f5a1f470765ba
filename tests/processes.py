"""The product as people start it: `contact-center` in a process of its own, ended at the end of a test."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

START_SECONDS = 60
STOP_SECONDS = 20


class Program:
    """A running command. Its standard output is read line by line, its log goes to a file."""

    def __init__(self, *args: str | Path, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.log = folder / "log.jsonl"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command(*args), env=clean_environment(settings), stdout=subprocess.PIPE, stderr=log, text=True
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def read_until(self, beginning: str) -> str:
        """The next line that begins so."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(beginning):
                return line.rstrip("\n")
        raise AssertionError(f"it ended without saying {beginning!r}: {self.log.read_text()}")

    def wait_ready(self) -> str:
        """The address of the console, once it is served."""
        found = re.search(r"http://\S+?(?=/?$)", self.read_until("Console:"))
        assert found is not None
        return found.group()

    def rest(self) -> str:
        """What it still says until it ends."""
        assert self._process.stdout is not None
        return self._process.stdout.read()

    def terminate(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """The exit code."""
        return self._process.wait(STOP_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def command(*args: str | Path) -> Sequence[str]:
    return [sys.executable, "-m", "contact_center", *map(str, args)]


def clean_environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without the developer's own settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CC_")} | dict(settings or {})
