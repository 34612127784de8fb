from __future__ import annotations

from evals.labels.validate import Summary, validate
from tests.evals.labels.conftest import Gold
from tests.evals.labels.desk import WOUNDED, gold_file, labels, put, write


def test_sound_gold_is_summed_up(gold: Gold) -> None:
    found = validate(gold(gold_file(unsure=["exposure[0]"]), gold_file("d1")))
    assert (found.faults, found.warnings) == ((), ())
    assert isinstance(found.summary, Summary)
    assert (found.summary.documents, found.summary.quotes, found.summary.unsure) == (2, 12, 1)
    assert found.summary.claims == {
        "event": 2,
        "event.date": 2,
        "event.place": 2,
        "casualties[]": 4,
        "attributions[]": 2,
        "exposure[]": 2,
    }


def test_every_fault_of_every_file_is_told(gold: Gold) -> None:
    extraction = put(put(labels(), "event.place.quote", "Oster"), "casualties.0.harm", "kiled")
    folder = gold(gold_file(extraction=extraction, unsure=["nothing"]), gold_file("d9"), gold_file("d1"))
    (folder / "d2.json").write_text("{", "utf-8")
    write(folder / "d3.json", {"document_id": "d3"})
    found = validate(folder)
    assert found.summary is None
    assert {(fault.file.rpartition("/")[2], fault.path) for fault in found.faults} == {
        ("d0.json", "event.place.quote"),
        ("d0.json", "casualties[0].harm"),
        ("d0.json", "nothing"),
        ("d9.json", "document_id"),
        ("d2.json", ""),
        ("d3.json", "annotator"),
        ("d3.json", "guideline"),
        ("d3.json", "extraction"),
    }


def test_what_is_wrong_with_the_whole_folder_is_a_fault_too(gold: Gold) -> None:
    (fault,) = validate(gold(gold_file(), schema="schemas:Nothing")).faults
    assert fault.path == "schema"


def test_a_claim_that_is_labelled_twice_is_warned_of(gold: Gold) -> None:
    twice = labels()
    twice["casualties"].append(twice["casualties"][0])
    (warning,) = validate(gold(gold_file(extraction=twice))).warnings
    assert (warning.path, warning.message) == ("casualties[2]", "says exactly what casualties[0] says")


def test_a_number_that_its_quote_does_not_hold_is_warned_of_unless_a_note_says_why(gold: Gold) -> None:
    extraction = put(labels(), "casualties.1.number_min", 15)
    (warning,) = validate(gold(gold_file(extraction=extraction))).warnings
    assert warning.path == "casualties[1].number_min"
    assert warning.message == "15 is not in the quote, which has 14"
    explained = gold_file(extraction=extraction, notes={"casualties[1].number_min": "corrected below"})
    assert validate(gold(explained)).warnings == ()


def test_a_date_is_resolved_against_the_day_of_publication(gold: Gold) -> None:
    dated = put(labels(), "event.date.date", "2019-05-07")
    assert validate(gold(gold_file(extraction=dated))).warnings == ()
    wrong = put(labels(), "event.date.date", "2019-05-06")
    assert [w.path for w in validate(gold(gold_file(extraction=wrong))).warnings] == ["event.date.date"]


def test_another_guideline_and_alternatives_without_effect_are_warned_of(gold: Gold) -> None:
    file = gold_file(guideline="2", alternatives={"event.place.quote": ["a market in Tarn"]})
    found = validate(gold(file))
    assert {warning.path for warning in found.warnings} == {"guideline", "event.place.quote"}
    assert found.summary


def test_open_notes_are_unresolved_until_they_are_allowed(gold: Gold) -> None:
    folder = gold(gold_file(notes={"casualties[0]": "OPEN: A: has it B: leaves it out", "event": "settled"}))
    (fault,) = validate(folder).faults
    assert (fault.path, fault.message) == ("casualties[0]", "unresolved: A: has it B: leaves it out")
    assert validate(folder, allow_open=True).summary


def test_a_vague_word_bears_out_its_number(gold: Gold) -> None:
    extraction = labels()
    extraction["casualties"].append(WOUNDED)
    assert validate(gold(gold_file(extraction=extraction))).warnings == ()
