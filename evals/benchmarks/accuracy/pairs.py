"""Is one system better than another beyond chance?

Paired over documents, and corrected for how many pairs were looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.benchmarks.accuracy import fakes
from evals.benchmarks.accuracy.datasets import Dataset
from evals.benchmarks.accuracy.table import evaluations
from evals.figures import Part, main_figures
from evals.stats.holm import holm
from evals.stats.paired import Difference, difference
from extract.result import Result

_FIGURES = ("F1", "strict")


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
    both = {each.document_id for each in theirs} & {each.document_id for each in ours}
    sides = [
        sorted((each for each in side if each.document_id in both), key=lambda each: each.document_id)
        for side in (theirs, ours)
    ]
    if dataset.name == "fakes":
        labels = fakes.labels(dataset.gold)
        dates = [
            [(float(fakes.date_right(each.extraction, labels[each.document_id][0])), 1.0) for each in side]
            for side in sides
        ]
        places = [
            [(float(fakes.place_right(each.extraction, labels[each.document_id][1])), 1.0) for each in side]
            for side in sides
        ]
        return {"date": (dates[0], dates[1]), "place": (places[0], places[1])}
    told = [*evaluations(dataset, {"theirs": sides[0], "ours": sides[1]}).values()]
    documents = [[each for each in evaluation.documents if each.document_id in both] for evaluation in told]
    figures = main_figures(told[0].fields)
    return {name: (figures[name].parts(documents[0]), figures[name].parts(documents[1])) for name in _FIGURES}
