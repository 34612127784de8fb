"""What stands in a claim: the values of its slots, what gold also accepts, and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from evals.labels.gold import GoldDocument, Span
from evals.score.plan import Plan, Slot

NOTHING: Mapping[str, Any] = {}


class Value(NamedTuple):
    """One value of a slot. `value` None: empty.

    Of gold: `accepted` are the values that are right, its own first. `may_be_empty`: leaving it out is right
    too. `between`: any number in it is right. `unsure`: it does not count.
    """

    path: str
    value: Any
    owner: Mapping[str, Any] = NOTHING
    span: Span | None = None
    accepted: tuple[Any, ...] = ()
    may_be_empty: bool = False
    between: tuple[float, float] | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A claim of one side: where it stands, its values slot by slot (several for lists), and its object."""

    path: str
    values: tuple[tuple[Value, ...], ...]
    object: Mapping[str, Any]
    unsure: bool = False

    def signature(self) -> str:
        """An order for claims that does not depend on where they stand in their list."""
        return repr([[(value.value, value.span) for value in values] for values in self.values])


@dataclass(frozen=True)
class Side:
    """One of the two extractions. `gold` is None for the predicted one."""

    spans: Mapping[str, Span | None]
    gold: GoldDocument | None = None

    def filled(self, plan: Plan, data: Mapping[str, Any], path: str) -> Filled:
        """The claim at that path."""
        values = tuple(self._values(slot, data, path) for slot in plan.slots)
        return Filled(path, values, data, self._unsure(path))

    def _values(self, slot: Slot, data: Mapping[str, Any], path: str) -> tuple[Value, ...]:
        owner = data if len(slot.steps) == 1 else _owner(data, slot.steps)
        found = owner.get(slot.steps[-1])
        where = join(path, slot.path)
        if not slot.many:
            return (self._value(slot, _unless_empty(slot, found, owner), where, owner, path),)
        items = found if isinstance(found, Sequence) and not isinstance(found, str) else ()
        return tuple(
            self._value(slot, _unless_empty(slot, item, owner), f"{where}[{index}]", owner, path)
            for index, item in enumerate(items)
        )

    def _value(self, slot: Slot, value: Any, path: str, owner: Mapping[str, Any], claim: str) -> Value:
        span = self.spans.get(path) if slot.evidence else None
        gold = self.gold
        if gold is None:
            return Value(path, value, owner, span)
        others = gold.alternatives.get(path, ())
        accepted = tuple(x for x in (value, *others) if x is not None)
        unsure = bool(gold.unsure) and self._unsure(path, below=claim)
        return Value(path, value, owner, span, accepted, None in others, gold.ranges.get(path), unsure)

    def _unsure(self, path: str, *, below: str | None = None) -> bool:
        """True if this path, or an object that it stands in, is marked. `below`: only what is inside it.

        What is inside an unsure claim still tells which claim answers it.
        """
        if self.gold is None or not self.gold.unsure:
            return False
        ends = [at for at, sign in enumerate(path) if sign in ".[" and at > len(below or "")]
        return any(path[:end] in self.gold.unsure for end in (*ends, len(path)))


def join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _owner(data: Mapping[str, Any], steps: Sequence[str]) -> Mapping[str, Any]:
    for step in steps[:-1]:
        inner = data.get(step)
        if type(inner) is not dict and not isinstance(inner, Mapping):  # the first is the quicker question
            return NOTHING
        data = inner
    return data


def _unless_empty(slot: Slot, value: Any, owner: Mapping[str, Any]) -> Any:
    """The value, or None where it says nothing: blank, the list's word for unknown, an upper end like
    the lower."""
    if value is None or value == "" or value == []:
        return None
    options = slot.options
    if options and (value == options.get("null") or _is_no_range(value, options.get("upper_of"), owner)):
        return None
    return value


def _is_no_range(value: Any, lower: str | None, owner: Mapping[str, Any]) -> bool:
    return lower is not None and owner.get(lower) == value
