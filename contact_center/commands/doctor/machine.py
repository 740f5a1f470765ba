"""Looks at the program and its folder: Python, packages, what was built, space, rights."""

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from contact_center.commands import context, guard
from contact_center.commands.doctor.finding import Finding, failed, ok, warning
from contact_center.errors import SettingsError
from contact_center.files.store import FOLDER, INCOMING
from contact_center.secret_key import FILE, with_secret_key
from contact_center.settings import Settings

PYTHON_AT_LEAST = (3, 11)
LITTLE_SPACE, TOO_LITTLE_SPACE = 1_000_000_000, 50_000_000
FEW_FILES = 4_096
DISTRIBUTION = "contact-center"


def check_program() -> Iterator[Finding]:
    """What does not depend on the settings."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON_AT_LEAST:
        yield ok("python", found)
    else:
        yield failed("python", f"{found} is too old", "Use Python 3.11 or newer.")
    yield check_packages()
    foreign = guard.foreign_package()
    yield failed("our packages", foreign, "See README.md, Install.") if foreign else ok("our packages", "all are ours")
    yield check_front_end()
    yield check_open_files()


def check_packages() -> Finding:
    """Whether everything that the product depends on is installed."""
    try:
        required = distribution(DISTRIBUTION).requires or []
    except PackageNotFoundError:
        return warning("packages", "contact-center itself is not installed", "Run `make install`.")
    names = [re.split(r"[^\w.-]", line)[0] for line in required if "extra ==" not in line]
    missing = [name for name in names if not _is_installed(name)]
    if missing:
        return failed("packages", f"missing: {', '.join(missing)}", "pip install --require-hashes -r requirements.txt")
    return ok("packages", f"all {len(names)} are installed")


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def check_front_end() -> Finding:
    from agents_ui.routes import is_built

    if is_built():
        return ok("console and widget", "are built")
    return failed("console and widget", "are not built", "Run `make ui`, or install the wheel.")


def check_open_files() -> Finding:
    """Each socket takes a file of the process."""
    if os.name != "posix":
        return ok("open files", "not limited here")
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY or limit >= FEW_FILES:
        return ok("open files", "no limit" if limit == resource.RLIM_INFINITY else f"at most {limit}")
    todo = f"Each socket takes one: raise the limit (ulimit -n, LimitNOFILE=) to {FEW_FILES} or more."
    return warning("open files", f"at most {limit}", todo)


def check_folder(settings: Settings) -> Iterator[Finding]:
    """The data folder and the key in it. A missing folder is made for trying, and taken away again."""
    missing = not settings.data_dir.exists()
    try:
        context.require_writable(settings.data_dir)
    except SettingsError as error:
        yield failed("data folder", str(error), "Nothing can start without it.")
        return
    if missing:
        settings.data_dir.rmdir()
        yield ok("data folder", f"{settings.data_dir} can be made; the first start does it")
        return
    yield check_rights(settings.data_dir)
    yield check_space(settings.data_dir)
    yield check_uploads(settings.data_dir / FOLDER)
    yield check_key(settings)


def check_rights(folder: Path) -> Finding:
    if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return warning("data folder", f"{folder} is open to others", f"It holds conversations: chmod 700 {folder}")
    return ok("data folder", f"{folder} is writable, and its owner's alone")


def check_space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    shown = f"{free / 1e9:.1f} GB free"
    if free >= LITTLE_SPACE:
        return ok("disk", shown)
    if free >= TOO_LITTLE_SPACE:
        return warning("disk", shown, "Make room soon: a full disk refuses every message.")
    return failed("disk", shown, "Make room: nothing can be stored.")


def check_uploads(folder: Path) -> Finding:
    """Whether files that go with messages can be stored: in the folder, and in the one where they arrive."""
    if not folder.exists():
        return ok("uploads", "their folder is made with the first")
    for each in (folder, folder / INCOMING):
        if each.exists() and not os.access(each, os.R_OK | os.W_OK | os.X_OK):
            return failed("uploads", f"{each} cannot be written", "Make it writable for the one who runs the server.")
    return ok("uploads", f"{folder} is writable")


def check_key(settings: Settings) -> Finding:
    """The secret key: there, whole, and readable by its owner alone."""
    if settings.secret_key:
        return ok("secret key", "from CC_SECRET_KEY")
    path = settings.data_dir / FILE
    if not path.exists():
        return ok("secret key", "is made at the first start")
    try:
        with_secret_key(settings)
    except SettingsError as error:
        return failed("secret key", str(error), "Widgets that are open connect again by themselves.")
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return failed("secret key", f"{path} can be read by others", f"chmod 600 {path}")
    if not settings.is_sqlite:
        todo = "With several machines, give all the same CC_SECRET_KEY."
        return warning("secret key", f"from {path}, which this machine alone has", todo)
    return ok("secret key", f"from {path}")
