"""By how much two runs differ on the same documents, and whether chance would do as much.

The p-value is of a paired permutation test: were the runs equally good, either could have given either answer
to a document, so the labels A and B are swapped within documents and the difference is taken anew (Noreen,
Computer-intensive methods for testing hypotheses, 1989; Yeh, COLING 2000, for F1). All swaps are tried where
they are few; else they are sampled, and counted with the one that was seen (Phipson and Smyth, 2010).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.stats.bootstrap import (
    LEVEL,
    RESAMPLES,
    SEED,
    Interval,
    bounded,
    divide,
    interval_of,
    weighted_sums,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evals.figures import Part
    from evals.stats.bootstrap import Array

EXACT = 14
"""Up to so many documents that differ, all 2^14 = 16,384 swaps are tried."""


@dataclass(frozen=True)
class Difference:
    """B against A. `value` is b − a. All are None where a run's figure has no denominator.

    `documents` are those with a part in the figure, `differing` those in which the runs' parts differ.
    `p_value` is two-sided. `smallest_p` is the least that this test could give with so few documents that
    differ: 2 / 2^5 = .0625 with five. `p_higher` and `p_lower` are one-sided: how often chance puts B so far
    above, or below, A; the least of those is half of `smallest_p`.
    """

    a: float | None
    b: float | None
    value: float | None
    interval: Interval | None
    p_value: float | None
    smallest_p: float
    documents: int
    differing: int
    p_higher: float | None = None
    p_lower: float | None = None


def difference(
    a: Sequence[Part],
    b: Sequence[Part],
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Difference:
    """B − A of the ratio of sums. `a` and `b` hold the same documents in the same order.

    Raises `ValueError` if they are not as many.
    """
    table = _side_by_side(a, b)
    differing = int((table[:, :2] != table[:, 2:]).any(axis=1).sum())
    first, second = _ratios(table.sum(axis=0))
    smallest = _smallest_p(differing, bounded(resamples, max(len(table), 1)))
    if first is None or second is None:
        return Difference(first, second, None, None, None, smallest, len(table), differing)
    either, higher, lower = _p_values(table, second - first, resamples=resamples, seed=seed)
    return Difference(
        first,
        second,
        second - first,
        interval_of(table, _differences, level=level, resamples=resamples, seed=seed),
        either,
        smallest,
        len(table),
        differing,
        higher,
        lower,
    )


def interval_of_difference(
    a: Sequence[Part],
    b: Sequence[Part],
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval | None:
    """The interval alone, without the test: both runs are resampled with the same documents."""
    table = _side_by_side(a, b)
    return interval_of(table, _differences, level=level, resamples=resamples, seed=seed)


def _side_by_side(a: Sequence[Part], b: Sequence[Part]) -> Array:
    """Documents × (numerator, denominator of a, of b), without those that have no part in the figure."""
    import numpy as np

    if len(a) != len(b):
        raise ValueError(f"{len(a)} documents against {len(b)}")
    table = np.hstack([np.asarray(part, dtype=float).reshape(-1, 2) for part in (a, b)])
    return table[table.any(axis=1)]


def _ratios(sums: Array) -> tuple[float | None, float | None]:
    above_a, below_a, above_b, below_b = map(float, sums)
    return (above_a / below_a if below_a else None), (above_b / below_b if below_b else None)


def _differences(sums: Array) -> Array:
    return divide(sums[:, 2], sums[:, 3]) - divide(sums[:, 0], sums[:, 1])


def _smallest_p(differing: int, resamples: int) -> float:
    exact = min(1.0, 2.0 ** (1 - differing))
    return exact if differing <= EXACT else max(exact, 1 / (resamples + 1))


def _p_values(table: Array, seen: float, *, resamples: int, seed: int) -> tuple[float, float, float]:
    """How often swaps give as large a difference as was seen: either way, upwards, downwards.

    Swaps that leave the figure undefined count as such, which errs on the side of no difference.
    """
    import numpy as np

    differs = (table[:, :2] != table[:, 2:]).any(axis=1)
    exact = int(differs.sum()) <= EXACT
    if exact:
        rows, swaps = table[differs], _all_swaps(int(differs.sum()))
    else:
        rows, swaps = table, _some_swaps(len(table), bounded(resamples, len(table)), seed)
    change = weighted_sums(swaps, rows[:, 2:] - rows[:, :2])
    under_null = _differences(table.sum(axis=0) + np.hstack([change, -change]))
    slack = 1e-12
    undefined = np.isnan(under_null)
    hits = (
        undefined | (np.abs(under_null) >= abs(seen) - slack),
        undefined | (under_null >= seen - slack),
        undefined | (under_null <= seen + slack),
    )
    extra = 0 if exact else 1
    either, higher, lower = ((int(hit.sum()) + extra) / (len(hit) + extra) for hit in hits)
    return either, higher, lower


@functools.lru_cache(maxsize=EXACT + 1)
def _all_swaps(documents: int) -> NDArray[np.uint8]:
    """Every choice of documents to swap: 2^documents × documents."""
    import numpy as np

    numbers = np.arange(1 << documents)[:, None]
    return ((numbers >> np.arange(documents)) & 1).astype(np.uint8)


@functools.lru_cache(maxsize=4)
def _some_swaps(documents: int, resamples: int, seed: int) -> NDArray[np.uint8]:
    import numpy as np

    random = np.random.default_rng([seed, 1])  # not the draws of the bootstrap
    return random.integers(0, 2, size=(resamples, documents), dtype=np.bool_).view(np.uint8)


def fewest_documents(alpha: float) -> int:
    """How many documents have to differ before a one-sided p can be `alpha` or less: 5 for .05."""
    return math.ceil(-math.log2(alpha) - 1e-9)
