"""The units of deploy/: systemd itself takes them, they fit the product, and what they run works."""

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from contact_center.settings import Settings, load

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
UNITS = (
    "contact-center.service",
    "contact-center-rasa.service",
    "contact-center-backup.service",
    "contact-center-backup.timer",
)
EXPOSURE_AT_MOST = 25
"""Of 100, as `systemd-analyze security` counts what a unit could do to its machine."""


def read(name: str) -> configparser.RawConfigParser:
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / name)
    return unit


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as they would be installed, but with a program that exists here."""
    program = shutil.which("true") or "/bin/true"
    for name in UNITS:
        text = (DEPLOY / name).read_text().replace("/opt/contact-center/bin/contact-center", program)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
class TestSystemd:
    def test_finds_no_fault_in_any_unit(self, installed: Path) -> None:
        files = [str(installed / name) for name in UNITS]
        said = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
        )
        about_ours = [line for line in said.stderr.splitlines() if "contact-center" in line]
        assert about_ours == []

    @pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(("center.service", "rasa.service"))])
    def test_counts_the_service_as_safe(self, installed: Path, name: str) -> None:
        command = [
            "systemd-analyze",
            "security",
            "--offline=yes",
            f"--threshold={EXPOSURE_AT_MOST}",
            str(installed / name),
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stdout[-500:]


def test_the_service_has_time_to_end_its_work() -> None:
    service = read("contact-center.service")["Service"]
    assert int(service["TimeoutStopSec"]) > Settings().drain_seconds + 2
    assert service["Restart"] == "always"
    assert service["StateDirectory"] == "contact-center"
    assert service["User"] not in {"", "root"}


def test_the_example_of_the_environment_is_taken_by_the_product(tmp_path: Path) -> None:
    lines = (DEPLOY / "contact-center.env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    offered = dict(line[1:].split("=", 1) for line in lines if re.match(r"#CC_", line))
    chosen = load(given | offered, data_dir=tmp_path)
    assert chosen.public_url == "https://chat.example"


def test_what_the_backup_unit_runs_leaves_one_checked_archive_and_deletes_old_ones(
    settings: Settings, tmp_path: Path
) -> None:
    backups, program = tmp_path / "backups", tmp_path / "contact-center"
    backups.mkdir()
    import sys

    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m contact_center "$@"\n')
    program.chmod(0o755)
    old = backups / "contact-center-20250101T000000Z.tar.gz"
    old.write_text("old")
    os.utime(old, (0, 0))
    text = (DEPLOY / "contact-center-backup.service").read_text().replace("\\\n", " ")
    script = re.search(r"^ExecStart=/bin/sh -ec '(.*)'$", text, re.MULTILINE)
    assert script
    # What systemd does to the line before it runs it.
    line = script[1].replace("$$", "\0").replace("$BACKUPS", str(backups)).replace("\0", "$").replace("%%", "%")
    line = line.replace("/opt/contact-center/bin/contact-center", str(program))
    environment = {"PATH": os.environ["PATH"], "CC_DATA_DIR": str(settings.data_dir)}
    done = subprocess.run(["/bin/sh", "-ec", line], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "is whole" in done.stdout
    (made,) = backups.iterdir()
    assert re.fullmatch(r"contact-center-\d{8}T\d{6}Z\.tar\.gz", made.name)
