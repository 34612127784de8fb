"""Is one system better than another beyond chance?

Paired over documents, and corrected for how many pairs were looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.benchmarks.accuracy.datasets import Dataset
from evals.benchmarks.accuracy.shares import shares
from evals.figures import Part
from evals.stats.holm import holm
from evals.stats.paired import Difference, difference
from extract.result import Result


def pairs(dataset: Dataset, results: Mapping[str, Sequence[Result]], *, of: str) -> list[list[str]]:
    """A header, and a line for each figure of `of` against each other system; Holm's correction is over all.

    Only documents that both have an outcome for are compared: how many is told.
    """
    table = [["", "documents", "difference", "p", "p (Holm)"]]
    if of not in results:
        return table
    found: dict[str, Difference] = {}
    for system, theirs in results.items():
        if system != of:
            for figure, (a, b) in _parts(dataset, theirs, results[of]).items():
                found[f"{figure}: {of} − {system}"] = difference(a, b)
    adjusted = holm({name: each.p_value for name, each in found.items() if each.p_value is not None})
    for name, each in found.items():
        low, high = (each.interval.low, each.interval.high) if each.interval else (None, None)
        value = "–" if each.value is None else f"{each.value:+.3f}"
        bounds = "" if low is None or high is None else f" [{low:+.3f}, {high:+.3f}]"
        p = "–" if each.p_value is None else f"{each.p_value:.4f}"
        table.append(
            [
                name,
                str(each.documents),
                value + bounds,
                p,
                f"{adjusted[name]:.4f}" if name in adjusted else "–",
            ]
        )
    return table


def _parts(
    dataset: Dataset, theirs: Sequence[Result], ours: Sequence[Result]
) -> dict[str, tuple[list[Part], list[Part]]]:
    """Each figure's shares of both systems, document by document."""
    one, other = shares(dataset, theirs), shares(dataset, ours)
    return {
        name: (
            [one[name][each] for each in sorted(one[name].keys() & other[name].keys())],
            [other[name][each] for each in sorted(one[name].keys() & other[name].keys())],
        )
        for name in one
    }
