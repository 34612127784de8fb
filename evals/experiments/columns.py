"""How does each column of an experiment's table read, and what do its figures mean?

Terminal, Markdown and HTML take their words and numbers from here, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from extract.cli.progress import dollars

if TYPE_CHECKING:
    from evals.experiments.table import Row, Table

WORDS = range(1, 3)
"""The columns that hold names; the others hold numbers."""

_STATUS = {
    "failed": "failed",
    "interrupted": "interrupted",
    "over_budget": "budget spent",
    "not_run": "not run",
}


def heads(table: Table) -> tuple[str, ...]:
    return tuple(head.replace("F1", table.metric) if head.startswith("F1") else head for head, _ in _COLUMNS)


def texts(table: Table) -> Iterator[tuple[str, ...]]:
    """The cells of each row, in the order of `heads`."""
    for index, row in enumerate(table.rows):
        cells = [text(row) for _, text in _COLUMNS]
        cells[0] = str(index + 1)
        if index == table.first:
            cells[5] = "first row"
        yield tuple(cells)


def notes(table: Table) -> Iterator[tuple[str, str]]:
    """What is to be said of a row beside its figures: (note, hint). The hint may be empty."""
    for number, row in enumerate(table.rows, start=1):
        if row.error:
            yield f"row {number}: {row.error}", row.hint


def legend(table: Table) -> Iterator[tuple[str, str]]:
    """What each head means."""
    yield f"{table.metric} [95 %]", f"{table.meaning}; where it lies with 95 % confidence for such documents"
    yield from _LEGEND


def _score(row: Row) -> str:
    if row.score is None:
        return _STATUS.get(row.status, "none")
    return f"{row.score:.3f}{_span(row.low, row.high, '.2f')}"


def _difference(row: Row) -> str:
    if row.difference is None:
        return ""
    return f"{_fixed(row.difference, '+.3f')}{_span(row.difference_low, row.difference_high, '+.2f')}"


def _span(low: float | None, high: float | None, style: str) -> str:
    return "" if low is None or high is None else f" [{_fixed(low, style)}, {_fixed(high, style)}]"


def _fixed(number: float, style: str) -> str:
    """Without a sign before a zero that was rounded from below."""
    return f"{round(number, 3) + 0.0:{style}}"


def _p(row: Row) -> str:
    if row.p is None:
        return ""
    return f"{row.p:.4f}" if row.p >= 0.0001 else "< 0.0001"


def _strict(row: Row) -> str:
    return "" if row.strict is None else f"{row.strict:.3f}"


def _failed(row: Row) -> str:
    return "" if row.failed is None else f"{row.failed} of {row.documents}"


def _cost(row: Row) -> str:
    if row.documents is None:
        return ""
    return "unknown" if row.cost_usd is None else dollars(row.cost_usd)


def _seconds(row: Row) -> str:
    if row.seconds is None:
        return "cached" if row.status == "finished" else ""
    return f"{row.seconds:.1f}"


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


_COLUMNS: tuple[tuple[str, Callable[[Row], str]], ...] = (
    ("row", lambda row: ""),
    ("prompt", lambda row: row.prompt),
    ("model", lambda row: row.model),
    ("F1 [95 %]", _score),
    ("whole claims", _strict),
    ("vs first row [95 %]", _difference),
    ("p", _p),
    ("failed", _failed),
    ("tokens in", lambda row: _count(row.input_tokens)),
    ("tokens out", lambda row: _count(row.output_tokens)),
    ("cost", _cost),
    ("seconds", _seconds),
)

_LEGEND = (
    ("whole claims", "strict F1: claims with every key field right"),
    (
        "vs first row",
        "this row's score minus that of the first row that has one, with its 95 % interval",
    ),
    (
        "p",
        "how often chance alone gives so large a difference, corrected for the number of rows (Holm); "
        "0.05 or less counts as shown",
    ),
    ("failed", "documents without a usable answer: they score zero"),
    ("cost", "US dollars for these answers, also where the cache spared them"),
    ("seconds", "mean of the documents that a model was asked about; cached: it was asked about none"),
)
