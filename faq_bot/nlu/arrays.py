"""Arrays as understanding uses them, and sparse rows of them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]


class Row(NamedTuple):
    """A sparse vector: where it is not zero, and with what."""

    indices: Numbers
    values: Floats


class Rows(NamedTuple):
    """Sparse vectors of one length, one after another (CSR). starts: one more than there are rows."""

    starts: npt.NDArray[np.int64]
    indices: Numbers
    values: Floats

    def dot(self, row: Row, size: int) -> Floats:
        """The product of every row with one more. size: the vectors' length."""
        wide = np.zeros(size, np.float32)
        wide[row.indices] = row.values
        products = np.append(wide[self.indices] * self.values, np.float32(0))
        sums: Floats = np.add.reduceat(products, self.starts[:-1])
        return np.where(self.starts[1:] > self.starts[:-1], sums, np.float32(0))


def unit(vectors: Floats) -> Floats:
    """Each row at length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Floats = (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled
