"""What does a path such as `casualties[0].source.name` lead to in an extraction?"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from extract.errors import UsageError
from schemas.annotations import leaf_types

_STEP = re.compile(r"(?:^|(?<!^)\.)([^.\[\]]+)|(?<!^)\[([0-9]+)\]")
Step = str | int


class NoSuchPath(UsageError):
    """A path that is malformed, or leads nowhere."""


@dataclass(frozen=True)
class Place:
    """Where a path leads. `models` are the objects that may stand there: none where a plain value does.

    `info` is the field (of an item: the list's), `name` of the model `owner`; None at the root. `value` is
    None where nothing stands.
    """

    value: Any
    models: tuple[type[BaseModel], ...]
    info: FieldInfo | None = None
    owner: type[BaseModel] | None = None
    name: str = ""

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    @property
    def is_field(self) -> bool:
        """A single plain value, or the room for one."""
        return not self.models and not self.is_list


def find(schema: type[BaseModel], extraction: Mapping[str, Any], path: str) -> Place:
    """Raises `NoSuchPath`, with what is there instead. What is null but allowed by the schema is a place."""
    place, done = Place(extraction, (schema,)), ""
    for step in steps_of(path):
        place = _item(place, step, done) if isinstance(step, int) else _field(place, step, done)
        done = joined((done, step))
    return place


def steps_of(path: str) -> tuple[Step, ...]:
    """`casualties[0].quote` → ("casualties", 0, "quote"). Raises `NoSuchPath` for what is no path."""
    found: list[Step] = []
    at = 0
    while match := _STEP.match(path, at):
        found.append(match[1] if match[2] is None else int(match[2]))
        at = match.end()
    if at < len(path) or not found:
        raise NoSuchPath(f"{path!r} is no path", hint="write it as in casualties[0].source.name")
    return tuple(found)


def joined(steps: Iterable[Step]) -> str:
    """The inverse of `steps_of`. A step that is no name of a field is written as a key: `["a.b"]`."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        elif text and step.isidentifier():
            text += f".{step}"
        else:
            text += f'["{step}"]' if text else step
    return text


def closest(name: str, names: Iterable[str]) -> str:
    """A remedy for a name that is none: the one that was probably meant."""
    known = list(names)
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}" if known else ""


def objects(model: BaseModel, path: str = "") -> Iterator[tuple[str, BaseModel]]:
    """Every object of an extraction with its path, from the outside in."""
    yield path, model
    for name in type(model).model_fields:
        below = f"{path}.{name}" if path else name
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from objects(value, below)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from objects(item, f"{below}[{index}]")


def _field(place: Place, name: str, done: str) -> Place:
    if place.is_list:
        raise NoSuchPath(f"{done} is a list", hint=f"say which item: {done}[0]")
    for model in place.models:
        if info := model.model_fields.get(name):
            inner = place.value.get(name) if isinstance(place.value, Mapping) else None
            return Place(inner, models_of(info), info, model, name)
    known = [known for model in place.models for known in model.model_fields]
    where = f"{done} has no field {name!r}" if done else f"there is no field {name!r}"
    raise NoSuchPath(where, hint=closest(name, known) or f"{done} is a plain value: end the path there")


def _item(place: Place, index: int, done: str) -> Place:
    if not place.is_list:
        raise NoSuchPath(f"{done} is no list", hint="name its fields with a dot")
    if index >= len(place.value):
        count = len(place.value)
        last = f"the last is {done}[{count - 1}]" if count else "remove the path"
        raise NoSuchPath(f"{done} has {count} items and no [{index}]", hint=f"items count from 0; {last}")
    return dataclasses.replace(place, value=place.value[index])


def models_of(info: FieldInfo) -> tuple[type[BaseModel], ...]:
    """The objects that may stand in a field, also in a list or beside null."""
    return tuple(
        kind for kind in leaf_types(info.annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)
    )
