"""Writes log lines from a thread of its own: whoever logs waits for no pipe, and many lines cost one system call."""

import logging
import threading
from collections import deque
from typing import TextIO

COLLECT_SECONDS = 0.1
MAX_WAITING = 10_000
"""Lines. Where nobody reads what is written, later ones are dropped and counted."""


class LogWriter(logging.Handler):
    """Lines wait at most COLLECT_SECONDS. A warning, and all that came before it, is written before emit returns."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._lines: deque[str] = deque()
        self._dropped = 0
        self._writing = threading.Lock()
        self._some, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # as logging's own handlers do: a line that cannot be written ends nobody's work
            self.handleError(record)
            return
        if len(self._lines) >= MAX_WAITING:
            self._dropped += 1
        else:
            self._lines.append(line)
        if record.levelno >= logging.WARNING:
            self.flush()
        elif not self._some.is_set():
            self._some.set()

    def flush(self) -> None:
        """Write what waits. Called by logging itself when the process ends."""
        with self._writing:
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            dropped, self._dropped = self._dropped, 0
            if dropped:
                lines.append(f"{dropped} log lines were dropped, since nobody read them")
            if lines:
                try:
                    self._stream.write("\n".join(lines) + "\n")
                    self._stream.flush()
                except (OSError, ValueError):  # whoever read our log has gone
                    return

    def close(self) -> None:
        self._ending.set()
        self._some.set()
        self._thread.join(COLLECT_SECONDS * 10)
        self.flush()
        super().close()

    def _run(self) -> None:
        while not self._ending.is_set():
            self._some.wait()
            self._ending.wait(COLLECT_SECONDS)
            self._some.clear()
            self.flush()
