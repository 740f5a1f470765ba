"""The wheel alone, in an empty environment and from another folder, is a working product."""

import os
import signal
import subprocess
import sys
import sysconfig
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hatch_build import is_fresh

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel in it; what the wheel depends on is read from where the tests have it."""
    if not is_fresh(ROOT / "agents_ui"):
        pytest.skip("the front end is not built, or older than its sources: make ui")
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    uv = str(Path(sys.executable).with_name("uv"))
    run(uv, "venv", "--quiet", "--offline", "--python", sys.executable, str(environment), cwd=folder)
    python = str(environment / "bin" / "python")
    run(uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, str(wheel), cwd=folder)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return environment


@pytest.fixture
def server(environment: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server from the wheel and its address."""
    command = [str(environment / "bin" / "contact-center"), "serve", "--port", "0", "--data-dir", str(tmp_path / "d")]
    with subprocess.Popen(command, cwd=tmp_path, env=clean(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = (line for line in process.stdout if line.startswith("Console: "))
        yield process, next(lines).split()[1].rstrip("/")
        process.kill()


def clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CC_"))}


def run(*command: str, cwd: Path) -> str:
    result = subprocess.run(command, cwd=cwd, env=clean(), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_it_is_the_wheel_s_code_that_runs(environment: Path, tmp_path: Path) -> None:
    script = "import contact_center, channels, routing, faq_bot, agents_ui, knowledge_base as k; print(k.__file__)"
    found = run(str(environment / "bin" / "python"), "-c", script, cwd=tmp_path)
    assert Path(found.strip()).is_relative_to(environment)


def test_the_wheel_serves_its_console_and_ends_when_told(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"{address}/", timeout=10) as answer:
        assert b"<script" in answer.read()
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0


def test_the_wheel_carries_the_demonstration_and_calls_itself_healthy(environment: Path, tmp_path: Path) -> None:
    program, data = str(environment / "bin" / "contact-center"), str(tmp_path / "d")
    assert "maianh@suong.example" in run(program, "seed", "--data-dir", data, cwd=tmp_path)
    doctor = [program, "doctor", "--data-dir", data]
    looked = subprocess.run(doctor, cwd=tmp_path, env=clean() | {"CC_PORT": "0"}, capture_output=True, text=True)
    assert looked.returncode == 0, looked.stdout
    shop = "from contact_center.demo.shop import layout, pages; from pathlib import Path; import sys\n"
    shop += "view = layout.View('vi', 'returns', '', {}, 'inbox', 'http://127.0.0.1:8000')\n"
    shop += "print(len(list((Path(pages.__file__).parent / 'static').rglob('*.svg'))), pages.policy(view, 'returns'))"
    shown = run(str(environment / "bin" / "python"), "-c", shop, cwd=tmp_path)
    assert shown.startswith("13 ")
    assert "30 ngày" in shown
