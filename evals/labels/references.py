"""Do the paths of a gold file's alternatives, ranges, unsure, offsets and notes lead where they may?"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, create_model

from evals.labels.complaints import complaints
from evals.labels.errors import Fault, shown
from evals.labels.files import LabelFile
from evals.labels.paths import NoSuchPath, Place, find, steps_of
from schemas.annotations import comparator_of, is_quote

_SECTIONS = ("alternatives", "ranges", "unsure", "offsets", "notes")


def check_references(
    schema: type[BaseModel], extraction: Mapping[str, Any], labels: LabelFile
) -> Iterator[Fault]:
    for section in _SECTIONS:
        said = getattr(labels, section)
        for path in said:
            try:
                place = find(schema, extraction, path)
            except NoSuchPath as error:
                yield Fault(path, f"in {section}: {error}", error.hint)
                continue
            content: Any = said[path] if isinstance(said, Mapping) else None
            yield from _check(section, path, place, content)
            if section == "alternatives" and place.is_field:
                yield from _check_values(place, path, content)


def without_effect(schema: type[BaseModel], labels: LabelFile) -> Iterator[Fault]:
    """Alternatives of quotes that are compared by where they stand: other words there are never looked at."""
    for path in labels.alternatives:
        if is_settled_quote(find(schema, labels.extraction, path)):
            remedy = "a quote is right where it overlaps; say the rest in notes"
            yield Fault(path, "alternatives of a quote have no effect", remedy)


def is_settled_quote(place: Place) -> bool:
    """True for a quote that is compared by its offsets, False also for mentions of an entity."""
    how = comparator_of(place.info) if place.info else None
    return how is not None and how.kind == "quote"


def _check(section: str, path: str, place: Place, content: Any) -> Iterator[Fault]:
    if section in ("alternatives", "ranges") and not place.is_field:
        what = "a list" if place.is_list else "an object"
        yield Fault(path, f"in {section}: this is {what}, not a field", "name its fields one by one")
    elif section == "unsure" and place.is_list and place.models:
        yield Fault(path, "in unsure: this is a list", f"name the claims in it, as in {path}[0]")
    elif section == "offsets" and not (place.info and is_quote(place.info) and place.value is not None):
        yield Fault(path, "in offsets: this is no quote", "give offsets of quotes only")
    elif section == "ranges":
        yield from _check_range(path, place, *content)


def _check_range(path: str, place: Place, low: float, high: float) -> Iterator[Fault]:
    how = comparator_of(place.info) if place.info else None
    if how is None or how.kind != "number":
        yield Fault(path, "in ranges: this field is no number", "use alternatives")
    elif low > high:
        yield Fault(path, f"in ranges: {low:g} is over {high:g}", "write [low, high]")
    elif isinstance(place.value, int | float) and not low <= place.value <= high:
        message = f"in ranges: {place.value} is not in [{low:g}, {high:g}]"
        yield Fault(path, message, "widen the range, or correct the value")


def _check_values(place: Place, path: str, values: Sequence[Any]) -> Iterator[Fault]:
    """Each alternative must be a value that could stand there, whatever the other fields say."""
    in_list = isinstance(steps_of(path)[-1], int)
    for value in values:
        if value is None or place.info is None or place.owner is None:
            continue
        model, key = _alone(place.owner, place.name)
        data = {key: [value] if in_list else value}
        for fault in complaints(model, data, json.dumps(data)):
            yield Fault(path, f"in alternatives, {shown(value)}: {fault.message}", fault.remedy)


@functools.cache
def _alone(owner: type[BaseModel], name: str) -> tuple[type[BaseModel], str]:
    """A model that has only this field of that one, and what the field is called in it."""
    info = owner.model_fields[name]
    definition: Any = (info.annotation, info)
    return create_model("Alone", value=definition), info.alias or "value"
