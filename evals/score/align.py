"""Which predicted claim answers which claim of gold: one to one, the best of all assignments, behind a gate.

The similarity of two claims is the weighted mean over the slots that either fills: key fields count three
times, quotes (by overlap) twice, others once. A pair under the gate, or one that differs so that it cannot be
the same claim (a toll, by a factor of √10), is no pair: the one is missing and the other spurious. Of all
assignments the one with the most pairs that say exactly the same is taken, and of those the one with the
greatest sum of similarities, the lists beneath the claims included: which incident answers which may show in
their targets alone. A claim that is given again, word for word the same, answers nothing: it is spurious,
unless gold has it twice as well.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from evals.score.assignment import best_pairs
from evals.score.judge import Judge
from evals.score.plan import Plan, Slot
from evals.score.values import Filled, Value, Values

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEARLY = 1e-9
GATE = 0.5
"""Claims less similar than this are not taken for one another."""

KEY_WEIGHT, QUOTE_WEIGHT = 3.0, 2.0
T = TypeVar("T")
Pair = tuple[T | None, T | None, float]
if TYPE_CHECKING:
    Matrix = NDArray[np.float64]


def align(
    plan: Plan, gold: Sequence[Filled], predicted: Sequence[Filled], judge: Judge
) -> Iterator[Pair[Filled]]:
    """Pairs (gold, predicted, similarity) in gold's order, then the predicted claims that are left.

    The order of either list changes nothing: ties are broken by what the claims say.
    """
    chosen = _assigned(plan, gold, _without_doubles(predicted, gold), judge)
    by_gold = {ours.path: (theirs, similarity) for ours, theirs, similarity in chosen}
    taken = {theirs.path for theirs, _ in by_gold.values()}
    for claim in gold:
        yield (claim, *by_gold.get(claim.path, (None, 0.0)))
    for claim in predicted:
        if claim.path not in taken:
            yield None, claim, 0.0


def _without_doubles(predicted: Sequence[Filled], gold: Sequence[Filled]) -> list[Filled]:
    """The claims that may answer one of gold: of those that say the same, as many as gold has, or one."""
    if len({claim.gist for claim in predicted}) == len(predicted):
        return list(predicted)  # nearly always: nothing is said twice
    allowed = Counter(claim.said for claim in gold)
    seen: Counter[Hashable] = Counter()
    kept = []
    for claim in predicted:
        seen[claim.said] += 1
        if seen[claim.said] <= max(1, allowed[claim.said]):
            kept.append(claim)
    return kept


def _assigned(
    plan: Plan, gold: Sequence[Filled], predicted: Sequence[Filled], judge: Judge
) -> list[tuple[Filled, Filled, float]]:
    """The pairs with their similarity, lists beneath left aside."""
    rows, columns = _in_order(gold), _in_order(predicted)
    if not rows or not columns:
        return []
    similar = similarities(plan, rows, columns, judge)
    near = similar >= GATE
    beneath = np.ones_like(similar)
    if plan.lists:
        for i, j in np.argwhere(near):
            beneath[i, j] = _beneath(plan, rows[i], columns[j], judge)
    exact = (similar >= 1 - _NEARLY) & (beneath >= 1 - _NEARLY)
    most = 2 * min(similar.shape) + 1
    sure = np.array([not claim.unsure for claim in rows])[:, None]
    worth = np.where(near, similar + beneath + most * exact + _NEARLY * sure, 0.0)
    return [(rows[i], columns[j], float(similar[i, j])) for i, j in best_pairs(worth)]


def _in_order(claims: Sequence[Filled]) -> list[Filled]:
    """In an order that does not depend on that of the list."""
    found = sorted(claims, key=lambda claim: claim.gist)
    if any(one.gist == other.gist for one, other in itertools.pairwise(found)):
        return sorted(claims, key=lambda claim: claim.signature)
    return found


def _beneath(plan: Plan, gold: Filled, predicted: Filled, judge: Judge) -> float:
    """How alike their lists are, 0 to 1; 1 where both have nothing in them."""
    shares = []
    for (_, item), ours, theirs in zip(plan.lists, gold.children, predicted.children, strict=True):
        if ours or theirs:
            pairs = [pair for pair in align(item, ours, theirs, judge) if pair[0] and pair[1]]
            alike = sum(
                similarity * (1 + _beneath(item, a, b, judge)) / 2 for a, b, similarity in pairs if a and b
            )
            shares.append(2 * alike / (len(ours) + len(theirs)))
    return sum(shares) / len(shares) if shares else 1.0


def similarities(plan: Plan, gold: Sequence[Filled], predicted: Sequence[Filled], judge: Judge) -> Matrix:
    """Each claim of gold (rows) with each predicted one (columns), 0 to 1; 0 where they cannot be paired."""
    tables, by_weight, keys = [], [], []
    ours, theirs = (list(zip(*(claim.values for claim in side), strict=True)) for side in (gold, predicted))
    for index, weight in _weights(plan):
        slot = plan.slots[index]
        found = _table(slot, ours[index], theirs[index], judge)
        if found is not None:
            tables.append(found)
            by_weight.append(weight)
            keys.append(slot.key)
    if not tables:
        return np.ones((len(gold), len(predicted)))
    all_slots = np.stack(tables)
    counted = ~np.isnan(all_slots)
    total = np.tensordot(by_weight, counted, 1)
    alike = np.tensordot(by_weight, np.where(counted, np.maximum(all_slots, 0.0), 0.0), 1)
    similar: Matrix = np.divide(alike, total, out=np.ones_like(total), where=total > 0)
    similar[(all_slots[keys] == _APART).any(axis=0)] = 0.0
    return similar


_APART = -1.0
"""Two values that differ so that their claims are two."""


def _table(slot: Slot, gold: Sequence[Values], predicted: Sequence[Values], judge: Judge) -> Matrix | None:
    """One slot's similarities, nan where it does not count; None where it counts nowhere.

    What is the same in many claims is looked at once.
    """
    rows, row_of = _distinct(slot, gold)
    columns, column_of = _distinct(slot, predicted)
    if len(rows) == len(columns) == 1:
        found = _slot_similarity(slot, rows[0], columns[0], judge)
        return None if found is None else np.full((len(gold), len(predicted)), found)
    whole = _at_once(slot, rows, columns)
    if whole is not None:
        return whole[row_of][:, column_of]
    table = np.zeros((len(rows), len(columns)))
    for i, j in _to_be_compared(slot, rows, columns):
        found = _slot_similarity(slot, rows[i], columns[j], judge)
        table[i, j] = math.nan if found is None else found
    return table[row_of][:, column_of]


def _to_be_compared(
    slot: Slot, gold: Sequence[Values], predicted: Sequence[Values]
) -> Iterable[tuple[int, int]]:
    """All pairs, but those of quotes that stand in different places: most do, and are not alike."""
    if not slot.evidence or slot.many:
        return itertools.product(range(len(gold)), range(len(predicted)))
    near = np.ones((len(gold), len(predicted)), dtype=bool)
    ours, theirs = ([values[0].span or _EVERYWHERE for values in side] for side in (gold, predicted))
    a, b = np.array(ours)[:, None, :], np.array(theirs)[None, :, :]
    near &= (a[..., 0] < b[..., 1]) & (b[..., 0] < a[..., 1])
    return [(int(i), int(j)) for i, j in np.argwhere(near)]


_EVERYWHERE = (-1, 2**62)
"""A quote of which nobody knows where it stands."""


def _distinct(slot: Slot, found: Sequence[Values]) -> tuple[Sequence[Values], list[int]]:
    """The different values, and which of them each claim has. Path and owner make no difference."""
    if slot.depends_on_neighbours and not slot.evidence:
        return found, list(range(len(found)))
    places: dict[Hashable, int] = {}
    first: list[Values] = []
    place_of = []
    try:
        for values in found:
            if len(values) == 1:
                value = values[0]
                key: Hashable = (value[1], value[1].__class__, value[3:])
            else:
                key = tuple([(value[1], value[1].__class__, value[3:]) for value in values])
            place = places.setdefault(key, len(first))
            if place == len(first):
                first.append(values)
            place_of.append(place)
    except TypeError:  # an object or a list, under a comparator of the user's own
        return found, list(range(len(found)))
    return first, place_of


def _at_once(slot: Slot, gold: Sequence[Values], predicted: Sequence[Values]) -> Matrix | None:
    """All pairs by the comparator's own table; None where it has none, or more than the values counts."""
    if slot.table is None or slot.many:
        return None
    ours, theirs = [values[0] for values in gold], [values[0] for values in predicted]
    if any(value.value is None for value in (*ours, *theirs)) or any(value.is_marked for value in ours):
        return None
    return slot.table([value.value for value in ours], [value.value for value in theirs])


