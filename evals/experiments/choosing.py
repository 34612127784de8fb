"""Which variant is best on documents that nothing is reported on?

The best of many is flattered by the documents that it was chosen on. So it is chosen on one gold set, and it
and the first variant, which it must beat, are then run and compared on another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.experiments.variants import Variant
from extract.errors import InputError, UsageError

if TYPE_CHECKING:
    from evals.experiments.table import Row, Table
    from evals.figures import Figure
    from evals.labels.gold import GoldSet

FOLDER = "choosing"
"""The experiment that chooses stands in this folder of the other."""


@dataclass(frozen=True)
class Choice:
    """The winner among `count` variants on the gold set of that name, and its score there."""

    variant: Variant
    count: int
    gold: str
    metric: str
    score: float

    def __str__(self) -> str:
        told = f"{self.metric} {self.score:.3f}"
        return f"{self.variant} was chosen among {self.count} on {self.gold} ({told} there)"

    def reported(self, variants: Sequence[Variant]) -> tuple[Variant, ...]:
        """What is run on the other gold set: the first variant, and the winner if it is another."""
        return tuple(dict.fromkeys((variants[0], self.variant)))


def check_apart(choosing: GoldSet, reporting: GoldSet) -> None:
    """Raises `InputError` where a document stands in both: it would be scored on what it was chosen by."""
    both = sorted(
        {each.document_id for each in choosing.documents} & {each.document_id for each in reporting.documents}
    )
    if both:
        count = f"{len(both)} documents" if len(both) > 1 else "a document"
        raise InputError(
            f"--choose-on and --gold share {count}, such as {both[0]}",
            hint="choose on documents that nothing is reported on",
        )


def chosen(table: Table, variants: Sequence[Variant], figure: Figure) -> Choice:
    """The best row that has a score; of equal ones the first. Raises `UsageError` if a row has none."""
    without = [row for row in table.rows if row.score is None]
    if without:
        raise UsageError(
            f"nothing can be chosen: {without[0].prompt} with {without[0].model} has no score "
            f"({without[0].error or without[0].status})",
            hint="mend that, then the same command goes on",
        )
    sign = 1 if figure.higher_is_better else -1

    def score(row: Row) -> float:
        return sign * (row.score or 0.0)

    best = max(range(len(table.rows)), key=lambda index: score(table.rows[index]))
    return Choice(
        variants[best], len(variants), table.gold["name"], figure.name, table.rows[best].score or 0.0
    )
