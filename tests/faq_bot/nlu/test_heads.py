"""The nearest of many known questions, which is found without reading all of them."""

import numpy as np
import pytest

from faq_bot.nlu.arrays import Floats, Row, unit
from faq_bot.nlu.encoders import DIMENSIONS
from faq_bot.nlu.heads import LOOKED, SKETCHED, SKETCHED_FROM, Neighbours
from faq_bot.nlu.view import View

NO_WORDS = Row(np.zeros(0, np.int32), np.zeros(0, np.float32))


def view(vector: Floats) -> View:
    return View(NO_WORDS, vector, ["a"])


def clustered(count: int, source: np.random.Generator) -> Floats:
    """As questions are: around what they ask for."""
    centres = source.normal(size=(100, DIMENSIONS))
    vectors = centres[source.integers(100, size=count)] + 0.7 * source.normal(size=(count, DIMENSIONS))
    return unit((vectors - vectors.mean(axis=0)).astype(np.float32))


@pytest.mark.parametrize("strange", [False, True])
def test_the_nearest_of_many_is_the_nearest_of_all(strange: bool) -> None:
    source = np.random.default_rng(7)
    known = clustered(SKETCHED_FROM, source)
    neighbours = Neighbours.of(known, None, 0)
    asked = clustered(200, np.random.default_rng(8)) if strange else clustered(SKETCHED_FROM + 200, source)[-200:]
    exact = np.array([float((known @ vector).max()) for vector in asked])
    found = np.array([neighbours.nearest(view(vector)) for vector in asked])
    assert neighbours.sketch is not None
    assert neighbours.sketch.vectors.shape == (SKETCHED_FROM, SKETCHED)
    assert (found <= exact + 1e-6).all()
    assert np.isclose(found, exact, atol=1e-5).mean() >= (0.7 if strange else 0.95)
    assert (exact - found).max() <= 0.06


def test_of_few_all_are_read() -> None:
    known = clustered(LOOKED, np.random.default_rng(7))
    neighbours = Neighbours.of(known, None, 0)
    assert neighbours.sketch is None
    assert neighbours.nearest(view(known[3])) == pytest.approx(1.0)
