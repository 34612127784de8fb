"""Which entities does a template hold, and what does the key say of each?

A person is one entity by name and by description: a `HUM TGT: DESCRIPTION` that refers to a name belongs to
it. Mentions that the text does not hold (the key has slips of the pen) are passed over, as the published data
sets do: nobody could copy them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from evals.muc4.records import Filler, Record, Template

INSTRUMENTS = "INCIDENT: INSTRUMENT ID"
INDIVIDUALS = "PERP: INDIVIDUAL ID"
ORGANISATIONS = "PERP: ORGANIZATION ID"
PHYSICAL_TARGETS = "PHYS TGT: ID"
HUMAN_NAMES = "HUM TGT: NAME"
HUMAN_DESCRIPTIONS = "HUM TGT: DESCRIPTION"

_MENTIONS = (INSTRUMENTS, INDIVIDUALS, ORGANISATIONS, PHYSICAL_TARGETS, HUMAN_NAMES, HUMAN_DESCRIPTIONS)


@dataclass(frozen=True)
class Entity:
    """Any of `mentions` names it. `attributes`: slot → the values that are right for it, one by one."""

    mentions: tuple[str, ...]
    optional: bool = False
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def standing_templates(record: Record) -> list[Template]:
    """The record's templates, with the mentions that its text holds; an entity without any is left out."""
    text = _folded(record.text)
    return [replace(each, slots=dict(_standing(each, text))) for each in record.templates]


def _standing(template: Template, text: str) -> Iterator[tuple[str, tuple[Filler, ...]]]:
    for slot, fillers in template.slots.items():
        if slot in _MENTIONS:
            copied = (replace(f, alternatives=_found(f.alternatives, text)) for f in fillers)
            yield slot, tuple(filler for filler in copied if filler.alternatives)
        else:
            yield slot, fillers


def _found(mentions: Iterable[str], text: str) -> tuple[str, ...]:
    written = (" ".join(mention.split()) for mention in mentions)
    return tuple(mention for mention in written if _folded(mention) in text)


def _folded(text: str) -> str:
    return " ".join(text.upper().split())


def plain_entities(template: Template, slot: str) -> list[Entity]:
    """The entities of a slot that has nothing said of it."""
    return [Entity(filler.alternatives, filler.optional) for filler in template.fillers(slot)]


def described_entities(template: Template, slot: str, attributes: Iterable[str]) -> list[Entity]:
    """The entities of a slot, with what the fillers of the slots `attributes` say of them."""
    return _described(plain_entities(template, slot), template, attributes)


def victims(template: Template, attributes: Iterable[str] = ()) -> list[Entity]:
    """Human targets, names first, then descriptions of people without a name."""
    people = plain_entities(template, HUMAN_NAMES)
    for filler in template.fillers(HUMAN_DESCRIPTIONS):
        at = _referred(people, filler)
        if at is None:
            people.append(Entity(filler.alternatives, filler.optional))
        else:
            people[at] = replace(people[at], mentions=(*people[at].mentions, *filler.alternatives))
    return _described(people, template, attributes)


def _described(entities: list[Entity], template: Template, attributes: Iterable[str]) -> list[Entity]:
    for slot in attributes:
        for filler in template.fillers(slot):
            at = _referred(entities, filler)
            if at is not None:
                known = entities[at].attributes
                values = (*known.get(slot, ()), *filler.alternatives)
                entities[at] = replace(entities[at], attributes={**known, slot: values})
    return entities


def _referred(entities: list[Entity], filler: Filler) -> int | None:
    """Which of the entities the filler belongs to: the first that shares a mention with its reference."""
    named = set(filler.xref)
    return next((at for at, entity in enumerate(entities) if named.intersection(entity.mentions)), None)
