"""How does a key become gold for `schemas:Muc4Report`? One `GoldDocument` a record.

What the key marks optional becomes `unsure`, its alternatives become alternatives, its ranges ranges. Of an
entity's mentions the first is the label, the others are alternatives. Where the key says "on or before", the
last day is gold and leaving it out is right too. Where it has what the schema has no term for, the field is
`unsure`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from evals.labels.gold import GoldDocument
from evals.muc4 import entities
from evals.muc4.entities import Entity
from evals.muc4.notation import parse_count, parse_date, parse_place
from evals.muc4.records import Record, Template
from schemas import muc

_TERMS: Mapping[str, frozenset[str]] = {
    "incident_type": frozenset(get_args(muc.IncidentType)),
    "stage": frozenset(get_args(muc.Stage)),
    "category": frozenset(get_args(muc.Category)),
    "confidence": frozenset(get_args(muc.Confidence)),
    "physical_effect": frozenset(get_args(muc.PhysicalEffect)),
    "human_effect": frozenset(get_args(muc.HumanEffect)),
}


@dataclass
class _Draft:
    """What is collected on the way through a record, keyed by paths of the extraction."""

    published: dt.date | None
    alternatives: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def choose(self, path: str, values: Iterable[Any]) -> Any:
        """The first value; the others are noted as alternatives. None where there is none."""
        first, *others = dict.fromkeys(values) or {None: None}
        if others:
            self.alternatives[path] = tuple(others)
        return first


def gold_of(record: Record) -> GoldDocument:
    draft = _Draft(record.published)
    templates = entities.standing_templates(record)
    incidents = [_incident(draft, f"incidents[{at}]", each) for at, each in enumerate(templates)]
    return GoldDocument(
        document_id=record.id,
        extraction={"incidents": incidents},
        alternatives=draft.alternatives,
        ranges=draft.ranges,
        unsure=frozenset(draft.unsure),
        annotator="MUC-4 key",
        guideline="MUC-4",
    )


def gold_file(gold: GoldDocument) -> dict[str, Any]:
    """The document as a gold file holds it."""
    return {
        "document_id": gold.document_id,
        "annotator": gold.annotator,
        "guideline": gold.guideline,
        "extraction": gold.extraction,
        "alternatives": {path: list(values) for path, values in gold.alternatives.items()},
        "ranges": {path: list(bounds) for path, bounds in gold.ranges.items()},
        "unsure": sorted(gold.unsure),
    }


def _incident(draft: _Draft, path: str, template: Template) -> dict[str, Any]:
    if template.optional:
        draft.unsure.add(path)
    confidence, numbers, effects = "PERP: ORGANIZATION CONFIDENCE", "NUMBER", "EFFECT OF INCIDENT"
    organisations = entities.described_entities(template, entities.ORGANISATIONS, [confidence])
    things = entities.described_entities(
        template, entities.PHYSICAL_TARGETS, [f"PHYS TGT: {numbers}", f"PHYS TGT: {effects}"]
    )
    people = entities.victims(template, [f"HUM TGT: {numbers}", f"HUM TGT: {effects}"])
    return {
        "incident_type": _term(draft, template, f"{path}.incident_type", "INCIDENT: TYPE"),
        "stage": _term(draft, template, f"{path}.stage", "INCIDENT: STAGE OF EXECUTION"),
        **_dates(draft, path, template),
        **_places(draft, path, template),
        "category": _term(draft, template, f"{path}.category", "PERP: INCIDENT CATEGORY"),
        "instruments": _mentions(draft, f"{path}.instruments", template, entities.INSTRUMENTS),
        "perpetrator_individuals": _mentions(
            draft, f"{path}.perpetrator_individuals", template, entities.INDIVIDUALS
        ),
        "perpetrator_organisations": [
            _organisation(draft, f"{path}.perpetrator_organisations[{at}]", each)
            for at, each in enumerate(organisations)
        ],
        "physical_targets": [
            _target(draft, f"{path}.physical_targets[{at}]", each, kind="physical")
            for at, each in enumerate(things)
        ],
        "human_targets": [
            _target(draft, f"{path}.human_targets[{at}]", each, kind="human")
            for at, each in enumerate(people)
        ],
    }


def _mentions(draft: _Draft, path: str, template: Template, slot: str) -> list[str]:
    found = entities.plain_entities(template, slot)
    return [_mention(draft, f"{path}[{at}]", entity) for at, entity in enumerate(found)]


def _mention(draft: _Draft, path: str, entity: Entity) -> str:
    """The label for an entity; `path` is the mention's. If the key says optional, its object is unsure."""
    if entity.optional:
        draft.unsure.add(path.removesuffix(".mention"))
    chosen: str = draft.choose(path, entity.mentions)
    return chosen


