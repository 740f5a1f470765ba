"""Weights of an encoder that a package carries. The package itself is not run: what it needs is not installed."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from faq_bot.nlu.errors import Complaint, EncoderMissing
from faq_bot.nlu.stored import sha256


class Carried(NamedTuple):
    """encoder: as people are told of it. complaint: what is missing without it. file: of the package. needs: other
    packages that it is run by.
    """

    encoder: str
    complaint: str
    package: str
    file: str
    sha256: str
    needs: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Raises ImportError."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or spec.origin is None:
            raise ImportError(f"{self.package} is not installed")
        return Path(spec.origin).parent / self.file

    def require_whole(self) -> None:
        """Raises ImportError, OSError, and ValueError where the weights are others."""
        if (found := sha256(self.path)) != self.sha256:
            raise ValueError(f"its weights are not the expected ones (SHA-256 {found})")

    def check(self) -> None:
        """Whether the encoder could be opened, without building anything. Raises EncoderMissing."""
        with self.told():
            self.require_whole()
            for needed in self.needs:
                if importlib.util.find_spec(needed) is None:
                    raise ImportError(f"{needed} is not installed")

    @contextmanager
    def told(self) -> Iterator[None]:
        """Raises EncoderMissing for whatever keeps the encoder from being opened."""
        try:
            yield
        except (ImportError, OSError, ValueError, KeyError) as error:
            said = f"{self.encoder} cannot be used: {error}"
            raise EncoderMissing(Complaint(self.complaint, said, {"why": str(error)})) from error
