"""Events with parts, flat: an extraction for each mention, and those of one event back together.

`incidents.human_targets` is the class of a mention; its attributes are those of the mention (`effect`) and,
under the list's own name, those of its event (`incidents.incident_type`). Mentions of one kind of event in
one text that do not contradict each other on its day and town are taken for one event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from extract.plans.staged.slots import RecordList, Slot, slots_of


def flat_records(of: RecordList, records: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """One extraction a mention."""
    for record in records:
        shared = {
            f"{of.path}.{name}": str(value)
            for name, value in record.items()
            if value is not None and not isinstance(value, list)
        }
        for slot in of.mentions:
            for item in record.get(slot.name) or ():
                words, attributes = _parted(slot, item)
                yield {
                    "class": f"{of.path}.{slot.name}",
                    "text": words,
                    "attributes": {**shared, **attributes},
                }


def folded_records(of: RecordList, extractions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The events, as far as the schema takes them."""
    lists = {f"{of.path}.{slot.name}": slot for slot in of.mentions}
    records: list[dict[str, Any]] = []
    for each in extractions:
        slot = lists.get(str(each["class"]))
        if slot is None:
            continue
        shared = _shared(of, each["attributes"])
        if of.nature.name not in shared:
            continue
        record = next((known for known in records if _same(of, known, shared)), None)
        if record is None:
            record = {**_required(of), **{each.name: [] for each in of.mentions}}
            records.append(record)
        record |= {name: value for name, value in shared.items() if record.get(name) is None}
        record[of.nature.name] = shared[of.nature.name]
        record[slot.name].append(_item(slot, each))
    return [record for record in records if _fits(of, record)]


def _parted(slot: Slot, item: Any) -> tuple[str, dict[str, str]]:
    if not isinstance(item, Mapping):
        return str(item), {}
    quote = _quote(slot)
    rest = {name: str(value) for name, value in item.items() if name != quote and value is not None}
    return str(item[quote]), rest


def _quote(slot: Slot) -> str:
    assert slot.model is not None
    return next(each.name for each in slots_of(slot.model) if each.kind == "quote")


def _shared(of: RecordList, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The event's own attributes that its fields take, each by itself."""
    values = {}
    for slot in of.slots:
        value = attributes.get(f"{of.path}.{slot.name}")
        if value not in (None, "", "null", "None", "unknown") and _takes(slot, value):
            values[slot.name] = value
    return values


def _takes(slot: Slot, value: Any) -> bool:
    try:
        taken: Any = Annotated[slot.info.annotation, slot.info]
        TypeAdapter(taken).validate_python(value)
    except ValidationError:
        return False
    return True


def _same(of: RecordList, known: Mapping[str, Any], shared: Mapping[str, Any]) -> bool:
    if known[of.nature.name] != shared[of.nature.name]:
        return False
    names = [slot.name for slot in of.slots if slot.kind in ("date", "text")]
    return all(known.get(name) in (None, shared.get(name)) or name not in shared for name in names)


def _required(of: RecordList) -> dict[str, Any]:
    """What words decide where nothing is said."""
    return {
        slot.name: slot.cues.otherwise
        for slot in of.of("term")
        if slot.required and slot.cues is not None and slot.cues.otherwise is not None
    }


def _item(slot: Slot, extraction: Mapping[str, Any]) -> Any:
    if slot.model is None:
        return extraction["text"]
    item: dict[str, Any] = {_quote(slot): extraction["text"]}
    for each in slots_of(slot.model):
        value = extraction["attributes"].get(each.name)
        if value not in (None, "", "null", "None") and each.name not in item and _takes(each, value):
            item[each.name] = value
    return item


def _fits(of: RecordList, record: Mapping[str, Any]) -> bool:
    try:
        of.model.model_validate(record)
    except ValidationError:
        return False
    return True
