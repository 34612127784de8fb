"""Entities of a run against the key: roles, two readings of victims, failures, intervals."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.muc4 import main
from evals.muc4.records import Record, read_records
from evals.muc4.results import ALL_ROLES, PAIRED, Row, answers, perfect, rows, shares
from evals.muc4.roles import ROLES, document_roles, gold_templates, predicted_templates
from evals.score.ceaf import CeafCounts, entity
from extract.errors import RunFolderError
from tests.evals.muc4.invented import bridge, filler, line, write

NOTHING: dict[str, Any] = {
    "incident_type": "BOMBING",
    "instruments": [],
    "perpetrator_individuals": [],
    "perpetrator_organisations": [],
    "physical_targets": [],
    "human_targets": [],
}


@pytest.fixture
def records(tmp_path: Path) -> list[Record]:
    lines = [line(1, templates=[bridge()]), line(2), line(3, templates=[bridge(), bridge()])]
    return list(read_records(write(tmp_path / "muc.jsonl", lines)))


def found(rows: list[Row], measure: str, role: str = ALL_ROLES) -> Row:
    [row] = [row for row in rows if (row.measure, row.role) == (measure, role)]
    return row


def test_each_role_has_its_slots(records: list[Record]) -> None:
    [template] = gold_templates(records[0])

    assert template.types == {"BOMBING"}
    assert template.roles == {
        "PerpInd": [entity(["armed men"])],
        "PerpOrg": [entity(["northern front", "nf"])],
        "Target": [entity(["river bridge"])],
        "Victim": [entity(["ana doru", "judge"]), entity(["farm workers"])],
        "Weapon": [entity(["dynamite"])],
    }


def test_an_entity_that_the_text_does_not_name_cannot_be_found(tmp_path: Path) -> None:
    lines = [line(templates=[bridge(weapon=[filler("DYNAMIET")], name=[filler("ANNA DORU", "ANA DORU")])])]
    [record] = read_records(write(tmp_path / "slips.jsonl", lines))

    assert gold_templates(record)[0].roles["Weapon"] == []
    assert gold_templates(record)[0].roles["Victim"][0] == entity(["ana doru", "judge"])


def test_the_published_reading_knows_named_victims_only(records: list[Record]) -> None:
    [template] = gold_templates(records[0], victims="named")

    assert template.roles["Victim"] == [entity(["ana doru"])]


def test_a_type_of_several_is_right_by_any(tmp_path: Path) -> None:
    lines = [line(templates=[bridge(type=[filler("ATTACK / BOMBING", "ARSON")])])]
    [record] = read_records(write(tmp_path / "types.jsonl", lines))

    assert gold_templates(record)[0].types == {"ATTACK", "BOMBING", "ARSON"}


def test_an_extraction_gives_each_entity_of_an_incident_once() -> None:
    people = [{"mention": "Ana Doru"}, {"mention": "ANA  DORU"}, {"mention": "workers"}]
    [template] = predicted_templates(
        {"incidents": [{**NOTHING, "human_targets": people, "instruments": ["A BOMB"]}]}
    )

    assert template.roles["Victim"] == [entity(["ana doru"]), entity(["workers"])]
    assert template.roles["Weapon"] == [entity(["bomb"])]


def test_a_document_holds_an_entity_of_two_incidents_once(records: list[Record]) -> None:
    assert document_roles(gold_templates(records[2])) == document_roles(gold_templates(records[0]))


def test_the_key_itself_is_right_but_for_mentions_that_the_schema_has_no_room_for(
    records: list[Record],
) -> None:
    scored = rows(records, perfect(records))

    for measure in ("CEAF-REE φ⊆", "CEAF-RME φ⊆"):
        assert all(found(scored, measure, role).f1 == 1 for role in (*ROLES, ALL_ROLES))
    by_mention = found(scored, "CEAF-RME φ3", "PerpOrg")
    assert (by_mention.precision, by_mention.recall) == (1, 0.5)


def test_a_document_without_an_answer_is_missed_whole(records: list[Record]) -> None:
    known = perfect(records)
    del known["INV-0001"]

    row = found(rows(records, known), "CEAF-RME φ⊆")

    assert row.counts == CeafCounts(right=12, predicted=12, found=12, gold=18)
    assert [row.precision, row.recall, row.f1] == pytest.approx([1, 2 / 3, 0.8])


def test_an_incident_where_there_is_none_is_spurious(records: list[Record]) -> None:
    invented = {**NOTHING, "instruments": ["a bomb"]}

    row = found(rows(records[1:2], {"INV-0002": {"incidents": [invented]}}), "CEAF-REE φ⊆")

    assert row.counts == CeafCounts(predicted=1)
    assert row.f1 == 0


def test_the_interval_holds_the_figure_and_is_absent_where_nothing_varies(records: list[Record]) -> None:
    known = perfect(records)
    known["INV-0001"] = {"incidents": []}

    row = found(rows(records, known), "CEAF-RME φ⊆")

    assert row.interval is not None
    assert row.interval[0] < row.f1 < row.interval[1]
    assert found(rows(records[:1], perfect(records)), "CEAF-RME φ⊆").interval is None


def test_only_answers_that_are_ok_are_read(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"document_id": "INV-0001", "outcome": "ok", "extraction": {"incidents": []}},
        {"document_id": "INV-0002", "outcome": "truncated", "extraction": None},
    ]
    write(tmp_path / "results.jsonl", lines)

    assert answers(tmp_path) == {"INV-0001": {"incidents": []}}


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="holds no results"):
        answers(tmp_path)


def test_the_command_prints_a_table_or_data(
    records: list[Record], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    write(
        run / "results.jsonl", [{"document_id": "INV-0001", "outcome": "ok", "extraction": {"incidents": []}}]
    )
    asked = ["score", "--dev", str(tmp_path / "muc.jsonl"), "--size", "3", str(run)]

    assert main(asked) == 0
    table = capsys.readouterr().out
    assert "CEAF-RME φ3" in table
    assert "3 documents, all victims" in table

    assert main([*asked, "--json", "--victims", "named"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {row["f1"] for row in data[str(run)]} == {0}
    assert len(data) == 2


@pytest.mark.parametrize("measure", PAIRED)
def test_shares_sum_to_f1_over_all_roles(records: list[Record], measure: str) -> None:
    answered = {**perfect(records), records[2].id: {"incidents": [NOTHING]}}
    parts = shares(records, answered, measure)
    assert len(parts) == len(records)
    ratio = sum(above for above, _ in parts) / sum(below for _, below in parts)
    assert ratio == pytest.approx(found(rows(records, answered), measure).f1)


def test_the_first_run_is_held_against_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dev = write(tmp_path / "dev.jsonl", [line(number, templates=[bridge()]) for number in range(8)])
    records = list(read_records(dev))
    for name, answered in (("good", perfect(records)), ("bad", {})):
        (tmp_path / name).mkdir()
        lines = [
            {
                "document_id": record.id,
                "outcome": "ok",
                "extraction": answered.get(record.id, {"incidents": []}),
            }
            for record in records
        ]
        (tmp_path / name / "results.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    runs = [str(tmp_path / "good"), str(tmp_path / "bad")]
    assert main(["score", "--dev", str(dev), "--size", "8", *runs]) == 0
    told = capsys.readouterr().out.split(" − ")[-1]
    assert "p = 0.0078" in told  # 2 of the 2^8 swaps
    assert main(["score", "--dev", str(dev), "--size", "8", "--shares", str(tmp_path / "shares"), *runs]) == 0
    shares = [json.loads(each) for each in (tmp_path / "shares").read_text().splitlines()]
    assert [each["run"] for each in shares] == ["good"] * 8 + ["bad"] * 8
    assert {each["CEAF-REE φ⊆"][0] / each["CEAF-REE φ⊆"][1] for each in shares[:8]} == {1.0}
    assert {each["CEAF-RME φ3"][0] for each in shares[8:]} == {0}
