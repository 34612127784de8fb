"""What comes of one slot: the value given held against the values that are right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evals.comparators import CORRECT, INCORRECT, About, Match
from evals.comparators.number import as_number
from evals.score.cells import Outcome
from evals.score.plan import Slot
from evals.score.values import Value

_REMEMBERED = 100_000


@dataclass
class Judge:
    """Compares values, and remembers what it found: the same two values meet again in many pairs of claims
    and in many documents. One for all documents of a gold set.

    `aliases` maps folded names to the number of their group.
    """

    aliases: Mapping[str, int]
    _seen: dict[tuple[int, Any, Any], Match] = field(default_factory=dict)

    def match(self, slot: Slot, gold: Value, predicted: Value) -> Match:
        """The best that the predicted value can be called. Both are filled."""
        if gold.between is not None and _is_between(predicted.value, gold.between):
            return CORRECT
        best = INCORRECT
        for value in (*gold.accepted, *(gold.between or ())):
            found = self._compare(slot, value, gold, predicted)
            if found.verdict == "correct":
                return found
            if best is INCORRECT or _rank(found) > _rank(best):
                best = found
        return best

    def _compare(self, slot: Slot, value: Any, gold: Value, predicted: Value) -> Match:
        if slot.depends_on_neighbours:
            return slot.compare(value, predicted.value, self._about(slot, value, gold, predicted))
        key = (id(slot), value, predicted.value)
        try:
            found = self._seen.get(key)
        except TypeError:  # a list or a mapping: no key
            return slot.compare(value, predicted.value, self._about(slot, value, gold, predicted))
        if found is None:
            found = slot.compare(value, predicted.value, self._about(slot, value, gold, predicted))
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[key] = found
        return found

    def _about(self, slot: Slot, value: Any, gold: Value, predicted: Value) -> About:
        """Where an alternative stands in the article is not known: only gold's own value has a place."""
        span = gold.span if value == gold.value else None
        return About(slot.options, gold.owner, predicted.owner, self.aliases, (span, predicted.span))


def outcome_of(judge: Judge, slot: Slot, gold: Value, predicted: Value) -> Outcome:
    """The outcome of a cell in a pair of claims."""
    if gold.unsure or not slot.how.scored:
        return "unscored"
    ours, theirs = gold.value, predicted.value
    if theirs is None:
        return "noncommittal" if ours is None or gold.may_be_empty else "missing"
    if slot.equal_is_right and ours == theirs and type(ours) is type(theirs):
        return "correct"  # most cells: no need to ask the comparator
    verdict = judge.match(slot, gold, predicted).verdict if gold.accepted or gold.between else "incorrect"
    if ours is None and gold.between is None:
        return "spurious" if verdict == "incorrect" else verdict
    return verdict


def lone_outcome(slot: Slot, value: Value, *, in_gold: bool) -> Outcome:
    """The outcome of a cell that only one side has."""
    if value.unsure or not slot.how.scored:
        return "unscored"
    if value.value is None or (in_gold and value.may_be_empty):
        return "noncommittal"
    return "missing" if in_gold else "spurious"


def _is_between(value: Any, between: tuple[float, float]) -> bool:
    """Also of a number in a string, as JSON has a Decimal."""
    number = as_number(value) if isinstance(value, int | float | str) else None
    return number is not None and between[0] <= number <= between[1]


def _rank(match: Match) -> tuple[bool, float, bool]:
    return match.verdict == "partial", match.similarity, not match.apart
