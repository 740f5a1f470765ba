"""Versions of models in the data folder: each in a folder of its own, whole by its hashes, the chosen one by name."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec
import numpy as np

from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.encoders import Encoder
from faq_bot.nlu.errors import Complaint, ModelBroken
from faq_bot.nlu.model import LearnedModel
from faq_bot.nlu.packing import Packed, pack, unpack
from faq_bot.nlu.records import EngineName, Question, Training
from faq_bot.nlu.stored import sha256, write_whole

KEPT = 5
"""Versions of each language that are kept beside the chosen one."""
if TYPE_CHECKING:
    from faq_bot.nlu.learning import Learned  # it brings scikit-learn, which the process that answers does without

MODEL, HASHES, TRAINING, HELD_OUT, TEXTS = "model.json", "hashes.json", "training.json", "held_out.json", "texts.json"
VECTORS = "vectors"
"""The sentence vectors that the training has computed, in the order of TEXTS; the model itself does without."""

_T = TypeVar("_T")


class About(NamedTuple):
    """accuracy: of the held-out questions; None where none was."""

    engine: EngineName
    questions: int
    accuracy: float | None


class Store:
    """folder: its own. A version is a number that grows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def locales(self) -> list[str]:
        return sorted(path.name for path in self._folder.glob("*") if path.is_dir())

    def versions(self, locale: str) -> list[int]:
        """Newest first, whole or not."""
        names = [path.name for path in self._of(locale).glob("[0-9]*") if path.is_dir()]
        return sorted(map(int, names), reverse=True)

    def chosen(self, locale: str) -> int | None:
        """What is to answer; the newest where none was chosen or the choice cannot be read."""
        versions = self.versions(locale)
        try:
            version = int((self._of(locale) / "chosen").read_text("ascii"))
        except (OSError, ValueError):
            version = 0
        return version if version in versions else next(iter(versions), None)

    def choose(self, locale: str, version: int) -> None:
        """Let another version answer, such as the one before. Raises ModelBroken where it is not there."""
        if version not in self.versions(locale):
            raise _broken(
                "model_no_version", f"There is no version {version} of the model for {locale}.", locale, version
            )
        write_whole(self._of(locale) / "chosen", str(version).encode("ascii"))

    def save(self, training: Training, learned: "Learned") -> int:
        """A new version, which is not chosen yet."""
        of = self._of(training.locale)
        of.mkdir(parents=True, exist_ok=True)
        aside = of / f".new.{os.getpid()}"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        packed, arrays = pack(learned.model)
        if learned.vectors:
            arrays = arrays | {VECTORS: np.stack(list(learned.vectors.values()))}
        for name, array in arrays.items():
            np.save(aside / f"{name}.npy", array, allow_pickle=False)
        records = {
            MODEL: packed,
            TRAINING: training,
            HELD_OUT: [(each.question, each.right) for each in learned.held_out],
            TEXTS: list(learned.vectors),
        }
        for name, record in records.items():
            (aside / name).write_bytes(msgspec.json.encode(record))
        hashes = {path.name: sha256(path) for path in sorted(aside.iterdir())}
        for path in aside.iterdir():
            _flush(path)
        write_whole(aside / HASHES, msgspec.json.encode(hashes))
        version = max(self.versions(training.locale), default=0) + 1
        aside.rename(of / str(version))
        _flush(of)
        return version

    def load(self, locale: str, version: int, encoders: Callable[[str], Encoder]) -> LearnedModel:
        """Raises ModelBroken where it is not whole, and EncoderMissing. encoders: opens one by name."""
        folder = self._whole(locale, version)
        try:
            packed = msgspec.json.decode((folder / MODEL).read_bytes(), type=Packed)
            arrays: dict[str, Any] = {
                path.stem: np.load(path, mmap_mode="r") for path in folder.glob("*.npy") if path.stem != VECTORS
            }
            encoder = encoders(packed.encoder) if packed.encoder else None
            return unpack(packed, {name: array.view(np.ndarray) for name, array in arrays.items()}, encoder)
        except (OSError, ValueError, KeyError, msgspec.MsgspecError) as error:
            said = f"Version {version} of the model for {locale} cannot be read: {error}"
            raise _broken("model_unreadable", said, locale, version) from error

    def check(self, locale: str, version: int) -> None:
        """Raises ModelBroken where a file of the version is missing or is not as it was written."""
        self._whole(locale, version)

    def about(self, locale: str, version: int) -> About:
        """What a version is; its files are not all looked at. Raises ModelBroken."""
        engine = self._record(locale, version, MODEL, Packed).engine
        right = [right for _, right in self.held_out(locale, version)]
        accuracy = sum(right) / len(right) if right else None
        return About(engine, len(self.training(locale, version).questions), accuracy)

    def saved_at(self, locale: str, version: int) -> datetime:
        """When a version, whole or not, was made; aware UTC."""
        return datetime.fromtimestamp((self._of(locale) / str(version)).stat().st_mtime, UTC)

    def training(self, locale: str, version: int) -> Training:
        """What a version has learned from. Raises ModelBroken."""
        return self._record(locale, version, TRAINING, Training)

    def held_out(self, locale: str, version: int) -> list[tuple[Question, bool]]:
        """Each held-out question, and whether it was understood. Raises ModelBroken."""
        return self._record(locale, version, HELD_OUT, list[tuple[Question, bool]])

    def vectors(self, locale: str, encoder: str) -> dict[str, Floats]:
        """The chosen version's sentence vectors by text; empty where they are not this encoder's."""
        version = self.chosen(locale)
        try:
            if version is None or self._record(locale, version, MODEL, Packed).encoder != encoder:
                return {}
            folder = self._whole(locale, version)
            texts = self._record(locale, version, TEXTS, list[str])
            return dict(zip(texts, np.load(folder / f"{VECTORS}.npy"), strict=True))
        except (ModelBroken, OSError, ValueError):
            return {}

    def prune(self, locale: str) -> None:
        """Forget all but the chosen version and the KEPT newest others."""
        chosen = self.chosen(locale)
        for version in [each for each in self.versions(locale) if each != chosen][KEPT:]:
            shutil.rmtree(self._of(locale) / str(version), ignore_errors=True)

    def _record(self, locale: str, version: int, name: str, kind: type[_T]) -> _T:
        try:
            return msgspec.json.decode((self._of(locale) / str(version) / name).read_bytes(), type=kind)
        except (OSError, msgspec.MsgspecError) as error:
            said = f"{name} of version {version} for {locale} cannot be read: {error}"
            raise _broken("model_unreadable", said, locale, version, file=name) from error

    def _whole(self, locale: str, version: int) -> Path:
        """The version's folder, every file of which is as it was written. Raises ModelBroken."""
        folder = self._of(locale) / str(version)
        hashes = self._record(locale, version, HASHES, dict[str, str])
        for name, wanted in hashes.items():
            try:
                found = sha256(folder / Path(name).name)
            except OSError as error:
                said = f"Version {version} of the model for {locale} lacks {name}."
                raise _broken("model_lacks", said, locale, version, file=name) from error
            if found != wanted:
                said = f"Version {version} of the model for {locale} is damaged: {name}."
                raise _broken("model_damaged", said, locale, version, file=name)
        return folder

    def _of(self, locale: str) -> Path:
        if not locale.isalpha():
            raise ValueError(f"{locale!r} is no language")
        return self._folder / locale


def _broken(code: str, said: str, locale: str, version: int, *, file: str = "") -> ModelBroken:
    return ModelBroken(Complaint(code, said, {"language": locale, "version": str(version), "file": file}))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
