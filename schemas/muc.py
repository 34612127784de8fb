"""`Muc4Report`: the incidents of a news text, as the fourth Message Understanding Conference asked for them.

MUC-4 (1992): texts on political violence in Latin America, none or several incidents each. Terms and slots
are those of its template, less the ones that follow from others (types and nations of targets, totals). A
`mention` is copied from the text; which of an entity's mentions it is does not matter.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas import muc_cues
from schemas.annotations import Compare, Key, Quote, QuoteMark

IncidentType = Literal[
    "ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY", "HIJACKING", "FORCED WORK STOPPAGE"
]
Stage = Literal["ACCOMPLISHED", "ATTEMPTED", "THREATENED"]
Category = Literal["TERRORIST ACT", "STATE-SPONSORED VIOLENCE"]
Confidence = Literal[
    "REPORTED AS FACT",
    "CLAIMED OR ADMITTED",
    "SUSPECTED OR ACCUSED BY AUTHORITIES",
    "SUSPECTED OR ACCUSED",
    "POSSIBLE",
]
PhysicalEffect = Literal[
    "DESTROYED",
    "SOME DAMAGE",
    "NO DAMAGE",
    "PROPERTY TAKEN FROM TARGET",
    "MONEY TAKEN FROM TARGET",
    "TARGET TAKEN",
]
HumanEffect = Literal[
    "DEATH",
    "INJURY",
    "NO INJURY OR DEATH",
    "NO INJURY",
    "NO DEATH",
    "REGAINED FREEDOM",
    "ESCAPED",
    "RESIGNATION",
    "NO RESIGNATION",
]


def _bounded(**keywords: int) -> Any:
    """Bounds what a model writes under a grammar, and not what a gold file may hold."""
    return Field(json_schema_extra={**keywords})


Mention = Annotated[str, Compare.entity(), QuoteMark(), _bounded(maxLength=100)]
Mentions = Annotated[list[Annotated[Quote, _bounded(maxLength=100)]], Compare.entity()]
# Most numbers and days stand elsewhere in the text than the mention they belong to.
Count = Annotated[int | None, Compare.number(supported=False), Field(ge=0)]
Day = Annotated[dt.date | None, Compare.date(supported=False)]
Place = Annotated[Annotated[str, _bounded(maxLength=60)] | None, Compare.place()]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PerpetratorOrganisation(_Part):
    mention: Annotated[Mention, Key]
    confidence: Annotated[Confidence | None, muc_cues.ORGANISATION_CONFIDENCE] = None


class PhysicalTarget(_Part):
    mention: Annotated[Mention, Key]
    number: Count = None
    effect: Annotated[PhysicalEffect | None, muc_cues.PHYSICAL_EFFECT] = None


class HumanTarget(_Part):
    mention: Annotated[Mention, Key] = Field(description="name, else description")
    number: Count = Field(None, description="how many people")
    effect: Annotated[HumanEffect | None, muc_cues.HUMAN_EFFECT] = None


class Incident(_Part):
    """One act of violence: what, when and where, by whom and against what or whom."""

    incident_type: Annotated[IncidentType, Key, muc_cues.INCIDENT]
    stage: Annotated[Stage, muc_cues.STAGE]
    date: Annotated[Day, Key] = Field(None, description="the day, or the first of several")
    date_end: Day = Field(None, description="last day, if several")
    country: Place = None
    region: Place = Field(None, description="department or province")
    city: Place = Field(None, description="city, town or village")
    site: Place = Field(None, description="part of the city, university, airport")
    category: Category | None = None
    instruments: Annotated[Mentions, _bounded(maxItems=3)] = Field(description="weapons or explosives")
    perpetrator_individuals: Annotated[Mentions, _bounded(maxItems=3)] = Field(description="who did it")
    perpetrator_organisations: Annotated[list[PerpetratorOrganisation], _bounded(maxItems=2)]
    physical_targets: Annotated[list[PhysicalTarget], _bounded(maxItems=4)] = Field(
        description="buildings, vehicles and things attacked"
    )
    human_targets: Annotated[list[HumanTarget], _bounded(maxItems=5)] = Field(description="people attacked")


class Muc4Report(_Part):
    """Every incident that a news text reports; none, often enough."""

    incidents: Annotated[list[Incident], _bounded(maxItems=4)]
