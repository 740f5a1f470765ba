"""Logs as operators get them."""

import faulthandler
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidState, ProtocolError

from contact_center.observability import JsonFormatter, set_up_logging


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Puts the process's logging back as it was."""
    monkeypatch.setattr(faulthandler, "enable", lambda _: None)  # pytest has its own, which could not be brought back
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("restored")
def test_every_logger_writes_json_lines_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info")
    logging.getLogger("contact_center.x").info("stored", extra={"request_id": "an id", "ms": 1.5})
    logging.getLogger("uvicorn.error").warning("from %s", "the server")
    logging.getLogger("uvicorn.access").info("203.0.113.7 GET /secret")
    logging.getLogger("contact_center.x").debug("too detailed")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(each["level"], each["logger"], each["message"]) for each in lines] == [
        ("info", "contact_center.x", "stored"),
        ("warning", "uvicorn.error", "from the server"),
    ]
    assert (lines[0]["request_id"], lines[0]["ms"]) == ("an id", 1.5)
    assert lines[0]["time"].endswith("+00:00")


def test_a_line_takes_whatever_is_given_to_it() -> None:
    record = logging.makeLogRecord({"msg": "odd", "thing": object, "error_of": ValueError("x"), "line": "a\nb"})
    line = JsonFormatter(verbose=False).format(record)
    assert "\n" not in line
    assert json.loads(line)["line"] == "a\nb"


@pytest.mark.usefixtures("restored")
def test_what_a_client_does_wrong_on_a_socket_is_no_error_line_but_our_own_crash_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def tell(logger: str, message: str, error: Exception) -> None:
        logging.getLogger(logger).error(message, exc_info=error)

    set_up_logging("info")
    broken = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    tell("uvicorn.error", "Invalid UTF-8 sequence received from client.", broken)
    tell("uvicorn.error", "parser failed", ProtocolError("reserved bits must be 0"))
    tell("asyncio", "Fatal error: protocol.data_received() call failed.", InvalidState("connection is closing"))
    assert capsys.readouterr().err == ""
    tell("uvicorn.error", "Exception in ASGI application", broken)
    tell("uvicorn.error", "Exception in ASGI application", ProtocolError("ours"))
    tell("contact_center.x", "request crashed", broken)
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_crash_outside_python_leaves_where_it_was() -> None:
    broken = "\n".join(
        (
            "import ctypes",
            "from contact_center.observability import set_up_logging",
            "def reads_nothing(): ctypes.string_at(0)",
            "set_up_logging('info')",
            "reads_nothing()",
        )
    )
    ended = subprocess.run([sys.executable, "-c", broken], capture_output=True, text=True, timeout=60)
    assert ended.returncode == -signal.SIGSEGV
    assert "Segmentation fault" in ended.stderr
    assert "in reads_nothing" in ended.stderr