def _slot_similarity(
    slot: Slot, gold: Sequence[Value], predicted: Sequence[Value], judge: Judge
) -> float | None:
    """None where both are empty or it does not count; `_APART` where two claims that differ so are two."""
    if slot.many:
        return _list_similarity(slot, gold, predicted, judge)
    ours, theirs = gold[0], predicted[0]
    if ours.unsure:
        return None
    if theirs.value is None:
        return None if ours.value is None or ours.may_be_empty else 0.0
    if not ours.accepted and ours.between is None:
        return 0.0
    if not slot.evidence and ours.value == theirs.value:
        return 1.0
    match = judge.match(slot, ours, theirs)
    return _APART if match.apart and slot.key else match.similarity


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

    rows, columns = (
        sorted(side, key=lambda each: repr((each.value, each.span))) for side in (gold, predicted)
    )
    alike = [[similar(ours, theirs) for theirs in columns] for ours in rows]
    return [(rows[i], columns[j], alike[i][j]) for i, j in best_pairs(alike)]


def _weights(plan: Plan) -> Iterator[tuple[int, float]]:
    """The places of the slots that count, and how much."""
    keys = {slot.steps for slot in plan.keys}
    for index, slot in enumerate(plan.slots):
        if slot.evidence:
            yield index, QUOTE_WEIGHT
        elif slot.how.scored:
            yield index, slot.weight * (KEY_WEIGHT if slot.steps in keys else 1.0)
