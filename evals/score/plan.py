"""What of a schema is scored: its kinds of claims, and of each claim the slots, as the annotations say.

A claim is an item of a list, or an object that stands alone outside any list. What is nested in a claim
without a list belongs to it: `casualties[].source.name` is a slot of the claim `casualties[]`. So does what a
single object marks as `Key` or `SaidBy`.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_origin

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from evals.comparators import Compare, comparator
from extract.errors import SchemaError
from schemas.annotations import Comparator, comparator_of, is_key, is_source, leaf_types, weight_of

ROOT = "document"
"""The kind of the claim that fields of the schema itself make."""

Steps = tuple[str, ...]


@dataclass(frozen=True)
class Slot:
    """One field of a claim. `steps` lead to it from the claim's object; `many`: it holds a list of values.

    `key`: the claim is right only if this is. `source`: it tells who says it; `identity`: it is what makes
    the source that source.
    """

    steps: Steps
    how: Comparator
    compare: Compare
    weight: float
    many: bool = False
    key: bool = False
    source: bool = False
    identity: bool = False

    @functools.cached_property
    def name(self) -> str:
        return self.path + ("[]" if self.many else "")

    @functools.cached_property
    def path(self) -> str:
        """From the claim's object: `source.name`."""
        return ".".join(self.steps)

    @functools.cached_property
    def evidence(self) -> bool:
        return self.how.kind == "quote"

    @functools.cached_property
    def depends_on_neighbours(self) -> bool:
        """Does its comparator look at more than the two values? Of a user's own comparator, nobody knows."""
        return self.how.kind in ("date", "place", "quote") or ":" in self.how.kind

    @functools.cached_property
    def options(self) -> dict[str, Any]:
        return dict(self.how.options)


@dataclass(frozen=True)
class Plan:
    """A kind of claim: its slots, the single objects beneath it that are claims, and its lists of claims.

    `source_is_key`: the claim is right only if its source is. `lists` and `singles` go by the steps to them.
    """

    kind: str
    slots: tuple[Slot, ...]
    singles: tuple[tuple[str, Plan], ...] = ()
    lists: tuple[tuple[Steps, Plan], ...] = ()
    source_is_key: bool = False

    @functools.cached_property
    def keys(self) -> tuple[Slot, ...]:
        """The key slots; where the schema marks none, all that are scored but quotes, free words and the
        source."""
        marked = tuple(slot for slot in self.slots if slot.key)
        return marked or tuple(s for s in self.scored if not s.source and s.how.kind != "text")

    @functools.cached_property
    def scored(self) -> tuple[Slot, ...]:
        """The slots whose cells are part of F1: no quotes."""
        return tuple(slot for slot in self.slots if slot.how.scored and not slot.evidence)

    def walk(self) -> Iterator[Plan]:
        """This kind and all beneath it."""
        yield self
        for _, plan in (*self.singles, *self.lists):
            yield from plan.walk()

    @functools.cached_property
    def fields(self) -> dict[str, str]:
        """Name of a slot → its path without indices."""
        return {s.name: s.name if self.kind == ROOT else f"{self.kind}.{s.name}" for s in self.slots}


@functools.cache
def plan_of(schema: type[BaseModel]) -> Plan:
    """The plan of a schema. Raises `SchemaError` for one that is no object or names an unknown comparator."""
    if issubclass(schema, RootModel):
        raise SchemaError(
            f"{schema.__name__} is a RootModel, which cannot be scored", hint="wrap it in a field"
        )
    return _standing_alone(schema, "", ())


def scoring_digest(plan: Plan) -> str:
    """SHA-256 of what decides scores beside the labels: comparators, options, keys, sources, weights."""
    rules = [
        [
            *(kind.kind, kind.source_is_key, slot.name, slot.weight, slot.key, slot.source, slot.identity),
            *(slot.how.kind, list(slot.how.options), slot.how.scored),
        ]
        for kind in plan.walk()
        for slot in kind.slots
    ]
    return hashlib.sha256(json.dumps(rules).encode()).hexdigest()


def scored_fields(plan: Plan) -> dict[str, dict[str, Any]]:
    """Each scored field → its weight, whether it is evidence, and the kind of claim that it belongs to."""
    return {
        kind.fields[slot.name]: {"weight": slot.weight, "evidence": slot.evidence, "kind": kind.kind}
        for kind in plan.walk()
        for slot in kind.slots
        if slot.how.scored
    }


Models = tuple[type[BaseModel], ...]


def _standing_alone(model: type[BaseModel], path: str, above: Models) -> Plan:
    slots: list[Slot] = []
    singles: list[tuple[str, Plan]] = []
    lists: list[tuple[Steps, Plan]] = []
    source_is_key = False
    for name, info in model.model_fields.items():
        inner = _model_in(info, (*above, model))
        if inner is None:
            slots.extend(_leaf((name,), info))
        elif _is_list(info):
            lists.append(((name,), _item(inner, _join(path, f"{name}[]"), (*above, model))))
        elif is_key(info) or is_source(info):
            slots.extend(_nested((name,), info, inner, (*above, model)))
            source_is_key |= is_key(info) and is_source(info)
        else:
            singles.append((name, _standing_alone(inner, _join(path, name), (*above, model))))
    return Plan(path or ROOT, tuple(slots), tuple(singles), tuple(lists), source_is_key)


def _item(model: type[BaseModel], path: str, above: Models) -> Plan:
    """A claim of a list: everything in it that is no list is its slot."""
    slots: list[Slot] = []
    lists: list[tuple[Steps, Plan]] = []
    source_is_key = False
    for name, info in model.model_fields.items():
        inner = _model_in(info, (*above, model))
        if inner is None:
            slots.extend(_leaf((name,), info))
        elif _is_list(info):
            lists.append(((name,), _item(inner, _join(path, f"{name}[]"), (*above, model))))
        else:
            slots.extend(_nested((name,), info, inner, (*above, model)))
            source_is_key |= is_key(info) and is_source(info)
    return Plan(path, tuple(slots), (), tuple(lists), source_is_key)


def _nested(steps: Steps, info: FieldInfo, model: type[BaseModel], above: Models) -> Iterator[Slot]:
    """The slots of an object inside a claim. Those of a source are judged together and are no keys."""
    source = is_source(info)
    for name, inside in model.model_fields.items():
        inner = _model_in(inside, (*above, model))
        if inner is None:
            yield from _leaf((*steps, name), inside, source=source)
        elif not _is_list(inside):
            for slot in _nested((*steps, name), inside, inner, (*above, model)):
                yield _as_source(slot) if source else slot


def _as_source(slot: Slot) -> Slot:
    return Slot(slot.steps, slot.how, slot.compare, slot.weight, slot.many, False, True, slot.key)


def _leaf(steps: Steps, info: FieldInfo, *, source: bool = False) -> Iterator[Slot]:
    how = comparator_of(info)
    if how is None:  # a model inside itself: as deep as the labels go cannot be known
        return
    key, says = is_key(info), source or is_source(info)
    yield Slot(
        steps,
        how,
        comparator(how.kind),
        weight_of(info),
        many=_is_list(info),
        key=key and not says,
        source=says,
        identity=says and (key or not source),
    )


def _model_in(info: FieldInfo, above: Models) -> type[BaseModel] | None:
    for kind in leaf_types(info.annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in above:
            return kind
    return None


def _is_list(info: FieldInfo) -> bool:
    pending = [info.annotation]
    while pending:
        annotation: Any = pending.pop()
        if get_origin(annotation) in (list, tuple, set, frozenset):
            return True
        pending.extend(getattr(annotation, "__args__", ()))
    return False


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
