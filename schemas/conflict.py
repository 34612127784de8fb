"""`ConflictReport`: what one news report says about one violent event. Claims, not estimates.

Two claims in one article may contradict each other; both are kept, each with its words and its source.
Estimates belong in an event record made from many reports. Field by field: `docs/codebook.md`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator

from schemas import cues
from schemas.annotations import Compare, Key, Quote, SaidBy
from schemas.terms import (
    EVENT_TYPE_OF,
    ClaimStatus,
    EventType,
    ExposureKind,
    Harm,
    PopulationStatus,
    Qualifier,
    Scope,
    SourceType,
    Stance,
    SubEventType,
    TargetKind,
    TimeOfDay,
    Weekday,
)

Name = Annotated[str | None, Compare.name()]
Place = Annotated[str | None, Compare.place()]
Count = Annotated[int | None, Compare.number(), Key, Field(ge=0), cues.THINGS]
UpperCount = Annotated[int | None, Compare.number(upper_of="number_min"), Key, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _HasRange(Protocol):
    number_min: int | None
    number_max: int | None


def _check_range(claim: _HasRange) -> Any:
    low, high = claim.number_min, claim.number_max
    if low is not None and high is not None and low > high:
        raise ValueError(f"number_min {low} is over number_max {high}")
    return claim


class Source(_Part):
    """Who says it, as the article names them. The outlet itself where nobody else is named."""

    name: Annotated[Name, Key] = Field(None, description="person, as written")
    role: Annotated[str | None, Compare.text(), cues.ROLE] = Field(None, description="e.g. spokesman")
    organisation: Annotated[Name, Key, cues.ORGANISATION] = Field(
        None, description="body they speak for, as written"
    )
    source_type: Annotated[SourceType, cues.SOURCE_TYPE]


class EventDate(_Part):
    """When it happened. `date` is resolved against the day of publication, if that is known."""

    quote: Quote = Field(description="words that say when")
    date: Annotated[dt.date | None, Compare.date(precision="time_precision"), Key] = Field(
        None, description="day of the event, YYYY-MM-DD"
    )
    weekday: Annotated[Weekday | None, cues.WEEKDAY] = None
    time_of_day: Annotated[TimeOfDay | None, cues.TIME_OF_DAY] = None
    time_precision: Literal[1, 2, 3] = Field(1, description="1 day known, 2 week known, 3 month known")


class EventPlace(_Part):
    """Where it happened, from the smallest place to the country."""

    quote: Quote = Field(description="words that say where")
    site: Place = Field(None, description="building or facility hit")
    settlement: Annotated[Place, Key] = Field(None, description="town, suburb or village")
    admin: Place = Field(None, description="city district, province or region")
    country: Annotated[Place, Key] = None
    geo_precision: Literal[1, 2, 3] = Field(1, description="1 exact town, 2 near a town, 3 region only")


class Target(_Part):
    quote: Quote
    description: Annotated[str, Compare.text()]
    kind: Annotated[TargetKind, Key, cues.TARGET]


class Means(_Part):
    quote: Quote
    weapon: Annotated[str, Compare.name(), Key] = Field(description="weapon or method, as written")


class Event(_Part):
    """The event that the report is about."""

    sub_event_type: Annotated[SubEventType, Key]
    date: EventDate | None = None
    place: EventPlace | None = None
    target: Target | None = None
    means: Means | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def event_type(self) -> EventType:
        """ACLED's event type, derived from the sub-event type."""
        return EVENT_TYPE_OF[self.sub_event_type]

    @model_validator(mode="before")
    @classmethod
    def _derived_is_not_input(cls, data: Any) -> Any:
        """A dumped event carries its derived type; reading it back must not fail on it."""
        return {k: v for k, v in data.items() if k != "event_type"} if isinstance(data, dict) else data


class CasualtyClaim(_Part):
    """One figure of dead, wounded or missing, as one source gives it."""

    quote: Quote = Field(description="shortest words holding the number and the harm, copied")
    harm: Annotated[Harm, Key, cues.HARM]
    number_min: Count
    number_max: UpperCount = Field(None, description="only for ranges")
    qualifier: Annotated[Qualifier, cues.QUALIFIER]
    population: Annotated[str | None, Compare.text()] = Field(None, description="who, e.g. migrants")
    population_status: Annotated[PopulationStatus, Compare.enum(null="unknown"), cues.POPULATION_STATUS] = (
        "unknown"
    )
    subset_of: Annotated[int | None, Compare.number(supported=False), cues.SUBSET] = Field(
        None, description="figure of the larger claim that this one is part of"
    )
    source: Annotated[Source, SaidBy, cues.SAID]
    scope: Annotated[Scope, Key, cues.SCOPE]
    claim_status: Annotated[ClaimStatus, cues.CLAIM_STATUS] = "current"

    _range = model_validator(mode="after")(_check_range)


class AttributionClaim(_Part):
    """One statement on who did it: an accusation, a denial, a finding, or that nobody knows."""

    quote: Annotated[Quote, cues.AN_ATTACK]
    claimant: Annotated[Source, SaidBy, Key, cues.SAID]
    stance: Annotated[Stance, Key, cues.STANCE, cues.STANCE_OF]
    accused: Annotated[Name, Key, cues.SOMEBODY] = Field(None, description="who is said to have done it")
    scope: Annotated[Scope, cues.SCOPE]


class ExposureClaim(_Part):
    """People held, housed or displaced: not casualties."""

    quote: Quote
    what: Annotated[ExposureKind, Key, cues.EXPOSURE]
    number_min: Count
    number_max: UpperCount = Field(None, description="only for ranges")
    qualifier: Annotated[Qualifier, cues.QUALIFIER]
    source: Annotated[Source, SaidBy, cues.SAID]
    scope: Annotated[Scope, Key, cues.SCOPE]

    _range = model_validator(mode="after")(_check_range)


class ConflictReport(_Part):
    """What a news report says about one violent event."""

    event: Event
    casualties: list[CasualtyClaim] = Field(max_length=20)
    attributions: list[AttributionClaim] = Field(max_length=12)
    exposure: list[ExposureClaim] = Field(max_length=12)
