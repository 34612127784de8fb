"""Which rows go with which columns, one to one, so that the sum is greatest? Kuhn 1955, by scipy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scipy.optimize import linear_sum_assignment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


def best_pairs(worth: Matrix | Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Row and column of each pair of the best assignment that is worth anything. No number is negative."""
    if not len(worth) or not len(worth[0]):
        return []
    pairs = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
    return [(row, column) for row, column in ((int(i), int(j)) for i, j in pairs) if worth[row][column] > 0]
