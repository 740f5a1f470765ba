"""`doctor` on backups, files, and the way in from outside."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from contact_center.backup.last import LastBackup
from contact_center.commands.doctor import database, network, understanding
from contact_center.commands.doctor.finding import Level
from contact_center.settings import Settings
from faq_bot.nlu.errors import Complaint, EncoderMissing
from faq_bot.nlu.layout import FOLDER, MODELS
from faq_bot.nlu.learning import learn
from faq_bot.nlu.store import Store
from tests.faq_bot.nlu.sets import training
from tests.servers import free_port

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_missing_old_or_incomplete_backup_is_named() -> None:
    def last(days: float, lost: int = 0) -> Level:
        made = LastBackup(at=NOW - timedelta(days=days), size=1, files=1, lost=lost)
        return database.check_backup(made, NOW).level

    assert database.check_backup(None, NOW).level is Level.WARNING
    assert (last(1), last(3), last(1, lost=1)) == (Level.OK, Level.WARNING, Level.FAILED)


def test_missing_files_are_counted() -> None:
    assert database.check_files(0, 0).level is database.check_files(9, 0).level is Level.OK
    assert database.check_files(200, 3).detail == "3 of the last 200 are missing"


def test_a_public_address_that_does_not_lead_to_us_is_named() -> None:
    def found(url: str) -> Level:
        (finding,) = network.check_front(Settings(public_url=url))
        return finding.level

    assert list(network.check_front(Settings())) == []
    assert found(f"http://127.0.0.1:{free_port()}") is Level.WARNING


def test_a_missing_encoder_is_named_with_what_to_do() -> None:
    def look() -> None:
        raise EncoderMissing(Complaint("encoder_english", "it is not installed"))

    found = understanding.check_encoder("English encoder", look)
    assert (found.level, found.detail) == (Level.WARNING, "it is not installed")
    assert "requirements-nlu.txt" in found.todo


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    settings, store = Settings(data_dir=tmp_path), Store(tmp_path / FOLDER / MODELS)
    assert [each.level for each in understanding.check(settings)] == [Level.OK, Level.OK]
    version = store.save(training(), learn(training(), None))
    assert understanding.check_model(store, "en").level is Level.OK
    (tmp_path / FOLDER / MODELS / "en" / str(version) / "model.json").write_bytes(b"{}")
    assert understanding.check_model(store, "en").level is Level.WARNING
