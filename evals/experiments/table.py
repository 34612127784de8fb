"""What an experiment comes to: a row a variant, each against the first, and what can be said of them.

A row that has no score (its run was not finished, or no document got an answer) says why. The others are
compared with the first row that has one; the p-values of those comparisons are corrected together (Holm).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.experiments.conclusion import conclusion
from evals.figures import main_figures
from evals.measured import known_sum

if TYPE_CHECKING:
    from evals.evaluation import EvaluatedDocument, Evaluation
    from evals.experiments.running import VariantRun
    from evals.figures import Figure, Part
    from evals.labels.gold import GoldSet
    from evals.stats.bootstrap import Interval
    from evals.stats.paired import Difference

FORMAT = 1


@dataclass(frozen=True)
class Row:
    """One variant. Everything from `score` on is None where there is nothing to say; `p` is Holm's.

    `failed` of the documents have no usable answer, and score zero. `cost_usd` is what the answers cost when
    they were asked for, `paid_usd` what this experiment paid: nothing for cached answers. `seconds` is
    the mean of the documents that a model was asked about in this experiment.
    """

    prompt: str
    model: str
    run: str
    status: str
    error: str = ""
    hint: str = ""
    documents: int | None = None
    failed: int | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    strict: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    p: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    paid_usd: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Table:
    """All rows. `first`: index of the row that the others are compared with; None if no row has a score.

    `chosen` says how the rows came to be these, where they were chosen on other documents.
    """

    metric: str
    meaning: str
    schema: str
    gold: Mapping[str, str]
    documents: int
    rows: tuple[Row, ...]
    first: int | None
    conclusion: str
    chosen: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {"format": FORMAT, **dataclasses.asdict(self)}


def table_of(runs: Sequence[VariantRun], gold: GoldSet, figure: Figure, *, chosen: str = "") -> Table:
    """The table of these runs, in their order. `figure` is the score; `chosen` begins what is concluded."""
    rows = tuple(_row(run, figure) for run in runs)
    first = next((index for index, row in enumerate(rows) if row.score is not None), None)
    if first is not None:
        rows = _compared(rows, first, [_parts(run, figure) for run in runs])
    count = len(gold.documents)
    said = conclusion(rows, first, figure=figure, documents=count)
    about = {"name": gold.path.resolve().name, "digest": gold.digest}
    said = f"{chosen}. {said}" if chosen else said
    return Table(figure.name, figure.meaning, gold.schema_name, about, count, rows, first, said, chosen)


def _row(run: VariantRun, figure: Figure) -> Row:
    variant = run.variant
    row = Row(variant.prompt, variant.model, variant.folder, run.status, run.error, run.hint)
    if run.evaluation is None:
        return row
    row = dataclasses.replace(row, **_usage(run.evaluation.documents))
    return dataclasses.replace(row, **_score(run.evaluation, figure)) if run.status == "finished" else row


def _score(evaluation: Evaluation, figure: Figure) -> dict[str, Any]:
    from evals.stats.bootstrap import interval

    parts = figure.parts(evaluation.documents)
    low, high = _ends(interval(parts))
    return {
        "score": figure.value(evaluation.documents),
        "low": low,
        "high": high,
        "strict": main_figures(evaluation.fields)["strict"].value(evaluation.documents),
    }


def _usage(documents: Sequence[EvaluatedDocument]) -> dict[str, Any]:
    """What the answers took. The usage of a document is empty where the run has no line for it."""
    usages = [document.usage for document in documents if document.usage]
    asked = [usage["seconds"] for usage in usages if usage["calls"]]
    paid = known_sum(usage["cost_usd"] for usage in usages)
    saved = known_sum(usage["saved_usd"] for usage in usages)
    return {
        "documents": len(documents),
        "failed": sum(document.outcome != "ok" for document in documents),
        "input_tokens": sum(usage["input_tokens"] for usage in usages),
        "output_tokens": sum(usage["output_tokens"] for usage in usages),
        "cost_usd": known_sum([paid, saved]),
        "paid_usd": paid,
        "seconds": sum(asked) / len(asked) if asked else None,
    }


def _ends(found: Interval | None) -> tuple[float | None, float | None]:
    return (found.low, found.high) if found is not None else (None, None)


def _parts(run: VariantRun, figure: Figure) -> list[Part]:
    return figure.parts(run.evaluation.documents) if run.evaluation is not None else []


def _compared(rows: Sequence[Row], first: int, parts: Sequence[list[Part]]) -> tuple[Row, ...]:
    """The rows that have a score, with their difference to the first."""
    from evals.stats.holm import holm
    from evals.stats.paired import difference

    found: dict[int, Difference] = {
        index: difference(parts[first], parts[index])
        for index, row in enumerate(rows)
        if row.score is not None and index != first
    }
    p = holm({str(index): each.p_value for index, each in found.items() if each.p_value is not None})
    return tuple(
        _with_difference(row, found[index], p.get(str(index))) if index in found else row
        for index, row in enumerate(rows)
    )


def _with_difference(row: Row, found: Difference, p: float | None) -> Row:
    low, high = _ends(found.interval)
    return dataclasses.replace(row, difference=found.value, difference_low=low, difference_high=high, p=p)
