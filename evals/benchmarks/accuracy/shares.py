"""What does each document add to each figure?

Figures are ratios of sums over documents: with these shares anybody can make them, their intervals and the
paired tests again, without a word of the documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.benchmarks.accuracy import fakes
from evals.benchmarks.accuracy.datasets import Dataset
from evals.benchmarks.accuracy.table import evaluations
from evals.figures import Part, main_figures
from extract.result import Result

Shares = Mapping[str, Mapping[str, Part]]
"""Of a figure, by its name, the share (numerator, denominator) of each document, by its id."""
_FIGURES = ("F1", "strict")


def shares(dataset: Dataset, found: Sequence[Result]) -> Shares:
    """Of the documents that there is an outcome for."""
    if dataset.name == "fakes":
        labels = fakes.labels(dataset.gold)
        told = [(each.document_id, each.extraction, *labels[each.document_id]) for each in found]
        return {
            "date": {id_: (float(fakes.date_right(said, day)), 1.0) for id_, said, day, _ in told},
            "place": {id_: (float(fakes.place_right(said, place)), 1.0) for id_, said, _, place in told},
        }
    evaluation = evaluations(dataset, {"": found})[""]
    answered = {each.document_id for each in found}
    documents = [each for each in evaluation.documents if each.document_id in answered]
    figures = main_figures(evaluation.fields)
    return {
        name: {
            each.document_id: part
            for each, part in zip(documents, figures[name].parts(documents), strict=True)
        }
        for name in _FIGURES
    }


def lines(dataset: Dataset, results: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    """A line of JSON for each document of each system: its outcome, its shares and what it took."""
    for system, found in results.items():
        told = shares(dataset, found)
        for each in sorted(found, key=lambda each: each.document_id):
            line: dict[str, Any] = {"system": system, "document": each.document_id, "outcome": each.outcome}
            line |= {name: of[each.document_id] for name, of in told.items()}
            line |= {"seconds": each.usage.seconds}
            line |= {"tokens": [each.usage.input_tokens, each.usage.output_tokens]}
            yield json.dumps(line)
