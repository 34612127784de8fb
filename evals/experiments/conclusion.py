"""Which row of an experiment is best, and can that be shown? One sentence in plain words.

With n documents a two-sided paired permutation test gives no p below 2 / 2^n, so that with five (.0625)
nothing can be shown at .05, however clear it looks; Holm's correction for m comparisons multiplies that by m.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.experiments.table import Row
    from evals.figures import Figure

ALPHA = 0.05


def conclusion(rows: Sequence[Row], first: int | None, *, figure: Figure, documents: int) -> str:
    """`first` is the index of the row that the others were compared with; None where no row has a score."""
    if first is None:
        return "No row has a score: the notes say why."
    others = [row for index, row in enumerate(rows) if index != first and row.score is not None]
    name = _namer(rows)
    if not others:
        return f"Only {name(rows[first])} has a score: there is nothing to compare it with."
    if all(row.score == rows[first].score for row in others):
        return f"All rows have the same {figure.name} ({_number(rows[first].score)})."
    best = _best([rows[first], *others], higher=figure.higher_is_better)
    limit = _limit(documents, len(others))
    if best is rows[first]:
        lead = f"{name(best)}, the first row, has the best {figure.name} ({_number(best.score)})"
        return lead + _against_others(others, documents, limit)
    against = f"{_number(best.score)} against {_number(rows[first].score)} of {name(rows[first])}"
    return f"{name(best)} has the best {figure.name}, {against}" + _against_first(best, documents, limit)


def fewest_documents(comparisons: int) -> int:
    """With how many documents the clearest difference first gets a p of .05 or less, after correction."""
    return math.ceil(1 + math.log2(comparisons / ALPHA))


def _best(rows: Sequence[Row], *, higher: bool) -> Row:
    """The best score; of equal ones the first."""
    sign = 1 if higher else -1
    return max(rows, key=lambda row: sign * (row.score or 0.0))


def _namer(rows: Sequence[Row]) -> Callable[[Row], str]:
    """What tells a row from the others: its prompt, its model, or both."""
    if len({row.model for row in rows}) == 1:
        return lambda row: row.prompt
    if len({row.prompt for row in rows}) == 1:
        return lambda row: row.model
    return lambda row: f"{row.prompt} with {row.model}"


def _against_first(best: Row, documents: int, limit: str) -> str:
    if _shown(best):
        return f", and {documents} documents show that it is better (p = {_p(best.p)})."
    return f", but {documents} documents do not show that it is better (p = {_p(best.p)}){limit}."


def _against_others(others: Sequence[Row], documents: int, limit: str) -> str:
    worse = sum(map(_shown, others))
    if worse == len(others):
        return f", and {documents} documents show that it is better than {_each(worse)}."
    if worse:
        return f"; {documents} documents show that it is better than {worse} of the {len(others)} others."
    return f", but {documents} documents do not show that it is better than {_any(len(others))}{limit}."


def _each(count: int) -> str:
    return "the other" if count == 1 else f"each of the {count} others"


def _any(count: int) -> str:
    return "the other" if count == 1 else "any other"


def _limit(documents: int, comparisons: int) -> str:
    """Why nothing could be shown, whatever came out; empty if something could."""
    floor = min(1.0, comparisons * 2.0 ** (1 - documents))
    if floor <= ALPHA:
        return ""
    counted = f" for {comparisons} comparisons" if comparisons > 1 else ""
    return (
        f": with so few, p cannot be below {_p(floor)}{counted}, however clear the difference; "
        f"it takes at least {fewest_documents(comparisons)} documents"
    )


def _shown(row: Row) -> bool:
    return row.p is not None and row.p <= ALPHA


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def _p(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"
