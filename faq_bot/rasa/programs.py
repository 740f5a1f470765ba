"""Programs of Rasa's environment: what they are told of the world, and that they end with this process."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from faq_bot.rasa.errors import RasaEnded
from faq_bot.rasa.layout import program

_PARENT_DEATH = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
PATIENCE = 15.0
"""Seconds that a program has to end after SIGTERM."""
SHOWN = 12
"""Lines of a log that an error shows."""
TOKEN = "CC_RASA_TOKEN"  # noqa: S105
LAUNCH = f"""\
import os, sys
token = os.environ.pop({TOKEN!r}, "")
if sys.argv[1] == "run":
    import warnings
    warnings.showwarning = lambda *_, **__: None
sys.argv = ["rasa", *sys.argv[1:], *(["--auth-token", token] if token else [])]
from rasa.__main__ import main
main()
"""
"""Rasa takes its token by its arguments alone, which every user of a machine can read: it is put there inside. It
switches warnings of its libraries on again, which say nothing to whoever runs it.
"""


def rasa(folder: Path, *arguments: str | Path) -> list[str]:
    """A command of Rasa."""
    return [str(program(folder)), "-I", "-u", "-W", "ignore", "-c", LAUNCH, *map(str, arguments)]


def environment(
    folder: Path, given: Mapping[str, str] = os.environ, *, token: str = "", level: str = "WARNING"
) -> dict[str, str]:
    """Rasa tells nobody of its use, and a server nothing below a warning, since its messages quote what people write.

    Its files stay in the folder. Our settings are not for it.
    """
    kept = {name: value for name, value in given.items() if not name.startswith(("CC_", "RASA_", "PYTHON"))}
    own = {
        "HOME": str(folder),
        "RASA_TELEMETRY_ENABLED": "false",
        "LOG_LEVEL": level,
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "MPLCONFIGDIR": str(folder / "matplotlib"),
    }
    return kept | own | ({TOKEN: token} if token else {})


@contextlib.contextmanager
def started(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    log: IO[bytes] | None = None,
    cwd: Path | None = None,
    nice: int = 0,
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that has ended at the end of the block: by itself, by SIGTERM, or after a while by SIGKILL.

    log: where its output goes; else its standard output goes where our errors go. SIGTERM ends the block too.
    """
    process = subprocess.Popen(  # noqa: S603
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=log or sys.stderr.fileno(),
        stderr=subprocess.STDOUT if log else None,
        preexec_fn=lambda: _prepare(nice),
        start_new_session=True,
    )
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield process
    finally:
        _end(process)
        signal.signal(signal.SIGTERM, before)


def finish(
    command: Sequence[str], *, env: Mapping[str, str], log: Path, cwd: Path | None = None, nice: int = 0
) -> None:
    """Run a program to its end. Raises RasaEnded with the last lines of its log where it fails."""
    with log.open("wb") as file, started(command, env=env, log=file, cwd=cwd, nice=nice) as process:
        code = process.wait()
    if code:
        raise RasaEnded(f"It ended with code {code}:\n{last_lines(log)}")


def last_lines(log: Path) -> str:
    """What a log ends with, progress bars left out."""
    lines = log.read_text(encoding="utf-8", errors="replace").replace("\r", "\n").splitlines()
    return "\n".join([line for line in lines if line.strip()][-SHOWN:])


def _end(process: subprocess.Popen[bytes]) -> None:
    """With all that it has started."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _prepare(nice: int) -> None:
    """Between fork and exec: it shall end with us, however we end, and give way to what answers people."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGTERM)
    if nice:
        os.nice(nice)


def _stop(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)
