"""What of a schema is scored: its kinds of claims, and of each claim the slots, as the annotations say.

A claim is an item of a list, or an object that stands alone outside any list. What is nested in a claim
without a list belongs to it: `casualties[].source.name` is a slot of the claim `casualties[]`. So does what a
single object marks as `Key` or `SaidBy`.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from evals.comparators import Compare, comparator, table_of
from evals.score.cells import ROOT
from extract.errors import SchemaError
from schemas.annotations import (
    Comparator,
    comparator_of,
    depth_of,
    explicit_comparator,
    is_key,
    is_list,
    is_source,
    leaf_types,
    weight_of,
)

if TYPE_CHECKING:
    from evals.comparators import Table

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
    def table(self) -> Table | None:
        return table_of(self.how.kind)

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
    def is_fact(self) -> bool:
        """Is it part of F1?"""
        return self.how.scored and not self.evidence

    @functools.cached_property
    def equal_is_right(self) -> bool:
        """Are two equal values right wherever they stand? Quotes are not, a user's own comparator may be."""
        return not self.evidence and ":" not in self.how.kind

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
    def source(self) -> tuple[tuple[Slot, ...], tuple[Slot, ...]]:
        """The slots that tell who says it: those that identify the source, and the others."""
        said_by = [slot for slot in self.slots if slot.source]
        return tuple(s for s in said_by if s.identity), tuple(s for s in said_by if not s.identity)

    @functools.cached_property
    def own_keys(self) -> tuple[Slot, ...]:
        """The key slots, those of the source left aside."""
        return tuple(slot for slot in self.keys if not slot.source)

    @functools.cached_property
    def quotes(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.evidence)

    @functools.cached_property
    def scored(self) -> tuple[Slot, ...]:
        """The slots whose cells are part of F1: no quotes."""
        return tuple(slot for slot in self.slots if slot.is_fact)

    def walk(self) -> Iterator[Plan]:
        """This kind and all beneath it."""
        yield self
        for _, plan in (*self.singles, *self.lists):
            yield from plan.walk()

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(slot.name for slot in self.slots)

    @functools.cached_property
    def nothing(self) -> tuple[tuple[()], ...]:
        """For each slot no value: what a side has of a claim that it lacks."""
        return ((),) * len(self.slots)

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
    return _standing_alone((schema,), "", ())


RULES = 3
"""Goes up with every change of the code that scores something otherwise than before."""


def scoring_digest(plan: Plan) -> str:
    """SHA-256 of what decides scores beside the labels: rules, comparators, keys, sources, weights."""
    rules: list[Any] = [RULES]
    rules += [
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


Model = type[BaseModel]
Fields = Mapping[str, FieldInfo]
_REMEDY = "make it an object or a list of objects, or mark it with Compare.unscored() or Compare.by()"


@dataclass(frozen=True)
class _Kind:
    """A kind of claim while its plan is made: `path` without indices, the models `above`, what was found.

    `weight` is what the fields of the objects that it is in count.
    """

    path: str
    above: tuple[Model, ...]
    weight: float = 1.0
    slots: list[Slot] = field(default_factory=list)
    singles: list[tuple[str, Plan]] = field(default_factory=list)
    lists: list[tuple[Steps, Plan]] = field(default_factory=list)
    source_is_key: list[bool] = field(default_factory=list)

    def plan(self) -> Plan:
        return Plan(
            self.path or ROOT,
            tuple(self.slots),
            tuple(self.singles),
            tuple(self.lists),
            any(self.source_is_key),
        )


def _standing_alone(models: Sequence[Model], path: str, above: tuple[Model, ...], weight: float = 1) -> Plan:
    """An object outside any list: what is nested in it is a claim of its own, unless it is key or source."""
    kind = _Kind(path, (*above, *models), weight)
    for name, info in _fields(models).items():
        inner = _models_in(info)
        if inner and not is_list(info.annotation) and not (is_key(info) or is_source(info)):
            if not set(inner) & set(kind.above):
                counts = weight * weight_of(info)
                kind.singles.append((name, _standing_alone(inner, _join(path, name), kind.above, counts)))
        else:
            _add(kind, (name,), info)
    return kind.plan()


def _item(models: Sequence[Model], path: str, above: tuple[Model, ...], weight: float) -> Plan:
    """A claim of a list: everything in it that is no list is its slot."""
    kind = _Kind(path, (*above, *models), weight)
    for name, info in _fields(models).items():
        _add(kind, (name,), info)
    return kind.plan()


def _add(
    kind: _Kind,
    steps: Steps,
    info: FieldInfo,
    *,
    weight: float | None = None,
    key: bool = False,
    source: bool = False,
) -> None:
    """A field's slots and lists. `weight`, `key` and `source` are those of the object that it is in.

    What is in a source is judged together: its fields are no keys, but those that it marks tell who it is.
    """
    inner, above = _models_in(info), kind.above
    weight = (kind.weight if weight is None else weight) * weight_of(info)
    if not inner:
        how = comparator_of(info)
        if how is None:
            _refuse(kind, steps, "objects in lists of lists, or mixed with plain values", _REMEDY)
        kind.slots.append(_slot(steps, info, how, weight, key=key, source=source))
        kind.source_is_key.append(not source and is_key(info) and is_source(info))
    elif set(inner) & set(above):
        return  # a model inside itself: as deep as the labels go cannot be known
    elif is_list(info.annotation):
        if is_source(info):
            _refuse(kind, steps, "a list of sources", "mark the source of each item instead")
        path = _join(kind.path, f"{'.'.join(steps)}[]")
        kind.lists.append((steps, _item(inner, path, above, weight)))
    else:
        kind.source_is_key.append(not source and is_key(info) and is_source(info))
        fields = _fields(inner)
        whole = (key or is_key(info)) and not any(is_key(each) for each in fields.values())
        says = source or is_source(info)
        below = dataclasses.replace(kind, above=(*above, *inner))
        for name, each in fields.items():
            _add(below, (*steps, name), each, weight=weight, key=whole, source=says)


def _slot(steps: Steps, info: FieldInfo, how: Comparator, weight: float, *, key: bool, source: bool) -> Slot:
    """`key`: the object that it is in is key as a whole, quotes aside."""
    marked, says = is_key(info), source or is_source(info)
    return Slot(
        steps,
        how,
        comparator(how.kind),
        weight,
        many=is_list(info.annotation),
        key=not says and (marked or (key and how.scored and how.kind != "quote")),
        source=says,
        identity=says and (marked or not source),
    )


def _refuse(kind: _Kind, steps: Steps, what: str, remedy: str) -> NoReturn:
    raise SchemaError(f"{_join(kind.path, '.'.join(steps))} is {what}, which cannot be scored", hint=remedy)


def _fields(models: Sequence[Model]) -> Fields:
    """The fields of a model, or of those that may stand in its place: of a name the first."""
    fields: dict[str, FieldInfo] = {}
    for model in models:
        for name, info in model.model_fields.items():
            fields.setdefault(name, info)
    return fields


def _models_in(info: FieldInfo) -> tuple[Model, ...]:
    """The models that may stand there.

    None for plain values, for a field with a comparator of its own, and where objects stand in what is
    neither an object nor a list of them (a mapping, lists in lists).
    """
    if explicit_comparator(info) is not None:
        return ()
    kinds = [kind for kind in leaf_types(info.annotation) if kind is not type(None)]
    models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    plain = len(models) == len(kinds) and depth_of(info.annotation) <= 1
    return tuple(dict.fromkeys(models)) if plain else ()


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
