"""How is what a Pydantic model refuses told to a person: where, what, and what to do?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from evals.labels.errors import Fault, shown
from evals.labels.paths import closest, joined
from schemas.annotations import leaf_types

_COERCED = ("int_type", "float_type", "bool_type")


def complaints(schema: type[BaseModel], data: Mapping[str, Any], json_text: str) -> Iterator[Fault]:
    """What keeps `data` (`json_text` as JSON) from being an instance of the schema; nothing if it is one.

    Fields that the schema would pass over are refused, and so are "12" for 12 and true for 1.
    """
    refused = set()
    for error in _errors(schema, json_text, strict=None):
        refused.add(error["loc"])
        yield _fault(schema, data, error)
    # Not by the strict reading alone: behind a "before" validator it takes no date in a string.
    for error in _errors(schema, json_text, strict=True):
        if error["type"] in _COERCED and error["loc"] not in refused:
            yield _fault(schema, data, error)


def _errors(schema: type[BaseModel], json_text: str, *, strict: bool | None) -> Sequence[Any]:
    try:
        schema.model_validate_json(json_text, strict=strict, extra="forbid")
    except ValidationError as error:
        return error.errors(include_url=False)
    return ()


def _fault(schema: type[BaseModel], data: Mapping[str, Any], error: Mapping[str, Any]) -> Fault:
    kind, where, given = error["type"], _known(error["loc"], data), error["input"]
    path, name = joined(where), str(error["loc"][-1]) if error["loc"] else ""
    if kind == "missing":
        return Fault(path, "the field is missing", f"add {name!r}")
    if kind == "extra_forbidden":
        fields = _fields_at(schema, where[:-1])
        return Fault(path, f"there is no field {name!r} here", f"remove it, or {closest(name, fields)}")
    if kind in ("literal_error", "enum"):
        terms = error["ctx"]["expected"].replace(" or ", ", ")
        return Fault(path, f"{shown(given)} is no term of this list", _closest_term(given, terms))
    if kind == "value_error":
        return Fault(path, error["msg"].removeprefix("Value error, "), "correct the values of this object")
    reason = error["msg"].removeprefix("Input ")
    return Fault(path, f"{reason}: it is {shown(given)}", "write a value of that kind")


def _known(loc: Sequence[str | int], data: Any) -> list[str | int]:
    """The steps of an error that lead somewhere: those that only tell apart the members of a union do not."""
    found: list[str | int] = []
    for index, step in enumerate(loc):
        if _leads(step, data):
            data = data[step]
        elif index < len(loc) - 1 or not isinstance(data, Mapping):
            continue
        found.append(step)
    return found


def _leads(step: str | int, data: Any) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, Mapping) and step in data


def _fields_at(schema: type[BaseModel], steps: Sequence[str | int]) -> list[str]:
    """The names of the fields that the object there may have."""
    models: list[type[BaseModel]] = [schema]
    for name in (step for step in steps if isinstance(step, str)):
        infos = [model.model_fields[name] for model in models if name in model.model_fields]
        kinds = [kind for info in infos for kind in leaf_types(info.annotation)]
        models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return [info.alias or name for model in models for name, info in model.model_fields.items()]


def _closest_term(given: object, terms: str) -> str:
    return closest(str(given), [term.strip("'") for term in terms.split(", ")])
