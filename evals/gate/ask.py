"""What a gate is before anything is run: its bounds and its baseline, both held against the gold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.gate.thresholds import Threshold
from extract.errors import UsageError

if TYPE_CHECKING:
    from evals.evaluation import Evaluation
    from evals.labels.gold import GoldSet

MARGIN = ".02"
"""The drop that a baseline allows where none is said."""


@dataclass(frozen=True)
class Asked:
    """What the command line asks: options as they were written."""

    baseline: Path | None = None
    max_drop: Sequence[str] = ()
    fail_under: Sequence[str] = ()
    fail_over: Sequence[str] = ()
    metric: str = "F1"


@dataclass(frozen=True)
class Gate:
    """Bounds of figures that the gold has, and a baseline that was measured by it."""

    thresholds: tuple[Threshold, ...]
    baseline: Evaluation | None


def gate_of(gold: GoldSet, asked: Asked) -> Gate:
    """The gate that is asked for. Raises `UsageError` for what is wrong with it, before any call is made."""
    from evals.evaluate import evaluate
    from evals.gate.checks import check_comparable
    from evals.gate.thresholds import check_metric, figures_of, thresholds

    if asked.max_drop and asked.baseline is None:
        raise UsageError("--max-drop needs something to compare with", hint="name a --baseline")
    empty = evaluate(gold, (), run={})
    known = figures_of(empty)
    check_metric(known, asked.metric)
    baseline = None if asked.baseline is None else _baseline(asked.baseline, gold)
    if baseline is not None:
        check_comparable(empty, baseline)
    drops = asked.max_drop or ([MARGIN] if baseline is not None else [])
    bounds = (
        *thresholds(known, "drop", drops, metric=asked.metric),
        *thresholds(known, "under", asked.fail_under, metric=asked.metric),
        *thresholds(known, "over", asked.fail_over, metric=asked.metric),
    )
    return Gate(bounds, baseline)


def _baseline(path: Path, gold: GoldSet) -> Evaluation:
    """A run folder is evaluated anew, by the same gold and rules; a file is read as it is."""
    from evals.lookup import find_evaluation
    from evals.running import evaluate_run
    from extract.run.folder import RunFolder

    return evaluate_run(RunFolder(path), gold) if path.is_dir() else find_evaluation(path)
