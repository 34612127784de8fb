"""The closed lists of terms that `ConflictReport` uses, and the scheme that each is taken from.

ACLED: Armed Conflict Location & Event Data, codebook (event and sub-event types, precision codes).
UCDP GED: Uppsala Conflict Data Program, Georeferenced Event Dataset codebook (low and high estimates).
Airwars: civilian harm methodology (who is reported to be harmed, who is held responsible, by whom).
MUC-4: Message Understanding Conference 4 template rules (organisation confidence, target types).
The field-by-field codebook is `docs/codebook.md`.
"""

from __future__ import annotations

from typing import Literal, get_args

# ACLED: 25 sub-event types, under 6 event types.
SubEventType = Literal[
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Armed clash",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Peaceful protest",
    "Protest with intervention",
    "Excessive force against protesters",
    "Violent demonstration",
    "Mob violence",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
]
EventType = Literal[
    "Battles",
    "Explosions/Remote violence",
    "Violence against civilians",
    "Protests",
    "Riots",
    "Strategic developments",
]

_SIZES: tuple[tuple[EventType, int], ...] = (
    ("Battles", 3),
    ("Explosions/Remote violence", 6),
    ("Violence against civilians", 3),
    ("Protests", 3),
    ("Riots", 2),
    ("Strategic developments", 8),
)


def _event_types() -> dict[SubEventType, EventType]:
    terms = iter(get_args(SubEventType))
    return {next(terms): event_type for event_type, size in _SIZES for _ in range(size)}


EVENT_TYPE_OF: dict[SubEventType, EventType] = _event_types()
"""ACLED's event type of each sub-event type, in the codebook's order."""

Harm = Literal["killed", "wounded", "killed_or_wounded", "missing"]

# How a figure is given. UCDP GED keeps low and high estimates; the words that make them are kept here.
Qualifier = Literal["exact", "at_least", "more_than", "about", "nearly", "at_most", "range", "vague_quantity"]
PopulationStatus = Literal["civilian", "combatant", "mixed", "unknown"]
Scope = Literal["this_event", "wider_conflict", "other_event"]
ClaimStatus = Literal["current", "initial", "superseded", "investigated"]

SourceType = Literal[
    "outlet",  # the article's own voice: nobody else is named
    "government",
    "military",  # armed forces of a state
    "armed_group",  # a non-state party to the conflict, or a self-styled army
    "health_or_rescue",  # hospitals, ministries of health, emergency services
    "un_or_igo",
    "ngo",
    "media",  # another outlet
    "witness",
    "expert",
    "unnamed",
]

# Airwars keeps who is held responsible apart from who says so; MUC-4 grades an organisation's confidence.
Stance = Literal[
    "asserts_as_fact",
    "accuses",
    "claims_responsibility",
    "denies",
    "counter_accuses",
    "finds_responsible",
    "finds_likely",
    "states_unclear",
    "no_claim_of_responsibility",
    "no_independent_confirmation",
    "could_not_be_reached",
]

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
TimeOfDay = Literal["early_morning", "morning", "midday", "afternoon", "evening", "night"]

# MUC-4 physical target types, brought together and extended by the places that Airwars and ACLED name.
TargetKind = Literal[
    "detention_facility",
    "displacement_camp",
    "residential",
    "medical",
    "school",
    "religious",
    "market_or_business",
    "government",
    "police",
    "military",
    "energy_or_water",
    "communications",
    "transport",
    "people",
    "other",
]
ExposureKind = Literal["held", "housed", "displaced", "trapped", "evacuated"]
