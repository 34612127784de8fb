"""The key as gold for `Muc4Report`: what is certain is the label, what the key leaves open stays open."""

from pathlib import Path
from typing import Any

import pytest

from evals.labels.gold import GoldDocument
from evals.muc4.gold import gold_file, gold_of
from evals.muc4.records import read_records
from schemas import Muc4Report
from tests.evals.muc4.invented import bridge, filler, line, template, write


@pytest.fixture
def gold(tmp_path: Path) -> Any:
    def of(*templates: dict[str, Any]) -> GoldDocument:
        [record] = read_records(write(tmp_path / "muc.jsonl", [line(templates=templates)]))
        return gold_of(record)

    return of


def test_a_key_becomes_an_instance_of_the_schema(gold: Any) -> None:
    document = gold(bridge())

    assert Muc4Report.model_validate(document.extraction).model_dump(mode="json") == document.extraction
    assert document.extraction["incidents"] == [
        {
            "incident_type": "BOMBING",
            "stage": "ACCOMPLISHED",
            "date": "1989-03-08",
            "date_end": None,
            "country": "SURANIA",
            "region": "EAST",
            "city": "KARVELA",
            "site": None,
            "category": "TERRORIST ACT",
            "instruments": ["DYNAMITE"],
            "perpetrator_individuals": ["ARMED MEN"],
            "perpetrator_organisations": [{"mention": "NORTHERN FRONT", "confidence": "REPORTED AS FACT"}],
            "physical_targets": [{"mention": "RIVER BRIDGE", "number": 1, "effect": "DESTROYED"}],
            "human_targets": [
                {"mention": "ANA DORU", "number": 1, "effect": "DEATH"},
                {"mention": "FARM WORKERS", "number": 6, "effect": "DEATH"},
            ],
        }
    ]
    assert document.unsure == frozenset()


def test_other_mentions_and_other_values_are_alternatives(gold: Any) -> None:
    assert gold(bridge()).alternatives == {
        "incidents[0].perpetrator_organisations[0].mention": ("NF",),
        "incidents[0].physical_targets[0].effect": ("SOME DAMAGE",),
        "incidents[0].human_targets[0].mention": ("JUDGE",),
    }


def test_mentions_that_the_text_does_not_hold_are_passed_over(gold: Any) -> None:
    document = gold(bridge(individual=[filler("ARMDE MEN", "ARMED  MEN"), filler("GUNMEN")]))

    assert document.extraction["incidents"][0]["perpetrator_individuals"] == ["ARMED MEN"]
    assert "incidents[0].perpetrator_individuals[0]" not in document.alternatives


def test_a_mention_may_run_over_the_end_of_a_line(gold: Any) -> None:
    document = gold(bridge(thing=[filler("BLEW UP THE RIVER BRIDGE")]))

    assert document.extraction["incidents"][0]["physical_targets"][0]["mention"] == "BLEW UP THE RIVER BRIDGE"


def test_a_text_without_templates_has_no_incidents(gold: Any) -> None:
    assert gold().extraction == {"incidents": []}


def test_what_the_key_calls_optional_is_unsure(gold: Any) -> None:
    document = gold(
        template(optional=True),
        bridge(
            weapon=[filler("DYNAMITE", optional=True)],
            thing=[filler("RIVER BRIDGE", optional=True)],
            category=[filler("TERRORIST ACT", optional=True)],
            location=[filler("SURANIA", optional=True)],
        ),
    )

    assert document.unsure == {
        "incidents[0]",
        "incidents[1].instruments[0]",
        "incidents[1].physical_targets[0]",
        "incidents[1].category",
        *(f"incidents[1].{level}" for level in ("country", "region", "city", "site")),
    }


def test_on_or_before_is_a_last_day_that_may_be_left_out(gold: Any) -> None:
    document = gold(bridge(date=[filler("- 08 MAR 89")]))

    incident = document.extraction["incidents"][0]
    assert (incident["date"], incident["date_end"]) == (None, "1989-03-08")
    assert document.alternatives["incidents[0].date_end"] == (None,)


def test_a_span_has_both_its_ends(gold: Any) -> None:
    incident = gold(bridge(date=[filler("(07 MAR 89 - 08 MAR 89)")])).extraction["incidents"][0]

    assert (incident["date"], incident["date_end"]) == ("1989-03-07", "1989-03-08")


def test_a_date_that_cannot_be_read_is_unsure(gold: Any) -> None:
    assert gold(bridge(date=[filler("31 NOV 89")])).unsure == {"incidents[0].date", "incidents[0].date_end"}


def test_a_range_of_people_is_a_range(gold: Any) -> None:
    number = [filler("6-8", of=("FARM WORKERS",))]
    document = gold(bridge(number=number))

    assert document.extraction["incidents"][0]["human_targets"][1]["number"] == 6
    assert document.ranges == {"incidents[0].human_targets[1].number": (6, 8)}


def test_several_without_a_number_is_no_number(gold: Any) -> None:
    document = gold(bridge(number=[filler("10", "PLURAL", of=("FARM WORKERS",))]))

    assert document.extraction["incidents"][0]["human_targets"][1]["number"] == 10
    assert document.alternatives["incidents[0].human_targets[1].number"] == (None,)


def test_a_word_that_is_no_term_of_the_schema_is_unsure(gold: Any) -> None:
    document = gold(bridge(effect=[filler("SEASICKNESS", of=("ANA DORU",))]))

    assert document.extraction["incidents"][0]["human_targets"][0]["effect"] is None
    assert document.unsure == {"incidents[0].human_targets[0].effect"}


def test_the_gold_file_holds_lists_where_the_document_holds_tuples(gold: Any) -> None:
    document = gold(template(optional=True), bridge(number=[filler("6-8", of=("FARM WORKERS",))]))
    written = gold_file(document)

    assert written["document_id"] == "INV-0001"
    assert written["unsure"] == ["incidents[0]"]
    assert written["ranges"] == {"incidents[1].human_targets[1].number": [6, 8]}
    assert written["alternatives"]["incidents[1].human_targets[0].mention"] == ["JUDGE"]
