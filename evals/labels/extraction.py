"""Is the extraction of a gold file an instance of its schema, and which quotes does it rest on?"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from evals.labels.complaints import complaints
from evals.labels.errors import Fault
from evals.labels.paths import models_of, objects
from extract.grounding.fold import is_blank
from schemas.annotations import comparator_of, is_quote


def check_extraction(
    schema: type[BaseModel], data: Mapping[str, Any]
) -> tuple[BaseModel | None, tuple[Fault, ...]]:
    """The instance, or None and what is wrong."""
    text = json.dumps(data)
    faults = tuple(complaints(schema, data, text))
    if faults:
        return None, faults
    instance = schema.model_validate_json(text)
    upside_down = tuple(_upside_down(instance))
    return (None if upside_down else instance), upside_down


def quotes_in(
    models: tuple[type[BaseModel], ...], value: Any, path: str = ""
) -> Iterator[tuple[str, str, bool]]:
    """(path, words, compared by offsets) of every quote of an extraction in JSON form, valid or not.

    A blank quote in a field that may be left out is none.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from quotes_in(models, item, f"{path}[{index}]")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            below = f"{path}.{name}" if path else name
            field = next((fields[name] for fields in map(_fields, models) if name in fields), None)
            if field is None or inner is None:
                continue
            if not field.quote:
                yield from quotes_in(field.models, inner, below)
            elif field.required or not (isinstance(inner, str) and is_blank(inner)):
                yield from _quotes(inner, below, field.settled)


def _quotes(value: Any, path: str, settled: bool) -> Iterator[tuple[str, str, bool]]:
    if isinstance(value, str):
        yield path, value, settled
    for index, item in enumerate(value if isinstance(value, list) else ()):
        yield from _quotes(item, f"{path}[{index}]", settled)


def _upside_down(instance: BaseModel) -> Iterator[Fault]:
    """Upper ends (`Compare.number(upper_of=…)`) under their lower ends: not every schema checks it."""
    for path, each in objects(instance):
        for name, lower in _upper_ends(type(each)):
            low, high = getattr(each, lower, None), getattr(each, name)
            if low is not None and high is not None and low > high:
                where = f"{path}.{name}" if path else name
                yield Fault(where, f"{lower} {low} is over {name} {high}", "exchange or correct them")


class _Field(NamedTuple):
    """What is asked of a field again and again. `settled`: a quote that is compared by its offsets."""

    models: tuple[type[BaseModel], ...]
    quote: bool
    settled: bool
    required: bool


@functools.cache
def _fields(model: type[BaseModel]) -> Mapping[str, _Field]:
    found = {}
    for name, info in model.model_fields.items():
        how = comparator_of(info)
        settled = how is not None and how.kind == "quote"
        found[name] = _Field(models_of(info), is_quote(info), settled, info.is_required())
    return found


@functools.cache
def _upper_ends(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Fields that are upper ends, each with its lower end."""
    hows = ((name, comparator_of(info)) for name, info in model.model_fields.items())
    options = ((name, dict(how.options)) for name, how in hows if how)
    return tuple((name, said["upper_of"]) for name, said in options if "upper_of" in said)
