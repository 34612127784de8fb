"""Two runs over made-up documents whose true F1 is known: what the statistics are tried on.

A document has a size (cells in gold, log-normal, median 14) and a difficulty; the difficulty is the same for
both runs, and each run has an effect of its own on each document beside it. Some answers are wrong, some are
missing, some are invented, the more the harder the document.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

F1 = 0.70
_MEDIAN_CELLS, _SPREAD_CELLS = 14, 0.7
_DIFFICULTY, _OWN = 1.0, 0.5
_ANSWERED_WRONG, _INVENTED = 0.5, 0.3
_POINTS = 60


@dataclass(frozen=True)
class Pair:
    """The parts of F1 of two runs, documents × 2 each, and their true F1."""

    a: Array
    b: Array
    true_a: float
    true_b: float


def pair(random: np.random.Generator, documents: int, *, drop: float = 0.0) -> Pair:
    """Run A, of true F1 .70, and run B, `drop` below it."""
    import numpy as np

    logs = random.normal(math.log(_MEDIAN_CELLS), _SPREAD_CELLS, documents)
    cells = np.maximum(2, np.round(np.exp(logs))).astype(int)
    difficulty = random.normal(0, _DIFFICULTY, documents)
    a, b = (_run(random, cells, difficulty, f1) for f1 in (F1, F1 - drop))
    return Pair(a, b, F1, F1 - drop)


def _run(random: np.random.Generator, cells: NDArray[np.int64], difficulty: Array, f1: float) -> Array:
    """2·TP and (predicted + gold) of each document."""
    import numpy as np
    from scipy.special import expit

    right = expit(_ability(f1) + difficulty + random.normal(0, _OWN, len(cells)))
    correct = random.binomial(cells, right)
    wrong = random.binomial(cells - correct, _ANSWERED_WRONG)
    invented = random.poisson(_INVENTED * cells * (1 - right))
    return np.stack([2.0 * correct, correct + wrong + invented + cells], axis=1)


@functools.cache
def _ability(f1: float) -> float:
    """The mean log-odds of a right answer that gives this F1 over all documents that there could be.

    By the shares above, F1 = 2p / (p + (wrong + invented)(1 − p) + 1), with p the mean share of right
    answers.
    """
    from scipy.optimize import brentq

    extra = _ANSWERED_WRONG + _INVENTED
    share = f1 * (1 + extra) / (2 - f1 * (1 - extra))
    return float(brentq(lambda ability: _mean_right(ability) - share, -10, 10))


def _mean_right(ability: float) -> float:
    """E[expit(ability + N(0, σ²))], by Gauss–Hermite quadrature."""
    from numpy.polynomial.hermite_e import hermegauss
    from scipy.special import expit

    points, weights = hermegauss(_POINTS)
    sigma = math.hypot(_DIFFICULTY, _OWN)
    return float((weights * expit(ability + sigma * points)).sum() / weights.sum())
