"""What does each figure of an evaluation come to, and how sure is that?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.figures import Figure, ratio
from evals.score.cells import OUTCOMES

if TYPE_CHECKING:
    from evals.evaluation import Evaluation
    from evals.stats.bootstrap import Interval


@dataclass(frozen=True)
class Measured:
    """A figure's value, None where there is nothing to measure; its interval, None where too few tell."""

    figure: Figure
    value: float | None
    interval: Interval | None = None

    @property
    def meaning(self) -> str:
        """In a line; for rates of errors that less is better."""
        return self.figure.meaning + ("" if self.figure.higher_is_better else " (less is better)")

    def to_dict(self) -> dict[str, Any]:
        low, high = (self.interval.low, self.interval.high) if self.interval else (None, None)
        return {"value": self.value, "low": low, "high": high, "meaning": self.meaning}


def measured(
    figures: Mapping[str, Figure], evaluation: Evaluation, *, intervals: bool = True
) -> dict[str, Measured]:
    """Each figure's value by its name, with a 95 % bootstrap interval over the documents."""
    from evals.stats.bootstrap import interval

    found = {}
    for name, figure in figures.items():
        parts = figure.parts(evaluation.documents)
        found[name] = Measured(figure, ratio(parts), interval(parts) if intervals else None)
    return found


def outcome_sums(evaluation: Evaluation) -> dict[str, tuple[int, ...]]:
    """Field → how many of its cells had each outcome in all documents, in the order of `OUTCOMES`."""
    sums = {name: [0] * len(OUTCOMES) for name in evaluation.fields}
    for document in evaluation.documents:
        for name, numbers in document.counts.cells.items():
            if name in sums:
                sums[name] = [total + number for total, number in zip(sums[name], numbers, strict=True)]
    return {name: tuple(numbers) for name, numbers in sums.items()}


def known_sum(amounts: Iterable[float | None]) -> float | None:
    """The sum of what was spent; None as soon as one amount is not known."""
    total = 0.0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return round(total, 10)
