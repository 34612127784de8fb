"""How sure against how often right.

Bins of equal numbers of claims, not of equal width: a model's probabilities lie at the ends, and empty bins
tell nothing (Nguyen and O'Connor, 2015). The expected calibration error is the mean gap between the two,
weighted by claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from evals.calibration.points import Point

_FEWEST = 5


@dataclass(frozen=True)
class Bin:
    """Claims that were about equally sure: their number, mean probability, and share that is right."""

    count: int
    low: float
    high: float
    said: float
    right: float


def reliability(points: Sequence[Point], *, bins: int = 10) -> list[Bin]:
    """At most `bins` bins of about equal numbers; of few claims fewer bins, five claims to each or more.

    Claims that are equally sure are never parted: their order says nothing.
    """
    ordered = sorted(points, key=lambda point: point.probability)
    size = max(_FEWEST, len(ordered) / bins)
    found: list[list[Point]] = []
    for _, group in groupby(ordered, key=lambda point: point.probability):
        if not found or len(found[-1]) >= size:
            found.append([])
        found[-1] += group
    if len(found) > 1 and len(found[-1]) < _FEWEST:
        rest = found.pop()
        found[-1] += rest
    return [_bin(each) for each in found]


def _bin(points: Sequence[Point]) -> Bin:
    said = [point.probability for point in points]
    right = sum(point.right for point in points)
    return Bin(len(points), said[0], said[-1], sum(said) / len(points), right / len(points))


def expected_error(bins: Sequence[Bin]) -> float | None:
    """The expected calibration error, 0 to 1; None without any claim."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.said - each.right) for each in bins) / total if total else None
