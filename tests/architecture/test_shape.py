"""The rules of the code's shape that linters do not know."""

import ast
import importlib.util
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grimp
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PACKAGES = ("contact_center", "channels", "routing", "faq_bot", "agents_ui", "knowledge_base")
IMPURE = ("sqlalchemy", "starlette", "asyncio", "asyncpg", "uvicorn", "threading", "socket")
LONGEST_FILE = 300
LONGEST_TEST_FILE = 350
LONGEST_FUNCTION = 40
LONGER_FOR_A_REASON = {
    "contact_center/db.py": "both databases behind one pair of doors",
    "contact_center/events.py": "every fact that there is, on one page",
    "contact_center/realtime/staff_frames.py": "every frame that the console hears, on one page",
}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(
        *PACKAGES, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )


def python_files(folder: str = ".") -> Iterator[Path]:
    """Those that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", f"{folder}/**.py"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    yield from (ROOT / name for name in names.split("\0") if name and (ROOT / name).exists())


def says_pure(module: str) -> bool:
    spec = importlib.util.find_spec(module)
    assert spec
    assert spec.origin
    docstring = ast.get_docstring(ast.parse(Path(spec.origin).read_text())) or ""
    return docstring.endswith(("Pure.", "pure."))


def test_a_module_that_calls_itself_pure_reaches_neither_database_nor_network_nor_loop(
    imports: grimp.ImportGraph,
) -> None:
    own = [module for module in imports.modules if module.split(".")[0] in PACKAGES]
    pure = [module for module in own if says_pure(module)]
    assert "contact_center.jobs.rules" in pure
    chains = [imports.find_shortest_chain(module, bad) for module in pure for bad in IMPURE if bad in imports.modules]
    assert [chain for chain in chains if chain] == []


def test_every_module_of_the_core_has_its_place_among_the_layers() -> None:
    config: Any = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (layers,) = (c["layers"] for c in config["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    placed = {name.strip(" ()") for layer in layers for name in layer.replace("|", ":").split(":")}
    core = {
        f"contact_center.{path.stem}"
        for path in (ROOT / "contact_center").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    }
    assert core - placed == set()


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in python_files("tests")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_files_are_short() -> None:
    long = {
        str(path.relative_to(ROOT))
        for path in python_files()
        if "versions" not in path.parts
        and len(path.read_text().splitlines()) > (LONGEST_TEST_FILE if "tests" in path.parts else LONGEST_FILE)
    }
    assert long - LONGER_FOR_A_REASON.keys() == set()


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python_files()
        if not {"versions", "browser"} & set(path.parts)  # a journey is one function, told from beginning to end
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_lock_files_name_no_index_and_no_machine() -> None:
    names = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]
    for name in names:
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text
    assert '"resolved"' not in (ROOT / "agents_ui" / "package-lock.json").read_text()


def test_what_is_locked_fits_what_is_declared() -> None:
    project: Any = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["bench"]]
    groups = project["dependency-groups"]
    files = {"requirements.txt": runtime, "requirements-dev.txt": [*runtime, *groups["dev"]]}
    files["requirements-node.txt"] = groups["node"]
    for name, declared in files.items():
        found = re.findall(r"^([\w.-]+)==([^ ;]+)", (ROOT / name).read_text(), re.MULTILINE)
        locked = {canonicalize_name(package): version for package, version in found}
        wanted = [Requirement(text) for text in declared]
        assert [str(r) for r in wanted if not r.specifier.contains(locked.get(canonicalize_name(r.name), "0"))] == []
