"""Which Python is taken."""

import sys
from pathlib import Path

import pytest

from faq_bot.rasa.errors import RasaNotInstalled
from faq_bot.rasa.pythons import candidates, find, version_of

VERSIONS = {"/a/3.9": (3, 9), "/b/3.11": (3, 11), "/c/3.10": (3, 10), "/d/3.12": (3, 12)}


def probe(python: Path) -> tuple[int, int] | None:
    return VERSIONS.get(str(python))


@pytest.mark.parametrize(
    ("among", "taken"),
    [
        (["/a/3.9", "/b/3.11", "/c/3.10"], "/b/3.11"),
        (["/broken", "/d/3.12", "/c/3.10"], "/c/3.10"),
    ],
)
def test_the_first_that_fits_is_taken(among: list[str], taken: str) -> None:
    assert find(among=map(Path, among), probe=probe) == Path(taken)


def test_none_that_fits_is_an_error() -> None:
    with pytest.raises(RasaNotInstalled, match=r"Python 3\.10 or 3\.11"):
        find(among=[Path("/a/3.9"), Path("/broken")], probe=probe)


@pytest.mark.parametrize(("chosen", "said"), [("/d/3.12", r"is Python 3\.12"), ("/broken", "is no Python that runs")])
def test_what_was_chosen_is_taken_or_refused(chosen: str, said: str) -> None:
    assert find(Path("/c/3.10"), among=[], probe=probe) == Path("/c/3.10")
    with pytest.raises(RasaNotInstalled, match=said):
        find(Path(chosen), among=[Path("/c/3.10")], probe=probe)


def test_a_python_tells_its_version(tmp_path: Path) -> None:
    assert version_of(Path(sys.executable)) == sys.version_info[:2]
    assert version_of(tmp_path / "none") is None


def test_it_is_looked_for_on_the_path_and_where_pyenv_installs(tmp_path: Path) -> None:
    names = ("bin/python3.11", "pyenv/versions/3.10.2/bin/python", "pyenv/versions/3.12.1/bin/python")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o755)
    found = list(candidates(str(tmp_path / "bin"), tmp_path / "pyenv"))
    assert found == [tmp_path / names[1], tmp_path / names[0]]
