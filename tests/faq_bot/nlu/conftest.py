"""Encoders, opened once: what they are built from takes a second."""

from functools import cache
from pathlib import Path

import pytest

from faq_bot.nlu.encoders import Encoder, open_encoder


class Encoders:
    """Opens each once. folder: of what was built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open = cache(lambda name: open_encoder(name, folder))


@pytest.fixture(scope="session")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> Encoders:
    return Encoders(tmp_path_factory.mktemp("encoders"))


@pytest.fixture(scope="session")
def minilm(encoders: Encoders) -> Encoder:
    return encoders.open("minilm")


@pytest.fixture(scope="session")
def e5(encoders: Encoders) -> Encoder:
    return encoders.open("e5")
