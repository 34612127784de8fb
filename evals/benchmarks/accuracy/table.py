"""What the systems come to, side by side: figures with intervals, and what it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.benchmarks.accuracy import fakes
from evals.benchmarks.accuracy.datasets import Dataset
from evals.evaluate import evaluate
from evals.evaluation import Evaluation
from evals.figures import ratio
from evals.labels.read import read_gold
from evals.stats.bootstrap import interval
from extract.result import Result

_FIGURES = ("F1", "strict", "attribution", "unsupported")


def rows(dataset: Dataset, results: Mapping[str, Sequence[Result]]) -> list[list[str]]:
    """A header and a line a system."""
    if dataset.name == "fakes":
        return _fakes_rows(dataset, results)
    return _gold_rows(dataset, results)


def evaluations(dataset: Dataset, results: Mapping[str, Sequence[Result]]) -> dict[str, Evaluation]:
    gold = read_gold(dataset.gold, articles=dataset.documents)
    return {
        system: evaluate(
            gold, found, run={"id": system, "model": {"name": "local"}, "prompt": {"name": system}}
        )
        for system, found in results.items()
    }


def _gold_rows(dataset: Dataset, results: Mapping[str, Sequence[Result]]) -> list[list[str]]:
    from evals.figures import kind_figures, main_figures
    from evals.measured import measured

    table: list[list[str]] = []
    for system, evaluation in evaluations(dataset, results).items():
        figures = {**main_figures(evaluation.fields), **kind_figures(evaluation)}
        found = measured(figures, evaluation)
        shown = [name for name in found if name in _FIGURES or name.endswith("[]")]
        if not table:
            table.append(["system", *shown, *_COSTS])
        cells = [_cell(found[name].value, found[name].interval) for name in shown]
        table.append([system, *cells, *_costs(results[system])])
    return table


def _fakes_rows(dataset: Dataset, results: Mapping[str, Sequence[Result]]) -> list[list[str]]:
    labels = fakes.labels(dataset.gold)
    table = [["system", "date within a day", "place", *_COSTS]]
    for system, found in results.items():
        told = [(each.extraction, *labels[each.document_id]) for each in found]
        dates = [(float(fakes.date_right(extraction, day)), 1.0) for extraction, day, _ in told]
        places = [(float(fakes.place_right(extraction, place)), 1.0) for extraction, _, place in told]
        cells = [_cell(ratio(parts), interval(parts)) for parts in (dates, places)]
        table.append([system, *cells, *_costs(found)])
    return table


_COSTS = ("failed", "seconds a document", "tokens in", "tokens out", "verbatim")


def _costs(results: Sequence[Result]) -> list[str]:
    count = max(1, len(results))
    evidence = [found for result in results for found in result.grounding]
    verbatim = sum(found["status"] in ("exact", "ambiguous") for found in evidence)
    return [
        str(sum(result.outcome != "ok" for result in results)),
        f"{sum(result.usage.seconds for result in results) / count:.0f}",
        f"{sum(result.usage.input_tokens for result in results) / count:.0f}",
        f"{sum(result.usage.output_tokens for result in results) / count:.0f}",
        f"{verbatim / len(evidence):.3f}" if evidence else "–",
    ]


def _cell(value: float | None, found: object) -> str:
    if value is None:
        return "–"
    low, high = getattr(found, "low", None), getattr(found, "high", None)
    return f"{value:.3f}" + (f" [{low:.3f}, {high:.3f}]" if low is not None else "")


def markdown(table: Sequence[Sequence[str]]) -> str:
    """The table as Markdown."""
    from evals.markdown import cell

    head, *body = ["| " + " | ".join(cell(each) for each in row) + " |" for row in table]
    return "\n".join([head, "|---|" + "---:|" * (len(table[0]) - 1), *body])


def save(path: Path, tables: Mapping[str, Sequence[Sequence[str]]]) -> None:
    parts = [f"## {name}\n\n{markdown(table)}\n" for name, table in tables.items()]
    path.write_text("\n".join(parts), encoding="utf-8")
