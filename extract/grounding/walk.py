"""What in an extraction must stand in the article: its quotes, and which numbers and dates rest on them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from extract.grounding.fold import is_blank
from schemas.annotations import comparator_of, is_quote, leaf_types

Kind = Literal["quote", "number", "date"]


@dataclass(frozen=True)
class Leaf:
    """One value. `owner` is the path of the object whose quotes it rests on; None where no object has any."""

    path: str
    kind: Kind
    value: Any
    owner: str | None


def leaves(model: BaseModel) -> Iterator[Leaf]:
    """All quotes and all supported numbers and dates, in the order of the fields.

    None is nothing, and so is a blank quote in an optional field (in a list it is a leaf).
    """
    return _of_model(model, path="", owner=None)


def _of_model(model: BaseModel, *, path: str, owner: str | None) -> Iterator[Leaf]:
    plan = _plan_of(type(model))
    if plan.quoted:
        owner = path
    for name, quote, optional, kind in plan.fields:
        below = path if plan.is_root else f"{path}.{name}" if path else name
        for place, value in _values(getattr(model, name), below):
            if isinstance(value, BaseModel):
                yield from _of_model(value, path=place, owner=owner)
            elif quote:
                blank = place == below and optional and is_blank(str(value))
                if isinstance(value, str) and not blank:
                    yield Leaf(place, "quote", value, owner)
            elif kind is not None and not isinstance(value, bool):
                yield Leaf(place, kind, value, owner)


class _Field(NamedTuple):
    name: str
    quote: bool
    optional: bool
    kind: Kind | None


class _Plan(NamedTuple):
    """What a model's fields are. Worked out once a model: its annotations are a maze of types."""

    fields: tuple[_Field, ...]
    quoted: bool
    is_root: bool


@lru_cache(maxsize=1024)
def _plan_of(model: type[BaseModel]) -> _Plan:
    fields = tuple(
        _Field(name, is_quote(info), _is_optional(info), _kind(info))
        for name, info in model.model_fields.items()
    )
    return _Plan(fields, any(each.quote for each in fields), issubclass(model, RootModel))


def _values(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The single values under a field, lists and mappings opened, each with its path."""
    if isinstance(value, list | tuple | set | frozenset):
        for index, item in enumerate(value):
            yield from _values(item, f"{path}[{index}]")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _values(item, f"{path}[{key!r}]")
    elif value is not None:
        yield path, value


def _kind(info: FieldInfo) -> Kind | None:
    """What its values are, where they must stand in the article; a quote is told apart before."""
    comparator = comparator_of(info)
    if comparator is None or not comparator.supported:
        return None
    kinds: dict[str, Kind] = {"number": "number", "date": "date"}
    return kinds.get(comparator.kind)


def _is_optional(info: FieldInfo) -> bool:
    return not info.is_required() or type(None) in leaf_types(info.annotation)
