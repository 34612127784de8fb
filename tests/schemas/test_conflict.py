"""`ConflictReport` keeps to its codebook."""

import json
from collections import Counter
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from schemas import ConflictReport
from schemas.terms import EVENT_TYPE_OF, EventType, SubEventType

CLAIM: dict[str, Any] = {
    "quote": "40 people killed",
    "harm": "killed",
    "number_min": 40,
    "qualifier": "exact",
    "source": {"source_type": "outlet"},
    "scope": "this_event",
}


def report(**claim: Any) -> dict[str, Any]:
    event = {"sub_event_type": "Air/drone strike"}
    return {"event": event, "casualties": [{**CLAIM, **claim}], "attributions": [], "exposure": []}


def test_acled_has_25_sub_event_types_under_6_event_types() -> None:
    assert len(get_args(SubEventType)) == 25
    sizes = Counter(EVENT_TYPE_OF.values())
    assert set(sizes) == set(get_args(EventType))
    assert sizes["Explosions/Remote violence"] == 6


@pytest.mark.parametrize(
    ("sub_event_type", "event_type"),
    [
        ("Armed clash", "Battles"),
        ("Air/drone strike", "Explosions/Remote violence"),
        ("Abduction/forced disappearance", "Violence against civilians"),
        ("Excessive force against protesters", "Protests"),
        ("Mob violence", "Riots"),
        ("Arrests", "Strategic developments"),
    ],
)
def test_the_event_type_follows_from_the_sub_event_type(sub_event_type: Any, event_type: str) -> None:
    assert EVENT_TYPE_OF[sub_event_type] == event_type


def test_a_dumped_report_is_read_back_the_same() -> None:
    first = ConflictReport.model_validate(report())
    assert first.model_dump()["event"]["event_type"] == "Explosions/Remote violence"
    assert ConflictReport.model_validate_json(first.model_dump_json()) == first


def test_a_range_upside_down_is_refused() -> None:
    with pytest.raises(ValidationError, match="number_min 9 is over number_max 5"):
        ConflictReport.model_validate(report(number_min=9, number_max=5))


@pytest.mark.parametrize("claim", [{"harm": "hurt"}, {"number_min": -1}, {"toll": 3}, {"scope": None}])
def test_what_the_codebook_does_not_know_is_refused(claim: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ConflictReport.model_validate(report(**claim))


def test_the_quote_comes_before_the_values_that_rest_on_it() -> None:
    for name in ("CasualtyClaim", "AttributionClaim", "ExposureClaim", "EventDate", "EventPlace"):
        assert next(iter(ConflictReport.model_json_schema()["$defs"][name]["properties"])) == "quote"


def test_no_object_takes_unknown_fields_so_that_a_grammar_stays_closed() -> None:
    schema = ConflictReport.model_json_schema()
    objects = [schema, *schema["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in objects), json.dumps(schema)[:200]
