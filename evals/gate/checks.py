"""Does an evaluation meet what is asked of it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.evaluation import Evaluation, same_measure
from evals.figures import Part
from evals.gate.thresholds import Threshold
from evals.stats.gate import ALPHA, judge
from extract.errors import UsageError

Verdict = Literal["pass", "fail", "inconclusive"]
OK, SOME_FAILED, GATE_FAILED, INCONCLUSIVE = 0, 3, 4, 6


@dataclass(frozen=True)
class Check:
    """One bound, held against the evaluation. `message` says in a line what was found."""

    name: str
    verdict: Verdict
    message: str


def check(
    evaluation: Evaluation, asked: Sequence[Threshold], baseline: Evaluation | None = None
) -> tuple[Check, ...]:
    """Each bound's verdict.

    Several drops are each tested at α divided by their number (Bonferroni), so that all together
    have the false alarms of one.
    """
    drops = sum(threshold.kind == "drop" for threshold in asked)
    return tuple(
        _dropped(evaluation, baseline, threshold, ALPHA / drops)
        if threshold.kind == "drop"
        else _bounded(evaluation, threshold)
        for threshold in asked
    )


def check_comparable(evaluation: Evaluation, baseline: Evaluation) -> None:
    """Raises `UsageError` for a baseline that was measured by another gold, schema or scoring."""
    differing = list(same_measure(evaluation, baseline))
    if not differing and _ids(evaluation) != _ids(baseline):
        differing = ["set of documents"]
    if differing:
        golds = (f"{each.gold['name']} {each.gold['digest'][:12]}" for each in (baseline, evaluation))
        raise UsageError(
            f"the baseline was measured with another {' and another '.join(differing)} "
            f"(gold: {next(golds)}, here {next(golds)})",
            hint="is --gold the right one? If so make the baseline again, with --write-baseline FILE",
        )


def verdict_of(checks: Iterable[Check]) -> Verdict | None:
    """The gate's: the worst of its checks; None where nothing was asked."""
    found = {each.verdict for each in checks}
    order: tuple[Verdict, ...] = ("fail", "inconclusive", "pass")
    return next((verdict for verdict in order if verdict in found), None)


def exit_code(checks: Iterable[Check], *, failed_documents: int) -> int:
    """4 before 3 before 6: a failed gate, failed documents, a gate that cannot tell."""
    verdict = verdict_of(checks)
    if verdict == "fail":
        return GATE_FAILED
    if failed_documents:
        return SOME_FAILED
    return INCONCLUSIVE if verdict == "inconclusive" else OK


def _ids(evaluation: Evaluation) -> list[str]:
    return sorted(document.document_id for document in evaluation.documents)


def _bounded(evaluation: Evaluation, threshold: Threshold) -> Check:
    """The value itself is held against the bound, not its interval."""
    figure, bound = threshold.figure, threshold.value
    value = figure.value(evaluation.documents)
    if value is None:
        return Check(threshold.name, "inconclusive", f"{figure.name}: there is nothing to measure")
    # Sums of thirds and halves: a value that equals its bound must not fail by the last bit.
    met = value >= bound - 1e-9 if threshold.kind == "under" else value <= bound + 1e-9
    return Check(threshold.name, "pass" if met else "fail", f"{figure.name} is {value:.3f}")


def _dropped(
    evaluation: Evaluation, baseline: Evaluation | None, threshold: Threshold, alpha: float
) -> Check:
    if baseline is None:
        raise UsageError("--max-drop needs something to compare with", hint="name a --baseline")
    before, now = _parts(baseline, threshold), _parts(evaluation, threshold)
    better = threshold.figure.higher_is_better
    judged = judge(before, now, margin=threshold.value, alpha=alpha, higher_is_better=better)
    return Check(threshold.name, judged.verdict, judged.reason)


def _parts(evaluation: Evaluation, threshold: Threshold) -> list[Part]:
    documents = sorted(evaluation.documents, key=lambda document: document.document_id)
    return threshold.figure.parts(documents)
