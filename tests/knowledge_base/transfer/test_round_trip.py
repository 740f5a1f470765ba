"""What goes out as files comes back as the same."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from contact_center.db import Database
from knowledge_base.part_schemas import ImportReport
from knowledge_base.people import SYSTEM
from knowledge_base.transfer import files
from knowledge_base.transfer.exporting import export
from knowledge_base.transfer.importing import NotDone, import_bundle
from knowledge_base.transfer.records import Bundle
from tests import scene
from tests.knowledge_base.transfer.bundles import bundles


def as_files(bundle: Bundle) -> dict[str, bytes]:
    return dict(files.written(bundle))


class Everything(Exception):
    """Carries a result out of a transaction that is to be rolled back."""

    def __init__(self, result: Any) -> None:
        self.result = result


@given(bundles())
def test_files_are_read_as_what_was_written(bundle: Bundle) -> None:
    written = as_files(bundle)
    read, problems = files.read(written, [])
    assert problems == []
    assert as_files(read) == written


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(bundle=bundles())
async def test_a_knowledge_base_comes_back_as_it_was(database: Database, bundle: Bundle) -> None:
    given_files = as_files(bundle)

    def unit(tx: Any) -> None:
        read, problems = files.read(given_files, [])
        first = import_bundle(tx, read, {}, problems=problems, dry_run=False, by=SYSTEM, at=scene.START).report
        there = as_files(export(tx).bundle)
        again = import_bundle(tx, read, {}, dry_run=False, by=SYSTEM, at=scene.START).report
        raise Everything((first, there, again))

    result: tuple[ImportReport, dict[str, bytes], ImportReport]
    try:
        await database.write(unit)
    except Everything as everything:
        result = everything.result
    except NotDone as reason:
        pytest.fail(str(reason.report.problems))
    first, there, again = result
    articles = len({placed.text.article for placed in bundle.texts})
    assert there == given_files
    assert (first.created, first.changed, first.unchanged) == (articles, 0, 0)
    assert (again.created, again.changed, again.unchanged) == (0, 0, articles)


def test_every_file_of_the_demonstration_fits() -> None:
    folder = Path(__file__).parents[3] / "contact_center" / "demo" / "articles"
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    bundle, problems = files.read(found, [])
    assert problems == []
    assert {placed.text.locale for placed in bundle.texts} == {"en", "vi"}
