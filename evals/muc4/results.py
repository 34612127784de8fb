"""How good is a run on MUC-4? Entity measures by role, with an interval over documents.

A document without an answer counts as one that answers nothing: all of its gold is missed.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.muc4.gold import gold_of
from evals.muc4.records import Record
from evals.muc4.roles import ROLES, Victims, document_roles, gold_templates, predicted_templates
from evals.score.ceaf import CeafCounts, Template, ceaf_ree, ceaf_rme
from extract.errors import RunFolderError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evals.figures import Part
    from evals.stats.bootstrap import Interval

ALL_ROLES = "all roles"
"""The name of the micro average."""

Measure = Callable[[Sequence[Template], Sequence[Template]], Mapping[str, CeafCounts]]

MEASURES: Mapping[str, Measure] = {
    "CEAF-REE φ⊆": lambda p, g: ceaf_ree(document_roles(p), document_roles(g), phi="subset"),
    "CEAF-REE φ3": lambda p, g: ceaf_ree(document_roles(p), document_roles(g), phi="overlap"),
    "CEAF-RME φ⊆": lambda p, g: ceaf_rme(p, g, phi="subset"),
    "CEAF-RME φ3": lambda p, g: ceaf_rme(p, g, phi="overlap"),
}
PAIRED = tuple(name for name in MEASURES if name != "CEAF-RME φ⊆")
"""The measures for which `shares` tells a document's part."""
_NO_ANSWER: Mapping[str, Any] = {"incidents": []}


@dataclass(frozen=True)
class Row:
    """One measure for one role, or `ALL_ROLES`. `interval` is F1's; None where there is no saying."""

    measure: str
    role: str
    precision: float
    recall: float
    f1: float
    interval: tuple[float, float] | None
    counts: CeafCounts

    def __str__(self) -> str:
        bounds = "[{:.1f}, {:.1f}]".format(*(100 * at for at in self.interval)) if self.interval else ""
        figures = f"{100 * self.precision:6.1f} {100 * self.recall:6.1f} {100 * self.f1:6.1f}  {bounds:14}"
        return f"{self.measure:12} {self.role:10} {figures} {self.counts.predicted:6g} {self.counts.gold:6g}"


HEADER = f"{'measure':12} {'role':10} {'P':>6} {'R':>6} {'F1':>6}  {'95 % of F1':14} {'given':>6} {'gold':>6}"


def answers(run: Path) -> dict[str, Mapping[str, Any]]:
    """Extractions of a run folder by document id, of the documents that have one."""
    path = run / "results.jsonl"
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return {line["document_id"]: line["extraction"] for line in lines if line["outcome"] == "ok"}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFolderError(
            f"{path} holds no results", hint="make the run with `affidavit extract … -o RUN`"
        ) from error


def perfect(records: Sequence[Record]) -> dict[str, Mapping[str, Any]]:
    """The key as extractions. What is short of 1 is out of reach: the schema has one mention an entity."""
    return {record.id: gold_of(record).extraction for record in records}


def shares(
    records: Sequence[Record],
    extractions: Mapping[str, Mapping[str, Any]],
    measure: str,
    *,
    victims: Victims = "all",
) -> list[Part]:
    """Each document's share of F1 over all roles, for measures in which precision and recall count the same.

    So for all of `MEASURES` but CEAF-RME φ⊆: F1 is then twice the right ones over all given and all in gold.
    """
    found = []
    for record in records:
        predicted = predicted_templates(extractions.get(record.id, _NO_ANSWER))
        counts = _sum(MEASURES[measure](predicted, gold_templates(record, victims=victims)).values())
        found.append((2 * counts.right, counts.predicted + counts.gold))
    return found


def rows(
    records: Sequence[Record], extractions: Mapping[str, Mapping[str, Any]], *, victims: Victims = "all"
) -> list[Row]:
    """Every measure for every role. `extractions` by document id."""
    pairs = [
        (
            predicted_templates(extractions.get(record.id, _NO_ANSWER)),
            gold_templates(record, victims=victims),
        )
        for record in records
    ]
    return [row for name in MEASURES for row in _rows(name, [MEASURES[name](*pair) for pair in pairs])]


def _rows(name: str, documents: Sequence[Mapping[str, CeafCounts]]) -> list[Row]:
    by_role = {role: [counts.get(role, CeafCounts()) for counts in documents] for role in ROLES}
    by_role[ALL_ROLES] = [_sum(document.values()) for document in documents]
    return [_row(name, role, parts) for role, parts in by_role.items()]


def _row(name: str, role: str, parts: Sequence[CeafCounts]) -> Row:
    total, bounds = _sum(parts), f1_interval(parts)
    interval = (bounds.low, bounds.high) if bounds else None
    return Row(name, role, total.precision, total.recall, total.f1, interval, total)


def _sum(parts: Iterable[CeafCounts]) -> CeafCounts:
    return sum(parts, CeafCounts())


def f1_interval(parts: Sequence[CeafCounts]) -> Interval | None:
    """The bootstrap interval of F1, over the documents that have something given or something in gold."""
    import numpy as np

    from evals.stats.bootstrap import LEVEL, RESAMPLES, SEED, interval_of

    table = np.array([dataclasses.astuple(part) for part in parts if part != CeafCounts()], dtype=float)
    return interval_of(table, _f1, level=LEVEL, resamples=RESAMPLES, seed=SEED)


def _f1(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1 of each row of (right, predicted, found, gold), as `CeafCounts.f1`."""
    import numpy as np

    precision, recall = (sums[:, at] / np.maximum(sums[:, at + 1], 1) for at in (0, 2))
    both = precision + recall
    return np.divide(2 * precision * recall, both, out=np.zeros(len(sums)), where=both > 0)
