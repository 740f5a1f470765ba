"""What is no whole backup of ours is refused in one sentence, and nothing of it is unpacked."""

import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from contact_center.backup.archive import MANIFEST, Manifest, unpack, verify, writing
from contact_center.errors import BackupError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def made(path: Path) -> Path:
    with writing(path) as writer:
        writer.add("database.sqlite", io.BytesIO(b"rows" * 5_000), 20_000)
        writer.add("files/ab/abcdef", io.BytesIO(b"a photograph"), 12)
        writer.close_with(
            Manifest(version="1", made_at=NOW, database="sqlite", revision="1", rows={}, members=writer.members)
        )
    return path


def again(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The same archive with other members."""
    with tarfile.open(path) as tar:
        members = {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]
    change(members)
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz"])
def test_a_whole_archive_is_read_back(tmp_path: Path, name: str) -> None:
    path = made(tmp_path / name)
    manifest = verify(path)
    assert manifest.size == 20_012
    assert path.stat().st_mode & 0o777 == 0o600
    unpack(path, manifest, tmp_path / "out")
    assert (tmp_path / "out/files/ab/abcdef").read_bytes() == b"a photograph"


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_an_archive_that_was_cut_off_anywhere_is_refused(tmp_path: Path, name: str) -> None:
    content = made(tmp_path / name).read_bytes()
    ends = range(0, len(content) - 10_500, 997) if name == "a.tar" else range(len(content) - 1)
    for end in ends:
        (tmp_path / name).write_bytes(content[:end])
        with pytest.raises(BackupError):
            verify(tmp_path / name)


def test_a_changed_byte_anywhere_in_what_it_holds_is_found(tmp_path: Path) -> None:
    path = made(tmp_path / "a.tar")
    content = path.read_bytes()
    for place in (content.index(b"rows"), content.index(b"photograph"), content.index(b'"sha256"') + 12):
        path.write_bytes(content[:place] + b"\x01" + content[place + 1 :])
        with pytest.raises(BackupError, match="damaged"):
            verify(path)


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "files/../../evil",
        "files/.ssh/evil",
        "files/a\\b",
        "files/a/b/c/d/e",
        "other",
        "files/\u202etxt",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    path = again(made(tmp_path / "a.tar"), lambda members: members.__setitem__(name, b"x"))
    with tarfile.open(path) as tar:
        names = tar.getnames()
    assert name in names or name.lstrip("/") in names
    with pytest.raises(BackupError, match="no backup of ours"):
        verify(path)
    assert [each.name for each in tmp_path.iterdir()] == ["a.tar"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        info = tarfile.TarInfo("files/ab/abcdef")
        info.type, info.linkname = kind, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(BackupError, match="no backup of ours"):
        verify(tmp_path / "a.tar")


def test_members_that_the_manifest_does_not_list_or_lists_in_vain_are_named(tmp_path: Path) -> None:
    def add(members: dict[str, bytes]) -> None:
        manifest = members.pop(MANIFEST)
        members["files/cd/cdcdcd"] = b"smuggled"
        members[MANIFEST] = manifest

    with pytest.raises(BackupError, match="files/cd/cdcdcd is not listed"):
        verify(again(made(tmp_path / "a.tar"), add))
    with pytest.raises(BackupError, match="files/ab/abcdef is missing"):
        verify(again(made(tmp_path / "b.tar"), lambda members: members.pop("files/ab/abcdef")))
    with pytest.raises(BackupError, match="cut off"):
        verify(again(made(tmp_path / "c.tar"), lambda members: members.pop(MANIFEST)))


def test_a_backup_of_a_newer_form_says_so(tmp_path: Path) -> None:
    def newer(members: dict[str, bytes]) -> None:
        members[MANIFEST] = msgspec.json.encode({"format": 2, "what": "we do not know"})

    with pytest.raises(BackupError, match=r"made by a newer version.*Install that version"):
        verify(again(made(tmp_path / "a.tar"), newer))


@pytest.mark.parametrize("content", [b"", b"not a tar", b"\0" * 20_000, b"\x1f\x8b" + b"x" * 100])
def test_what_is_no_archive_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.tar").write_bytes(content)
    with pytest.raises(BackupError):
        verify(tmp_path / "a.tar")
    with pytest.raises(BackupError, match="There is no file"):
        verify(tmp_path / "b.tar")
