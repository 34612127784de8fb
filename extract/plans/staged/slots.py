"""What does a schema want to know of a claim? Read from its types and marks, once a run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.annotations import Cues, comparator_of, cues_of, is_key, is_list, is_quote, is_source, leaf_types

Kind = Literal["quote", "count", "upper", "term", "date", "number", "text", "object", "said_by", "other"]


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


@dataclass(frozen=True, eq=False)
class ClaimList:
    """A list of objects that rest on a quote each."""

    path: str
    model: type[BaseModel]
    slots: tuple[Slot, ...]
    info: FieldInfo

    def of(self, kind: Kind) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.kind == kind)

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
        return next(
            (s for s in self.of("term") if s.key and s.cues is not None and s.cues.otherwise is None), None
        )


@dataclass(frozen=True, eq=False)
class Part:
    """An object that stands alone, with or without a quote of its own. `inner` are those inside it."""

    path: str
    model: type[BaseModel]
    slots: tuple[Slot, ...]
    required: bool


@dataclass(frozen=True)
class Blueprint:
    """A schema as a plan sees it. `others` are the fields that no stage knows how to fill."""

    lists: tuple[ClaimList, ...]
    parts: tuple[Part, ...]
    others: tuple[str, ...]


def blueprint(schema: type[BaseModel]) -> Blueprint:
    lists: list[ClaimList] = []
    parts: list[Part] = []
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
            elif not path or slot.kind == "other":
                others.append(below)

    visit(schema, "", required=True)
    return Blueprint(tuple(lists), tuple(parts), tuple(others))


def slots_of(model: type[BaseModel]) -> tuple[Slot, ...]:
    return tuple(_slot(name, info) for name, info in model.model_fields.items())


def _slot(name: str, info: FieldInfo) -> Slot:
    cues = cues_of(info)
    if is_quote(info) and not is_list(info.annotation):
        return Slot(name, "quote", info)
    kinds = [kind for kind in leaf_types(info.annotation) if kind is not NoneType]
    model = next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)
    if _item(info) is not None or is_list(info.annotation):
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
