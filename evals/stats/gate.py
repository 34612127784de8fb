"""Whether a figure has dropped: a change fails only if its drop is beyond the margin and beyond chance.

Beyond chance: one-sided paired permutation of "there is no drop", p ≤ alpha, which holds false alarms at
alpha however few the documents. Alpha is .04: false alarms are promised to stay under 5 %, and a test at .05
would give just that, now a little less and now a little more. A bound on the drop that must itself clear the
margin would miss most real drops at n = 20; a bare "drop > margin" fires on an eighth to a third of null
changes: see `evals/benchmarks/gate_simulation.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evals.stats.bootstrap import RESAMPLES, SEED
from evals.stats.paired import Difference, difference, fewest_documents

if TYPE_CHECKING:
    from evals.figures import Part

ALPHA = 0.04
"""How often a change that changes nothing may fail."""

Verdict = Literal["pass", "fail", "inconclusive"]


@dataclass(frozen=True)
class Judgement:
    """The verdict and what it rests on. `drop` is positive for the worse, also where lower is better.

    `reason` is one sentence with the numbers in it.
    """

    verdict: Verdict
    difference: Difference
    drop: float | None
    p_drop: float | None
    reason: str


def judge(
    before: Sequence[Part],
    now: Sequence[Part],
    *,
    margin: float,
    alpha: float = ALPHA,
    higher_is_better: bool = True,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Judgement:
    """Judge `now` against `before`: the same documents in the same order.

    - fail: the drop is over `margin`, and chance gives such a drop with p ≤ `alpha`;
    - inconclusive: the drop is over `margin` but may be chance; or the documents are so few that no drop
      could ever fail; or there is nothing to measure in one of the two;
    - pass: anything else. Runs that are equal in every document pass, however few those are.
    """
    found = difference(before, now, resamples=resamples, seed=seed)
    if found.value is None:
        return Judgement("inconclusive", found, None, None, _nothing(found))
    drop = -found.value if higher_is_better else found.value
    p_drop = found.p_lower if higher_is_better else found.p_higher
    assert p_drop is not None
    verdict, why = _verdict(found, drop, p_drop, margin=margin, alpha=alpha)
    return Judgement(verdict, found, drop, p_drop, f"{_change(found, drop)}: {why}")


def _verdict(
    found: Difference, drop: float, p_drop: float, *, margin: float, alpha: float
) -> tuple[Verdict, str]:
    beyond = drop > margin + 1e-12
    if found.differing == 0:
        return "pass", "the same in every document"
    if found.documents < fewest_documents(alpha):
        return "inconclusive", (
            f"with {_documents(found.documents)} no drop, however large, could be told from chance; "
            f"it takes at least {fewest_documents(alpha)}"
        )
    if not beyond:
        return "pass", f"within the margin of {margin:g}"
    if p_drop <= alpha:
        return "fail", (
            f"a drop beyond the margin of {margin:g}, and chance alone would give it "
            f"in {percent(p_drop)} of cases (p ≤ {alpha:g} fails)"
        )
    return "inconclusive", _perhaps_chance(found, p_drop, margin=margin, alpha=alpha)


def _perhaps_chance(found: Difference, p_drop: float, *, margin: float, alpha: float) -> str:
    """Why a drop beyond the margin does not fail."""
    if found.differing < fewest_documents(alpha):
        return (
            f"a drop beyond the margin of {margin:g}, but only {found.differing} of "
            f"{_documents(found.documents)} differ, too few to tell a drop from chance; more gold would tell"
        )
    return (
        f"a drop beyond the margin of {margin:g}, but chance alone would give it in {percent(p_drop)} "
        f"of cases with {_documents(found.documents)}; more gold would tell"
    )


def _change(found: Difference, drop: float) -> str:
    assert found.a is not None
    assert found.b is not None
    how = "worse" if drop > 0 else "better"
    moved = f"{abs(drop):.3f} {how}" if round(drop, 12) else "unchanged"
    return f"{found.a:.3f} before, {found.b:.3f} now, {moved}"


def _nothing(found: Difference) -> str:
    which = "either run" if found.a is None and found.b is None else "one of the two runs"
    return f"there is nothing to measure in {which}: no document has a part in this figure"


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count} documents"


def percent(share: float) -> str:
    """A probability for a reader: 4.1 %, under 0.1 %."""
    return "under 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"
