"""Which entities fill the five roles that template filling is measured on? Of a key, and of an extraction.

The published data sets (Du, Rush and Cardie 2021, and all who took theirs) know victims by `HUM TGT: NAME`
alone, so that people whom the text does not name are no victims there. Both readings are here: "all" and
"named". Optional entities and templates count like any other, as they do there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from evals.muc4 import entities
from evals.muc4.records import Record
from evals.muc4.records import Template as KeyTemplate
from evals.score.ceaf import Entity, Template, entity, merged

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
Victims = Literal["all", "named"]

_SLOT_OF = {
    "PerpInd": entities.INDIVIDUALS,
    "PerpOrg": entities.ORGANISATIONS,
    "Target": entities.PHYSICAL_TARGETS,
    "Victim": entities.HUMAN_NAMES,
    "Weapon": entities.INSTRUMENTS,
}
_FIELD_OF = {
    "PerpInd": "perpetrator_individuals",
    "PerpOrg": "perpetrator_organisations",
    "Target": "physical_targets",
    "Victim": "human_targets",
    "Weapon": "instruments",
}


def gold_templates(record: Record, *, victims: Victims = "all") -> list[Template]:
    return [_gold_template(template, victims) for template in entities.standing_templates(record)]


def predicted_templates(extraction: Mapping[str, Any]) -> list[Template]:
    """The templates of an extraction of `schemas:Muc4Report`. An entity given twice in one counts once."""
    return [_predicted_template(incident) for incident in extraction["incidents"]]


def document_roles(templates: Iterable[Template]) -> dict[str, list[Entity]]:
    """A document's entities by role, its templates forgotten: what CEAF-REE looks at."""
    known = list(templates)
    return {role: merged(e for template in known for e in template.roles[role]) for role in ROLES}


def _gold_template(template: KeyTemplate, victims: Victims) -> Template:
    types = [part for f in template.fillers("INCIDENT: TYPE") for part in f.alternatives]
    found = {role: entities.plain_entities(template, slot) for role, slot in _SLOT_OF.items()}
    if victims == "all":
        found["Victim"] = entities.victims(template)
    roles = {role: [entity(each.mentions) for each in known] for role, known in found.items()}
    return Template(frozenset(part.strip() for each in types for part in each.split("/")), roles)


def _predicted_template(incident: Mapping[str, Any]) -> Template:
    roles = {role: merged(map(_entity, _items(incident, name))) for role, name in _FIELD_OF.items()}
    return Template(frozenset([incident["incident_type"]]), roles)


def _items(incident: Mapping[str, Any], name: str) -> Sequence[Any]:
    items: Sequence[Any] = incident.get(name) or ()
    return items


def _entity(item: Any) -> Entity:
    """A mention stands alone or in the object that says more of it."""
    return entity([item if isinstance(item, str) else item["mention"]])
