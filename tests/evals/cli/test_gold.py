from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Affidavit
from tests.evals.labels.desk import WOUNDED, gold_file, gold_folder, labels, put


def make(work: Path, named: str, *files: Any, **dataset: Any) -> Path:
    gold_folder(work / named, *files, **dataset)
    return Path(named)


def second() -> dict[str, Any]:
    other = put(labels(), "casualties.0.number_min", 12)
    other["casualties"].append(dict(WOUNDED))
    return other


@pytest.fixture
def a(work: Path) -> Path:
    return make(work, "a", gold_file(), gold_file("d1"))


@pytest.fixture
def b(work: Path) -> Path:
    return make(work, "b", gold_file(annotator="B", extraction=second()), gold_file("d2"))


def test_validate_sums_up_sound_gold(affidavit: Affidavit, a: Path) -> None:
    ran = affidavit("gold", "validate", a)
    assert (ran.code, ran.out) == (0, "")
    assert "a: 2 documents, 14 claims (2 event, 2 event.date," in ran.err
    assert "quotes, each found in its article: 12; labels marked unsure: 0" in ran.err


def test_validate_names_file_path_and_remedy_of_all_folders(
    affidavit: Affidavit, work: Path, a: Path
) -> None:
    bad = put(put(labels(), "event.place.quote", "Oster"), "casualties.0.harm", "kiled")
    ran = affidavit("gold", "validate", a, make(work, "c", gold_file(extraction=bad)), work / "nothing")
    assert ran.code == 2
    assert "error: c/d0.json: casualties[0].harm: “kiled” is no term of this list" in ran.err
    assert "  hint: did you mean killed?" in ran.err
    assert "error: c/d0.json: event.place.quote: the quote “Oster” is not in the article" in ran.err
    assert "c: 2 to mend, so it cannot be used" in ran.err
    assert "nothing: no such folder" in ran.err


def test_validate_lists_faults_as_json_and_warnings_beside(affidavit: Affidavit, work: Path, a: Path) -> None:
    odd = make(work, "c", gold_file(extraction=second()))
    assert json.loads(affidavit("gold", "validate", a, odd, "--json").out) == []
    assert (
        "warning: c/d0.json: casualties[0].number_min: 12 is not in" in affidavit("gold", "validate", odd).err
    )
    (odd / "d0.json").write_text("{", "utf-8")
    ran = affidavit("gold", "validate", a, odd, "--json")
    assert ran.code == 2
    (fault,) = json.loads(ran.out)
    assert fault.keys() == {"file", "path", "message", "remedy"}
    assert fault["file"] == "c/d0.json"
    assert "line 1, column 2" in fault["message"]


def test_validate_needs_no_dataset_where_schema_and_documents_are_given(
    affidavit: Affidavit, a: Path
) -> None:
    (a / "dataset.json").unlink()
    assert affidavit("gold", "validate", a).code == 2
    given = ("--schema", "schemas:ConflictReport", "--documents", "articles")
    assert affidavit("gold", "validate", a, *given).code == 0


def test_hostile_labels_do_not_steer_the_terminal(affidavit: Affidavit, work: Path) -> None:
    hostile = put(labels(), "event.place.quote", "\x1b[2J\u202eTarn\r\n")
    ran = affidavit("gold", "validate", make(work, "c", gold_file(extraction=hostile)), "--json")
    assert ran.code == 2
    assert not {"\x1b", "\u202e", "\r"} & set(ran.err + ran.out)


def test_agree_prints_tables_that_say_what_they_are(affidavit: Affidavit, a: Path, b: Path) -> None:
    ran = affidavit("gold", "agree", a, b)
    assert (ran.code, ran.out) == (0, "")
    assert "A: a, labelled by A, guideline 1" in ran.err
    assert "1 document that both have" in ran.err
    assert "left out, as only A has them: d1" in ran.err
    assert "left out, as only B has them: d2" in ran.err
    for column in ("95 % interval", "strict F1", "kappa", "only B", "2 disagreements"):
        assert column in ran.err


def test_agree_shows_no_more_disagreements_than_asked_for(affidavit: Affidavit, a: Path, b: Path) -> None:
    ran = affidavit("gold", "agree", a, b, "--limit", "1")
    assert "1 more; --limit 2 shows them all." in ran.err
    assert "casualties[2]" not in affidavit("gold", "agree", a, b, "--limit", "0").err


def test_agree_gives_json(affidavit: Affidavit, a: Path, b: Path) -> None:
    data = json.loads(affidavit("gold", "agree", a, b, "--json").out)
    assert data["only_b"] == ["d2"]
    assert {each["path_b"] for each in data["disagreements"]} == {"casualties[0].number_min", "casualties[2]"}
    assert {"name", "f1", "both", "kappa"} == data["fields"][0].keys()


def test_agree_writes_a_section_without_words_of_the_articles(
    affidavit: Affidavit, work: Path, a: Path, b: Path
) -> None:
    assert affidavit("gold", "agree", a, b, "--markdown", "deep/agreement.md").code == 0
    page = (work / "deep" / "agreement.md").read_text("utf-8")
    assert page.startswith("## Agreement of two labellings\n")
    assert (
        "| d0 | casualties\\[0\\].number\\_min | casualties\\[0\\].number\\_min | differs | 9 | 12 |" in page
    )
    assert "nine people" not in page


def test_agree_of_one_labelling_with_itself(affidavit: Affidavit, a: Path) -> None:
    assert "A and B agree in everything." in affidavit("gold", "agree", a, a).err


def test_merge_writes_drafts_and_says_what_is_left_to_do(affidavit: Affidavit, a: Path, b: Path) -> None:
    ran = affidavit("gold", "merge", a, b, "-o", "c")
    assert ran.code == 0
    assert "left out, as only A has them: d1" in ran.err
    assert "1 document in c, open points: 2" in ran.err
    assert affidavit("gold", "validate", "c").code == 2
    assert affidavit("gold", "validate", "c", "--allow-open").code == 0


def test_merge_prefers_b_on_demand_and_gives_json(affidavit: Affidavit, work: Path, a: Path, b: Path) -> None:
    ran = affidavit("gold", "merge", a, b, "-o", "c", "--prefer", "b", "--json")
    left = {"only_a": ["d1"], "only_b": ["d2"]}
    assert json.loads(ran.out) == {"folder": "c", "documents": 1, "open": 2, **left}
    draft = json.loads((work / "c" / "d0.json").read_text("utf-8"))
    assert draft["extraction"]["casualties"][0]["number_min"] == 12


def test_merge_does_not_overwrite_and_refuses_two_guidelines(
    affidavit: Affidavit, work: Path, a: Path
) -> None:
    b = make(work, "b", gold_file(annotator="B"))
    assert affidavit("gold", "merge", a, b, "-o", "c").code == 0
    assert affidavit("gold", "merge", a, b, "-o", "c").code == 2
    assert affidavit("gold", "merge", a, b, "-o", "c", "--overwrite").code == 0
    other = make(work, "d", gold_file(annotator="B", guideline="2"), guideline="2")
    ran = affidavit("gold", "merge", a, other, "-o", "e")
    assert ran.code == 2
    assert "error: d/d0.json: guideline: '2', but a/d0.json is labelled by '1'" in ran.err
    assert "hint: label both by one version of the guideline" in ran.err
