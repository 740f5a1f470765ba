"""Programs that are started, and how they end."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from faq_bot.rasa.errors import RasaEnded
from faq_bot.rasa.programs import environment, finish, last_lines, started

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
child.wait()
"""


def test_what_a_program_has_started_ends_with_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", PARENT]
    with log.open("wb") as file, started(command, env=dict(os.environ), log=file) as process:
        while not log.read_text().endswith("\n"):
            assert process.poll() is None
        grandchild = psutil.Process(int(log.read_text()))
    assert not psutil.pid_exists(process.pid)
    grandchild.wait(20)


def test_a_failure_shows_the_end_of_the_log_without_progress(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = "for n in range(40): print(n)\nprint('10%\\r20%\\n')\nraise SystemExit(3)"
    with pytest.raises(RasaEnded, match=r"code 3:\n30\n(\d+\n)*39\n10%\n20%$") as raised:
        finish([sys.executable, "-c", script], env=dict(os.environ), log=log)
    assert last_lines(log) in str(raised.value)


def test_what_goes_well_says_nothing(tmp_path: Path) -> None:
    finish([sys.executable, "-c", "print('done')"], env=dict(os.environ), log=tmp_path / "log")
    assert (tmp_path / "log").read_text() == "done\n"


def test_our_settings_are_not_for_it_and_its_files_stay_in_the_folder(tmp_path: Path) -> None:
    given = {"CC_SECRET_KEY": "x", "PYTHONPATH": "/x", "RASA_X": "1", "PATH": "/bin", "HOME": "/root"}
    found = environment(tmp_path, given, token="secret")
    assert found["HOME"] == str(tmp_path)
    assert (found["PATH"], found["RASA_TELEMETRY_ENABLED"], found["CC_RASA_TOKEN"]) == ("/bin", "false", "secret")
    assert not {"CC_SECRET_KEY", "PYTHONPATH", "RASA_X"} & found.keys()
    assert "CC_RASA_TOKEN" not in environment(tmp_path, given)
