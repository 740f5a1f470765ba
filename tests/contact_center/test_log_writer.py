"""The thread that writes log lines."""

import io
import logging
import threading
from collections.abc import Iterator

import pytest

from contact_center import log_writer
from contact_center.log_writer import LogWriter

SECONDS = 10


class Pipe(io.StringIO):
    """Notes every write; while it is full, a write hangs, as one to a pipe does that nobody reads."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[str] = []
        self.written = threading.Event()
        self.room = threading.Event()
        self.room.set()
        self.gone = False

    def write(self, text: str) -> int:
        assert self.room.wait(SECONDS)
        if self.gone:
            raise BrokenPipeError
        self.writes.append(text)
        self.written.set()
        return len(text)


@pytest.fixture
def pipe() -> Pipe:
    return Pipe()


@pytest.fixture
def writer(pipe: Pipe) -> Iterator[LogWriter]:
    result = LogWriter(pipe)
    yield result
    pipe.room.set()
    result.close()


def say(writer: LogWriter, text: str, level: int = logging.INFO) -> None:
    writer.handle(logging.makeLogRecord({"msg": text, "levelno": level}))


def test_many_lines_cost_one_write_in_their_order_and_none_waits_for_another_to_come(
    writer: LogWriter, pipe: Pipe
) -> None:
    for number in range(100):
        say(writer, f"line {number}")
    assert pipe.written.wait(SECONDS)
    writer.flush()
    assert "".join(pipe.writes) == "".join(f"line {number}\n" for number in range(100))
    assert len(pipe.writes) < 100


def test_a_warning_is_written_at_once_after_what_came_before_it(writer: LogWriter, pipe: Pipe) -> None:
    say(writer, "first")
    say(writer, "careful", logging.WARNING)
    assert "".join(pipe.writes) == "first\ncareful\n"


def test_what_waits_is_written_at_the_end(writer: LogWriter, pipe: Pipe) -> None:
    say(writer, "last words")
    writer.close()
    assert "".join(pipe.writes) == "last words\n"


def test_a_pipe_that_nobody_reads_holds_up_nobody_and_what_is_dropped_is_counted(
    writer: LogWriter, pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_writer, "MAX_WAITING", 3)
    pipe.room.clear()
    for number in range(10):
        say(writer, f"line {number}")
    pipe.room.set()
    writer.close()
    said = "".join(pipe.writes)
    assert said.count("line ") + int(said.split(" log lines were dropped")[0].rsplit("\n", 1)[-1]) == 10


def test_a_reader_who_has_gone_ends_nobodys_work(writer: LogWriter, pipe: Pipe) -> None:
    pipe.gone = True
    say(writer, "into the void", logging.ERROR)
    pipe.gone = False
    say(writer, "there again", logging.ERROR)
    assert "".join(pipe.writes) == "there again\n"


def test_a_line_that_cannot_be_made_ends_nobodys_work(
    writer: LogWriter, pipe: Pipe, capsys: pytest.CaptureFixture[str]
) -> None:
    writer.handle(logging.makeLogRecord({"msg": "%d of them", "args": ("many",), "levelno": logging.ERROR}))
    assert "many" in capsys.readouterr().err
    say(writer, "still here", logging.ERROR)
    assert "".join(pipe.writes) == "still here\n"