def _organisation(draft: _Draft, path: str, entity: Entity) -> dict[str, Any]:
    mention = _mention(draft, f"{path}.mention", entity)
    written = entity.attributes.get("PERP: ORGANIZATION CONFIDENCE", ())
    return {"mention": mention, "confidence": _known(draft, f"{path}.confidence", written, "confidence")}


def _target(draft: _Draft, path: str, entity: Entity, *, kind: str) -> dict[str, Any]:
    numbers = [v for slot, values in entity.attributes.items() if slot.endswith("NUMBER") for v in values]
    effects = [v for slot, values in entity.attributes.items() if slot.endswith("INCIDENT") for v in values]
    return {
        "mention": _mention(draft, f"{path}.mention", entity),
        "number": _number(draft, f"{path}.number", numbers),
        "effect": _known(draft, f"{path}.effect", effects, f"{kind}_effect"),
    }


def _number(draft: _Draft, path: str, written: Sequence[str]) -> int | None:
    counts = [parse_count(each) for each in written]
    for count in counts:
        if count and count.upper is not None:
            draft.ranges[path] = (count.value, count.upper)
    chosen: int | None = draft.choose(path, [count.value if count else None for count in counts])
    return chosen


def _term(draft: _Draft, template: Template, path: str, slot: str) -> str | None:
    filler = template.first(slot)
    if filler is None:
        return None
    if filler.optional:
        draft.unsure.add(path)
    return _known(draft, path, filler.alternatives, path.rpartition(".")[2])


def _known(draft: _Draft, path: str, written: Sequence[str], terms: str) -> str | None:
    """The term of the schema that is written; unsure where the key has another word."""
    cleaned = [part.strip(" ()") for each in written for part in each.split("/")]
    known = [each for each in cleaned if each in _TERMS[terms]]
    if cleaned and not known:
        draft.unsure.add(path)
    chosen: str | None = draft.choose(path, known)
    return chosen


def _dates(draft: _Draft, path: str, template: Template) -> dict[str, str | None]:
    filler = template.first("INCIDENT: DATE")
    written = filler.alternatives if filler else ()
    spans = [parse_date(each, published=draft.published) for each in written]
    known = [span for span in spans if span]
    if written and not known:
        draft.unsure |= {f"{path}.date", f"{path}.date_end"}
    firsts = [span.first.isoformat() if span.first else None for span in known]
    lasts = [None if span.first == span.last else span.last.isoformat() for span in known]
    if any(span.first is None for span in known):
        lasts.append(None)
    return {
        "date": draft.choose(f"{path}.date", firsts),
        "date_end": draft.choose(f"{path}.date_end", lasts),
    }


def _places(draft: _Draft, path: str, template: Template) -> dict[str, str | None]:
    filler = template.first("INCIDENT: LOCATION")
    places = [parse_place(each) for each in filler.alternatives] if filler else []
    levels = ("country", "region", "city", "site")
    if filler and filler.optional:
        draft.unsure |= {f"{path}.{level}" for level in levels}
    return {
        level: draft.choose(f"{path}.{level}", [place.get(level) for place in places]) for level in levels
    }
