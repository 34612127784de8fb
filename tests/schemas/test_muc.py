"""`Muc4Report`: what a model may write is bounded, what a gold file may hold is not."""

from typing import Any

import pytest
from pydantic import ValidationError

from schemas import Muc4Report, comparator_of, is_quote
from schemas.muc import HumanTarget, Incident

INCIDENT: dict[str, Any] = {
    "incident_type": "BOMBING",
    "stage": "ACCOMPLISHED",
    "instruments": [],
    "perpetrator_individuals": [],
    "perpetrator_organisations": [],
    "physical_targets": [],
    "human_targets": [],
}


def test_gold_may_hold_more_than_the_grammar_lets_a_model_write() -> None:
    lists: dict[str, list[Any]] = {
        "instruments": ["BOMB"] * 9,
        "perpetrator_individuals": ["MEN"] * 9,
        "perpetrator_organisations": [{"mention": "NF"}] * 9,
        "physical_targets": [{"mention": "BUS"}] * 9,
        "human_targets": [{"mention": "B" * 200}] * 9,
    }
    report = Muc4Report.model_validate({"incidents": [{**INCIDENT, **lists}] * 9})
    schema = Muc4Report.model_json_schema()

    assert len(report.incidents) == 9
    assert schema["properties"]["incidents"]["maxItems"] == 4
    assert schema["$defs"]["Incident"]["properties"]["instruments"]["items"]["maxLength"] == 100


@pytest.mark.parametrize(
    "info", [HumanTarget.model_fields["mention"], Incident.model_fields["instruments"]], ids=["one", "list"]
)
def test_mentions_are_grounded_as_quotes_and_scored_as_entities(info: Any) -> None:
    comparator = comparator_of(info)

    assert is_quote(info)
    assert comparator is not None
    assert comparator.kind == "entity"


def test_numbers_and_days_need_no_support_by_a_mention() -> None:
    """The number of a mention, and the day of an incident, stand elsewhere in the text."""
    for info in (HumanTarget.model_fields["number"], Incident.model_fields["date"]):
        comparator = comparator_of(info)
        assert comparator is not None
        assert not comparator.supported


@pytest.mark.parametrize("change", [{"incident_type": "RIOT"}, {"weather": "fair"}, {"stage": None}])
def test_terms_are_closed_and_unknown_fields_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Muc4Report.model_validate({"incidents": [{**INCIDENT, **change}]})
