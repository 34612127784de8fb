"""If only the surest claims are taken, how many of them are wrong?

Risk is the share that is wrong among those taken, coverage the share that is taken (El-Yaniv and Wiener,
2010).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from evals.calibration.points import Point


@dataclass(frozen=True)
class Coverage:
    """Taking all claims at least this sure: how many that are, what share of all, and what share is wrong."""

    least: float
    count: int
    coverage: float
    risk: float


def risk_coverage(points: Sequence[Point]) -> list[Coverage]:
    """One step for each probability that occurs, the surest first: claims equally sure come together."""
    return list(_steps(points))


def _steps(points: Sequence[Point]) -> Iterator[Coverage]:
    ordered = sorted(points, key=lambda point: -point.probability)
    taken = wrong = 0
    for least, group in groupby(ordered, key=lambda point: point.probability):
        for point in group:
            taken += 1
            wrong += not point.right
        yield Coverage(least, taken, taken / len(ordered), wrong / taken)


def area_under(curve: Sequence[Coverage]) -> float | None:
    """The mean risk over all coverages (AURC); None without any claim. Less is better."""
    if not curve:
        return None
    before = [0.0, *(step.coverage for step in curve[:-1])]
    return (
        sum(step.risk * (step.coverage - start) for step, start in zip(curve, before, strict=True))
        / curve[-1].coverage
    )
