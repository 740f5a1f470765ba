"""Training and serving by programs of another environment: how they begin, fail and end."""

import os
import signal
import socket
from pathlib import Path

import psutil
import pytest

from contact_center.demo.seeding import ARTICLES
from faq_bot.rasa.learning import KEPT, models
from tests.faq_bot.rasa.pretended import pretend_installed
from tests.processes import Program
from tests.servers import free_port


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = pretend_installed(tmp_path / "rasa")
    made = folder / "project" / "models"
    made.mkdir(parents=True)
    (made / "one.tar.gz").touch()
    return folder


def rasa(folder: Path, *args: str | Path, pretend: str = "") -> Program:
    settings = {"CC_DATA_DIR": str(folder.parent / "data"), "CC_RASA_TOKEN": "secret", "PRETEND": pretend}
    return Program("rasa", *args, "--folder", folder, folder=folder.parent, settings=settings)


def child_of(program: Program) -> psutil.Process:
    (found,) = psutil.Process(program.pid).children()
    return found


def test_a_server_says_when_it_is_ready_and_ends_with_the_command(folder: Path) -> None:
    with rasa(folder, "run", "--port", str(free_port())) as program:
        assert "one.tar.gz, ready in " in program.read_until("Rasa: http://127.0.0.1:")
        server = child_of(program)
        assert "secret" not in " ".join(server.cmdline())
        program.terminate()
        assert program.wait() == 0
    assert not server.is_running()


def test_a_server_does_not_outlive_a_killed_command(folder: Path) -> None:
    with rasa(folder, "run", "--port", str(free_port())) as program:
        program.read_until("Rasa: ")
        server = child_of(program)
        os.kill(program.pid, signal.SIGKILL)
        program.wait()
    server.wait(20)


def test_a_server_that_is_killed_is_an_error(folder: Path) -> None:
    with rasa(folder, "run", "--port", str(free_port())) as program:
        program.read_until("Rasa: ")
        child_of(program).kill()
        assert program.wait() == 2
        assert "The Rasa server has ended by signal SIGKILL." in program.log.read_text()


@pytest.mark.parametrize(
    ("pretend", "said"), [("refusing", "has ended with code 5 before it was ready"), ("dying", "has ended with code 3")]
)
def test_a_server_that_ends_is_an_error(folder: Path, pretend: str, said: str) -> None:
    with rasa(folder, "run", "--port", str(free_port()), pretend=pretend) as program:
        assert program.wait() == 2
        assert said in program.log.read_text()


def test_a_port_that_is_taken_is_named(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with rasa(folder, "run", "--port", str(port)) as program:
            assert program.wait() == 2
            assert f"http://127.0.0.1:{port} cannot be listened on" in program.log.read_text()


def test_a_training_writes_the_project_and_keeps_the_newest_models(folder: Path) -> None:
    for number in range(KEPT):
        path = folder / "project" / "models" / f"old{number}.tar.gz"
        path.touch()
        os.utime(path, (number, number))
    with rasa(folder, "train", "--articles", ARTICLES, pretend="learning") as program:
        said = program.rest()
        assert program.wait() == 0, program.log.read_text()
    kept = [path.name for path in models(folder / "project")]
    assert len(kept) == KEPT
    assert kept[0] in said
    assert "old0.tar.gz" not in kept
    assert (folder / "project" / "domain.yml").exists()


def test_a_failed_training_shows_why(folder: Path) -> None:
    with rasa(folder, "train", "--articles", ARTICLES) as program:
        program.rest()
        assert program.wait() == 2
        assert "Rasa has not trained a model. It ended with code 5:" in program.log.read_text()
        assert "I cannot do that." in program.log.read_text()
    assert "CC_RASA_TOKEN" not in (folder / "train.log").read_text()
