"""What in an extraction must stand in the article: its quotes, and which numbers and dates rest on them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

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
    fields = type(model).model_fields
    if any(is_quote(info) for info in fields.values()):
        owner = path
    for name, info in fields.items():
        below = path if isinstance(model, RootModel) else f"{path}.{name}" if path else name
        for place, value in _values(getattr(model, name), below):
            if isinstance(value, BaseModel):
                yield from _of_model(value, path=place, owner=owner)
            elif place == below and is_quote(info) and _is_optional(info) and is_blank(str(value)):
                continue
            elif kind := _kind(info, value):
                yield Leaf(place, kind, value, owner)


def _values(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The single values under a field, lists and mappings opened, each with its path."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _values(item, f"{path}[{key!r}]")
    elif isinstance(value, list | tuple | set | frozenset):
        for index, item in enumerate(value):
            yield from _values(item, f"{path}[{index}]")
    elif value is not None:
        yield path, value


def _kind(info: FieldInfo, value: Any) -> Kind | None:
    if is_quote(info):
        return "quote" if isinstance(value, str) else None
    comparator = comparator_of(info)
    if comparator is None or not comparator.supported or isinstance(value, bool):
        return None
    kinds: dict[str, Kind] = {"number": "number", "date": "date"}
    return kinds.get(comparator.kind)


def _is_optional(info: FieldInfo) -> bool:
    return not info.is_required() or type(None) in leaf_types(info.annotation)
