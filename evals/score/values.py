"""What stands in a claim: the values of its slots, what gold also accepts, and what it leaves open."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from evals.labels.gold import GoldDocument, Span
from evals.score.plan import Plan, Slot, Steps

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

    @property
    def is_marked(self) -> bool:
        """Does gold say anything of it beside the value itself?"""
        return len(self.accepted) != 1 or self.may_be_empty or self.between is not None or self.unsure


Values = tuple[Value, ...]


@dataclass(frozen=True)
class Filled:
    """A claim of one side: where it stands, its values slot by slot (several for lists), and its lists.

    `children` are the claims of each of its plan's lists.
    """

    path: str
    values: tuple[Values, ...]
    children: tuple[tuple[Filled, ...], ...] = ()
    unsure: bool = False

    @functools.cached_property
    def said(self) -> Hashable:
        """All that it says, its lists in any order: two claims of which this is equal are one said twice."""
        said = (
            tuple([_said(values) for values in self.values]),
            tuple(tuple(sorted(repr(child.said) for child in children)) for children in self.children),
        )
        try:
            hash(said)
        except TypeError:  # an object or a list, under a comparator of the user's own
            return repr(said)
        return said

    @functools.cached_property
    def gist(self) -> str:
        """Its values in a row: an order for claims, but where two say nearly the same."""
        return "\0".join(
            [str(value[1]) for values in self.values for value in values if value[1] is not None]
        )

    @functools.cached_property
    def signature(self) -> str:
        """An order for claims that does not depend on where they stand in their list."""
        marks = [sorted(repr(value[4:]) for value in values) for values in self.values]
        beneath = [sorted(child.signature for child in children) for children in self.children]
        return repr((self.said, self.unsure, marks, beneath))


def _said(values: Values) -> Hashable:
    """Values and spans, in any order."""
    if len(values) == 1:
        return values[0].value, values[0].span
    return tuple(sorted(repr((value.value, value.span)) for value in values))


@dataclass(frozen=True)
class Side:
    """One of the two extractions. `gold` is None for the predicted one."""

    spans: Mapping[str, Span | None]
    gold: GoldDocument | None = None

    @functools.cached_property
    def has_unsure(self) -> bool:
        return self.gold is not None and bool(self.gold.unsure)

    @functools.cached_property
    def has_marks(self) -> bool:
        return self.gold is not None and bool(self.gold.alternatives or self.gold.ranges or self.gold.unsure)

    def filled(self, plan: Plan, data: Mapping[str, Any], path: str) -> Filled:
        """The claim at that path."""
        values = tuple([self._values(slot, data, path) for slot in plan.slots])
        children = tuple([tuple(self._items(steps, item, data, path)) for steps, item in plan.lists])
        return Filled(path, values, children, self.unsure(path))

    def _items(self, steps: Steps, plan: Plan, data: Mapping[str, Any], path: str) -> Iterator[Filled]:
        found = _owner(data, steps).get(steps[-1])
        where = join(path, ".".join(steps))
        for index, item in enumerate(found if isinstance(found, Sequence) else ()):
            if isinstance(item, Mapping):
                yield self.filled(plan, item, f"{where}[{index}]")

    def _values(self, slot: Slot, data: Mapping[str, Any], path: str) -> Values:
        if slot.many:
            return self._several(slot, data, path)
        steps = slot.steps
        owner = data if len(steps) == 1 else _owner(data, steps)
        value = owner.get(steps[-1])
        where = f"{path}.{slot.path}" if path else slot.path
        if value is not None:
            value = _unless_empty(slot, value, owner)
        if self.gold is None and not slot.evidence:
            return (Value(where, value, owner),)
        return (self._value(slot, value, where, owner, path),)

    def _several(self, slot: Slot, data: Mapping[str, Any], path: str) -> Values:
        owner = _owner(data, slot.steps)
        found = owner.get(slot.steps[-1])
        where = join(path, slot.path)
        items = found if isinstance(found, Sequence) and not isinstance(found, str) else ()
        filled = ((index, _unless_empty(slot, item, owner)) for index, item in enumerate(items))
        return tuple(
            self._value(slot, item, f"{where}[{index}]", owner, path)
            for index, item in filled
            if item is not None
        )

    def _value(self, slot: Slot, value: Any, path: str, owner: Mapping[str, Any], claim: str) -> Value:
        span = self.spans.get(path) if slot.evidence else None
        if self.gold is None:
            return Value(path, value, owner, span)
        accepted = () if value is None else (value,)
        if not self.has_marks:
            return Value(path, value, owner, span, accepted)
        others = [_unless_empty(slot, other, owner) for other in self.gold.alternatives.get(path, ())]
        accepted += tuple(other for other in others if other is not None)
        unsure = self.unsure(path, below=claim)
        return Value(path, value, owner, span, accepted, None in others, self.gold.ranges.get(path), unsure)

    def unsure(self, path: str, *, below: str | None = None) -> bool:
        """True if this path, or an object that it stands in, is marked. `below`: only what is inside it.

        What is inside an unsure claim still tells which claim answers it.
        """
        if self.gold is None or not self.has_unsure:
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
    if value is None:
        return None
    if type(value) is str:
        if not value or value.isspace():
            return None
    elif value == [] or value != value:  # the last: NaN
        return None
    options = slot.options
    if options and (value == options.get("null") or _is_no_range(value, options.get("upper_of"), owner)):
        return None
    return value


def _is_no_range(value: Any, lower: str | None, owner: Mapping[str, Any]) -> bool:
    return lower is not None and owner.get(lower) == value
