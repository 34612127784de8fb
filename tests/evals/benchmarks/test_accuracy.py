"""The benchmark beside other tools: their answers become ours, FA-KES is read and scored as it says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.accuracy import examples, fakes
from evals.benchmarks.accuracy.fold import flat, fold
from evals.benchmarks.accuracy.table import markdown
from schemas import ConflictReport, Muc4Report

ANSWER = examples.read(examples.CONFLICT)["answer"]


def test_an_answer_made_flat_and_folded_is_the_same() -> None:
    folded = fold(flat(ANSWER), ConflictReport)
    assert folded == ConflictReport.model_validate(ANSWER)


def test_what_does_not_fit_is_left_out_and_the_rest_kept() -> None:
    extractions = [*flat(ANSWER), {"class": "casualties", "text": "x", "attributes": {"harm": "tickled"}}]
    extractions.append({"class": "weather", "text": "rain", "attributes": {}})
    folded = fold(extractions, ConflictReport)
    assert folded == ConflictReport.model_validate(ANSWER)


def test_nothing_found_is_an_empty_report() -> None:
    report = fold([], ConflictReport)
    assert isinstance(report, ConflictReport)
    assert report.casualties == []
    assert report.event.sub_event_type == "Other"


def test_the_example_for_places_and_days_has_those_alone() -> None:
    (example,) = examples.dated_event()["examples"]
    assert [each["class"] for each in example["extractions"]] == ["date", "place"]
    folded = fold(example["extractions"], fakes.DatedEvent)
    assert isinstance(folded, fakes.DatedEvent)
    assert folded.place is not None
    assert folded.place.settlement == "Karvela"


def test_incidents_made_flat_and_folded_are_the_same() -> None:
    shown = examples.incidents()
    (example,) = shown["examples"]
    answer = examples.read(examples.INCIDENTS)["answer"]
    assert fold(example["extractions"], Muc4Report) == Muc4Report.model_validate(answer)
    assert all(each["text"] in example["text"] for each in example["extractions"])
    assert "incidents.human_targets" in shown["description"]


def test_mentions_of_an_incident_that_there_is_no_type_for_are_left_out() -> None:
    nothing = {
        "class": "incidents.human_targets",
        "text": "x",
        "attributes": {"incidents.incident_type": "PARTY"},
    }
    some = {
        "class": "incidents.human_targets",
        "text": "NUN",
        "attributes": {"incidents.incident_type": "ATTACK", "incidents.date": "soon", "effect": "SAD"},
    }
    report = fold([nothing, some], Muc4Report)
    assert isinstance(report, Muc4Report)
    (incident,) = report.incidents
    assert (incident.stage, incident.date) == ("ACCOMPLISHED", None)
    assert [target.model_dump(exclude_none=True) for target in incident.human_targets] == [{"mention": "NUN"}]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Wed 05 Apr 2017 Attack on a town.", dt.date(2017, 4, 5)),
        ("Published February 23 2015 Ten children", dt.date(2015, 2, 23)),
        ("A strike hit a town on Tuesday.", None),
        ("x" * 100 + " 5 April 2017", None),
    ],
)
def test_the_day_of_publication_is_what_an_article_begins_with(text: str, day: dt.date | None) -> None:
    assert fakes.published(text) == day


@pytest.mark.parametrize(
    ("extraction", "right"),
    [
        ({"date": {"date": "2017-04-05"}}, True),
        ({"date": {"date": "2017-04-04"}}, True),
        ({"date": {"date": "2017-04-07"}}, False),
        ({"date": {"date": None}}, False),
        ({"date": None}, False),
        (None, False),
    ],
)
def test_a_day_is_right_within_a_day(extraction: Any, right: bool) -> None:
    assert fakes.date_right(extraction, dt.date(2017, 4, 5)) is right


@pytest.mark.parametrize(
    ("place", "right"),
    [
        ({"settlement": "Rastan", "admin": "Homs province"}, True),
        ({"settlement": "Deir el-Zor"}, True),
        ({"settlement": "Damascus"}, False),
        (None, False),
    ],
)
def test_a_place_is_right_in_any_of_its_parts(place: Any, right: bool) -> None:
    label = "deir ezzor" if place and place.get("settlement", "").startswith("Deir") else "homs"
    assert fakes.place_right({"place": place}, label) is right


def test_the_sample_is_the_same_from_any_order(tmp_path: Path) -> None:
    rows = [f'{n},Title,"Wed 05 Apr 2017 Text {n}",x,4/5/2017,homs,1' for n in range(100)]
    head = "unit_id,article_title,article_content,source,date,location,labels"
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("\n".join([head, *rows]), encoding="latin-1")
    other.write_text("\n".join([head, *reversed(rows)]), encoding="latin-1")
    drawn = [each.id for each in fakes.sample(one, size=10)]
    assert drawn == [each.id for each in fakes.sample(other, size=10)]
    assert len(set(drawn)) == 10
    assert fakes.labels(one)[drawn[0]] == (dt.date(2017, 4, 5), "homs")


def test_the_table_is_markdown() -> None:
    assert markdown([["system", "F1"], ["a|b", "1"]]).splitlines() == [
        "| system | F1 |",
        "|---|---:|",
        "| a\\|b | 1 |",
    ]
