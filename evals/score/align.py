"""Which predicted claim answers which claim of gold: one to one, the best of all assignments, behind a gate.

The similarity of two claims is the weighted mean over the slots that either fills: key fields count three
times, quotes (by overlap) twice, others once. A pair under the gate, or one that differs so that it cannot be
the same claim (a toll of another order of magnitude), is no pair: the one is missing and the other spurious.
The assignment is optimal in the sum of similarities (Kuhn 1955; scipy's linear_sum_assignment).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from evals.labels.gold import Span
from evals.score.judge import Judge
from evals.score.plan import Plan, Slot
from evals.score.values import Filled, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

GATE = 0.5
"""Claims less similar than this are not taken for one another."""

KEY_WEIGHT, QUOTE_WEIGHT = 3.0, 2.0
T = TypeVar("T")
Pair = tuple[T | None, T | None, float]


def align(
    plan: Plan, gold: Sequence[Filled], predicted: Sequence[Filled], judge: Judge
) -> Iterator[Pair[Filled]]:
    """Pairs (gold, predicted, similarity) in gold's order, then the predicted claims that are left.

    The order of either list changes nothing: ties are broken by what the claims say.
    """
    similar = functools.partial(claim_similarity, plan, weights=Weights(plan), judge=judge)
    chosen = assign(
        sorted(gold, key=Filled.signature), sorted(predicted, key=Filled.signature), similar, gate=GATE
    )
    by_gold = {ours.path: (theirs, similarity) for ours, theirs, similarity in chosen}
    taken = {theirs.path for theirs, _ in by_gold.values()}
    for claim in gold:
        yield (claim, *by_gold.get(claim.path, (None, 0.0)))
    for claim in predicted:
        if claim.path not in taken:
            yield None, claim, 0.0


def assign(
    rows: Sequence[T], columns: Sequence[T], similar: Callable[[T, T], float], *, gate: float
) -> list[tuple[T, T, float]]:
    """The one-to-one assignment with the highest sum of similarities among pairs that pass the gate."""
    if not rows or not columns:
        return []
    matrix: NDArray[np.float64] = np.array([[similar(row, column) for column in columns] for row in rows])
    matrix[matrix < gate] = 0.0
    found = zip(*linear_sum_assignment(matrix, maximize=True), strict=True)
    return [(rows[int(i)], columns[int(j)], float(matrix[i, j])) for i, j in found if matrix[i, j] > 0]


def claim_similarity(plan: Plan, gold: Filled, predicted: Filled, *, weights: Weights, judge: Judge) -> float:
    """0 to 1; 0 as soon as the gate can no longer be reached."""
    total, lost, possible = 0.0, 0.0, weights.total
    for index, weight, single in weights.ordered:
        ours, theirs = gold.values[index], predicted.values[index]
        if single and ours[0].value == theirs[0].value and not ours[0].unsure:
            found = None if ours[0].value is None else 1.0  # most slots: no need to ask the comparator
        else:
            found = _slot_similarity(plan.slots[index], ours, theirs, judge)
        if found is None:
            possible -= weight
            continue
        if found < 0:
            return 0.0
        total += weight
        lost += weight * (1 - found)
        if lost > (1 - GATE) * possible:
            return 0.0
    return 1 - lost / total if total else 1.0


def _slot_similarity(
    slot: Slot, gold: Sequence[Value], predicted: Sequence[Value], judge: Judge
) -> float | None:
    """None where both are empty or it does not count; -1 where two claims that differ so are two."""
    if slot.many:
        return _list_similarity(slot, gold, predicted, judge)
    ours, theirs = gold[0], predicted[0]
    if ours.unsure:
        return None
    if theirs.value is None:
        return None if ours.value is None or ours.may_be_empty else 0.0
    if not ours.accepted and ours.between is None:
        return 0.0
    if slot.evidence:
        if _apart(ours.span, theirs.span):
            return 0.0
    elif ours.value == theirs.value:
        return 1.0
    match = judge.match(slot, ours, theirs)
    return -1.0 if match.apart and slot.key else match.similarity


def _apart(one: Span | None, other: Span | None) -> bool:
    """Do they stand in different places? Most pairs of quotes do, and nothing else has to be looked at."""
    return one is not None and other is not None and (one[1] <= other[0] or other[1] <= one[0])


def _list_similarity(
    slot: Slot, gold: Sequence[Value], predicted: Sequence[Value], judge: Judge
) -> float | None:
    if not gold and not predicted:
        return None
    pairs = assign_values(slot, gold, predicted, judge)
    return 2 * sum(similarity for _, _, similarity in pairs) / (len(gold) + len(predicted))


def assign_values(
    slot: Slot, gold: Sequence[Value], predicted: Sequence[Value], judge: Judge
) -> list[tuple[Value, Value, float]]:
    """The values of two lists that belong together: at least partly the same."""

    def similar(ours: Value, theirs: Value) -> float:
        match = judge.match(slot, ours, theirs)
        return match.similarity if match.verdict != "incorrect" else 0.0

    def order(value: Value) -> tuple[str, str]:
        return repr(value.value), repr(value.span)

    return assign(sorted(gold, key=order), sorted(predicted, key=order), similar, gate=1e-9)


class Weights:
    """The weights of a plan's slots in an order in which a difference shows early."""

    def __init__(self, plan: Plan) -> None:
        keys = {slot.steps for slot in plan.keys}
        weights = [(index, _weight(slot, slot.steps in keys)) for index, slot in enumerate(plan.slots)]
        counted = [(index, weight) for index, weight in weights if plan.slots[index].how.scored]
        ordered = sorted(counted, key=lambda item: -item[1])
        self.ordered = [(i, weight, _is_single(plan.slots[i])) for i, weight in ordered]
        self.total = sum(weight for _, weight in counted)


def _is_single(slot: Slot) -> bool:
    """One value, and no quote: the same words may stand in two places."""
    return not (slot.many or slot.evidence)


def _weight(slot: Slot, key: bool) -> float:
    if slot.evidence:
        return QUOTE_WEIGHT
    return slot.weight * (KEY_WEIGHT if key else 1.0)
