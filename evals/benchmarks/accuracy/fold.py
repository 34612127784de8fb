"""LangExtract's flat extractions, made of an object of a schema and made into one.

An extraction has a class (the path of a list or object of the schema), words of the text (its quote) and
attributes: text by name, those of nested objects as `source.name`. What does not fit the schema is left out,
claim by claim: to fail the whole document for one of them would be unfair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from evals.benchmarks.accuracy.flat_records import folded_records
from extract.plans.staged.slots import Blueprint, blueprint, slots_of


def flat(answer: Mapping[str, Any], wanted: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The objects of an answer that have a quote, as extractions. `wanted`: of these classes alone."""
    for path, item in _quoted(answer, ""):
        if wanted is None or path in wanted:
            attributes = {name: value for name, value in _leaves(item, "") if name != "quote"}
            yield {"class": path, "text": item["quote"], "attributes": attributes}
    kind = answer.get("event", {}).get("sub_event_type")
    if kind and wanted is None:
        words = answer["event"]["target"]["quote"]
        yield {"class": "event", "text": words, "attributes": {"sub_event_type": kind}}


def _quoted(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        if "quote" in value:
            yield path, value
            return
        for name, inner in value.items():
            yield from _quoted(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for item in value:
            yield from _quoted(item, path)


def _leaves(value: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for name, inner in value.items():
        here = f"{path}.{name}" if path else name
        if isinstance(inner, Mapping):
            yield from _leaves(inner, here)
        elif inner is not None:
            yield here, str(inner)


def fold(extractions: Iterable[Mapping[str, Any]], schema: type[BaseModel]) -> BaseModel:
    """The schema's object. A list or object that no extraction fits is empty; of objects the first counts."""
    extractions = list(extractions)
    shape = blueprint(schema)
    root: dict[str, Any] = {of.path: [] for of in shape.lists}
    models = {of.path: of.model for of in shape.lists} | {part.path: part.model for part in shape.parts}
    for each in extractions:
        path = str(each["class"])
        model = models.get(path)
        if model is None:
            continue
        values = _nested({**each["attributes"], "quote": each["text"]}, model)
        if isinstance(root.get(path), list):
            if _fits(values, model):
                root[path].append(values)
        elif path not in root and (_fits(values, model) or path in _outer(shape)):
            root[path] = values
    records = {of.path: folded_records(of, extractions) for of in shape.records}
    return schema.model_validate({**_placed(root, shape), **records})


def _outer(shape: Blueprint) -> set[str]:
    """Parts that hold others: their own fields may come without those."""
    return {part.path for part in shape.parts if any(o.path.startswith(f"{part.path}.") for o in shape.parts)}


def _placed(root: Mapping[str, Any], shape: Blueprint) -> dict[str, Any]:
    whole: dict[str, Any] = {of.path: root[of.path] for of in shape.lists}
    for part in sorted(shape.parts, key=lambda part: part.path.count(".")):
        values = root.get(part.path)
        if values is None and part.required:
            values = {slot.name: slot.terms[-1] for slot in part.slots if slot.required and slot.terms}
        if values is None:
            continue
        *outer, last = part.path.split(".")
        inside = whole
        for name in outer:
            inside = inside.setdefault(name, {})
        inside[last] = {**values, **inside.get(last, {})}
    return whole


def _nested(attributes: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Attributes as the model's fields: `source.name` into `source`; what it does not know is left out."""
    values: dict[str, Any] = {}
    for path, value in attributes.items():
        if value in (None, "", "null", "None", "unknown") and path != "population_status":
            continue
        *outer, last = path.split(".")
        inside = values
        for name in outer:
            inside = inside.setdefault(name, {})
            if not isinstance(inside, dict):
                break
        else:
            inside[last] = value
    numbered = {slot.name for slot in slots_of(model) if slot.terms and isinstance(slot.terms[0], int)}
    return {
        name: int(value) if name in numbered and str(value).isdigit() else value
        for name, value in values.items()
        if name in model.model_fields
    }


def _fits(values: Mapping[str, Any], model: type[BaseModel]) -> bool:
    try:
        TypeAdapter(model).validate_python(dict(values))
    except ValidationError:
        return False
    return True
