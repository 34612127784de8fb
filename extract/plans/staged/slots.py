"""What does a schema want to know of a claim? Read from its types and marks, once a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.annotations import (
    Cues,
    Needed,
    Sayer,
    comparator_of,
    cues_of,
    is_key,
    is_list,
    is_quote,
    is_source,
    leaf_types,
    needed_of,
    sayer_of,
)

Kind = Literal[
    "quote", "count", "upper", "term", "date", "number", "text", "object", "mentions", "said_by", "other"
]


@dataclass(frozen=True, eq=False)
class Slot:
    """A field. `terms` are those of a closed list; `model` is that of a nested object."""

    name: str
    kind: Kind
    info: FieldInfo
    terms: tuple[Any, ...] = ()
    model: type[BaseModel] | None = None
    cues: Cues | None = None

    @property
    def key(self) -> bool:
        return is_key(self.info)

    @property
    def required(self) -> bool:
        return self.info.is_required()

    @property
    def sayer(self) -> Sayer:
        return sayer_of(self.info) or Sayer()

    @property
    def needed(self) -> Needed | None:
        return needed_of(self.info)


@dataclass(frozen=True, eq=False)
class ItemList:
    """A list of objects: where it stands in the schema, and what its objects are made of."""

    path: str
    model: type[BaseModel]
    slots: tuple[Slot, ...]
    info: FieldInfo

    def of(self, kind: Kind) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.kind == kind)


@dataclass(frozen=True, eq=False)
class ClaimList(ItemList):
    """A list of objects that rest on a quote each."""

    @property
    def quote(self) -> Slot:
        return self.of("quote")[0]

    @property
    def said_by(self) -> Slot | None:
        return next(iter(self.of("said_by")), None)

    @property
    def counts(self) -> bool:
        """True where each claim is a figure that the article states."""
        return any(slot.key for slot in self.of("count"))

    @property
    def nature(self) -> Slot | None:
        """The closed list that says what kind of claim it is, by the words that point to it."""
        return _nature(self.slots)


@dataclass(frozen=True, eq=False)
class RecordList(ItemList):
    """A list of objects without a quote of their own: each has lists of words of the article.

    `nature` is the closed list that says what kind of thing it is, by the words that point to it.
    """

    nature: Slot

    @property
    def mentions(self) -> tuple[Slot, ...]:
        return self.of("mentions")


@dataclass(frozen=True, eq=False)
class Part:
    """An object that stands alone, with or without a quote of its own."""

    path: str
    model: type[BaseModel]
    slots: tuple[Slot, ...]
    required: bool


@dataclass(frozen=True)
class Blueprint:
    """A schema as a plan sees it. `others` are the fields that no stage knows how to fill."""

    lists: tuple[ClaimList, ...]
    parts: tuple[Part, ...]
    records: tuple[RecordList, ...]
    others: tuple[str, ...]


def blueprint(schema: type[BaseModel]) -> Blueprint:
    lists: list[ClaimList] = []
    parts: list[Part] = []
    records: list[RecordList] = []
    others: list[str] = []

    def visit(model: type[BaseModel], path: str, *, required: bool) -> None:
        slots = slots_of(model)
        if path:
            parts.append(Part(path, model, slots, required))
        for slot in slots:
            below = f"{path}.{slot.name}" if path else slot.name
            item = _item(slot.info)
            if slot.kind == "object" and slot.model is not None:
                visit(slot.model, below, required=slot.required)
            elif item is not None and any(s.kind == "quote" for s in slots_of(item)):
                lists.append(ClaimList(below, item, slots_of(item), slot.info))
            elif item is not None and (record := _record(below, item, slot.info)) is not None:
                records.append(record)
            elif not path or slot.kind == "other":
                others.append(below)

    visit(schema, "", required=True)
    return Blueprint(tuple(lists), tuple(parts), tuple(records), tuple(others))


def slots_of(model: type[BaseModel]) -> tuple[Slot, ...]:
    return tuple(_slot(name, info) for name, info in model.model_fields.items())


def _record(path: str, model: type[BaseModel], info: FieldInfo) -> RecordList | None:
    """None for a list whose items have no mentions, or no words that point to them."""
    slots = slots_of(model)
    nature = _nature(slots)
    if nature is None or not any(slot.kind == "mentions" for slot in slots):
        return None
    return RecordList(path, model, slots, info, nature)


def _nature(slots: Sequence[Slot]) -> Slot | None:
    kinds = (slot for slot in slots if slot.kind == "term" and slot.key)
    return next((slot for slot in kinds if slot.cues is not None and slot.cues.otherwise is None), None)


def _slot(name: str, info: FieldInfo) -> Slot:
    cues = cues_of(info)
    if is_quote(info) and not is_list(info.annotation):
        return Slot(name, "quote", info)
    kinds = [kind for kind in leaf_types(info.annotation) if kind is not NoneType]
    model = next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)
    item = _item(info)
    if is_quote(info) or (item is not None and any(map(is_quote, item.model_fields.values()))):
        return Slot(name, "mentions", info, model=item, cues=cues)
    if is_list(info.annotation):
        return Slot(name, "other", info, cues=cues)
    if model is not None:
        return Slot(name, "said_by" if is_source(info) else "object", info, model=model, cues=cues)
    terms = tuple(term for kind in kinds for term in _terms(kind))
    if terms:
        return Slot(name, "term", info, terms=terms, cues=cues)
    return Slot(name, _scalar(info, kinds), info, cues=cues)


def _scalar(info: FieldInfo, kinds: list[Any]) -> Kind:
    comparator = comparator_of(info)
    options = dict(comparator.options) if comparator else {}
    if comparator is not None and comparator.kind == "number":
        if "upper_of" in options:
            return "upper"
        return "count" if comparator.supported else "number"
    if comparator is not None and comparator.kind == "date":
        return "date"
    return "text" if str in kinds else "other"


def _terms(kind: Any) -> tuple[Any, ...]:
    if get_origin(kind) is Literal:
        return get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(member.value for member in kind)
    return ()


def _item(info: FieldInfo) -> type[BaseModel] | None:
    """The model that a list holds."""
    if not is_list(info.annotation):
        return None
    models = [k for k in leaf_types(info.annotation) if isinstance(k, type) and issubclass(k, BaseModel)]
    return models[0] if models else None
