"""Bad gold is refused with the file, the path in it and the remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.labels.errors import Fault, GoldError
from evals.labels.read import read_gold
from tests.evals.labels.conftest import Gold
from tests.evals.labels.desk import ARTICLE, gold_file, labels, put


def fault_of(folder: Path) -> Fault:
    """The only fault."""
    with pytest.raises(GoldError) as caught:
        read_gold(folder)
    (fault,) = caught.value.faults
    assert "\n" not in str(fault)
    assert fault.remedy
    return fault


def casualty(field: str, value: Any) -> dict[str, Any]:
    changed: dict[str, Any] = put(labels(), f"casualties.0.{field}", value)
    return changed


def without(path: str) -> dict[str, Any]:
    changed = labels()
    del changed["casualties"][0][path]
    return changed


CASES: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "unknown field": (
        casualty("numbr_min", 9),
        "casualties[0].numbr_min",
        "there is no field 'numbr_min' here",
        "did you mean number_min?",
    ),
    "missing field": (without("harm"), "casualties[0].harm", "the field is missing", "add 'harm'"),
    "wrong type": (
        casualty("number_min", "9"),
        "casualties[0].number_min",
        "should be a valid integer: it is “9”",
        "write a value of that kind",
    ),
    "true for one": (casualty("number_min", True), "casualties[0].number_min", "it is True", "of that kind"),
    "no term": (
        casualty("harm", "kiled"),
        "casualties[0].harm",
        "“kiled” is no term of this list",
        "did you mean killed?",
    ),
    "min over max": (
        casualty("number_max", 8),
        "casualties[0]",
        "number_min 9 is over number_max 8",
        "correct the values",
    ),
    "no date": (
        put(labels(), "event.date.date", "Tuesday"),
        "event.date.date",
        "it is “Tuesday”",
        "of that kind",
    ),
    "no list": (put(labels(), "exposure", {}), "exposure", "should be a valid array", "of that kind"),
    "not in the article": (
        casualty("quote", "At least eight people were killed"),
        "casualties[0].quote",
        "the quote “At least eight people were killed” is not in the article",
        "nearest: “At least nine people were killed,”",
    ),
    "nothing like it": (
        casualty("quote", "zzz qqq xxx"),
        "casualties[0].quote",
        "is not in the article",
        "copy it from there",
    ),
    "nearly word for word": (
        put(labels(), "attributions.0.quote", "Ven blamed the Red Front for an attack on the market"),
        "attributions[0].quote",
        "is not in the article",
        "nearest: “Ven blamed the Red Front for the attack on the market.”",
    ),
    "cut out of a word": (
        put(labels(), "event.place.quote", "arn"),
        "event.place.quote",
        "found only inside a longer word",
        "nearest: “Tarn”",
    ),
    "blank quote": (
        put(labels(), "event.place.quote", " "),
        "event.place.quote",
        "is empty",
        "copy it from there",
    ),
    "ambiguous": (
        put(labels(), "event.place.quote", "market"),
        "event.place.quote",
        "the quote “market” stands in 2 places",
        "say which in offsets: [13, 19], [",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_extraction_is_refused(gold: Gold, case: str) -> None:
    extraction, path, message, remedy = CASES[case]
    folder = gold(gold_file(extraction=extraction))
    fault = fault_of(folder)
    assert (fault.file, fault.path) == (str(folder / "d0.json"), path)
    assert message in fault.message
    assert remedy in fault.remedy


MARKS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"alternatives": {"casualties[5].harm": ["wounded"]}}, "casualties[5].harm", "no [5]", "casualties[1]"),
    ({"alternatives": {"event.place": [None]}}, "event.place", "this is an object", "one by one"),
    ({"alternatives": {"event.place.site": []}}, 'alternatives["event.place.site"]', "at least 1", "kind"),
    (
        {"alternatives": {"event.date.weekday": ["Tuseday"]}},
        "event.date.weekday",
        "in alternatives, “Tuseday”: “Tuseday” is no term",
        "Tuesday",
    ),
    (
        {"alternatives": {"casualties[0].number_min": [None, "10"]}},
        "casualties[0].number_min",
        "in alternatives, “10”",
        "of that kind",
    ),
    ({"unsure": ["casualties[0].colour"]}, "casualties[0].colour", "in unsure: casualties[0] has no", "harm"),
    ({"unsure": ["casualties"]}, "casualties", "in unsure: this is a list", "casualties[0]"),
    ({"notes": {"casualty": "why"}}, "casualty", "in notes: there is no field", "casualties"),
    ({"notes": {"": "why"}}, "", "in notes: '' is no path", "casualties[0]"),
    ({"ranges": {"casualties[0].number_min": [10, 5]}}, "casualties[0].number_min", "10 is over 5", "[low"),
    ({"ranges": {"casualties[0].number_min": [10, 30]}}, "casualties[0].number_min", "9 is not in", "widen"),
    ({"ranges": {"event.place.site": [1, 3]}}, "event.place.site", "is no number", "alternatives"),
    ({"ranges": {"casualties[0].number_min": [1]}}, 'ranges["casualties[0].number_min"]', "missing", ""),
    ({"offsets": {"casualties[0].harm": [0, 4]}}, "casualties[0].harm", "in offsets: this is no quote", ""),
    (
        {"offsets": {"event.place.quote": [0, 6]}},
        "event.place.quote",
        "offsets [0, 6] hold “Shells” and not “Tarn”",
        "the quote stands at [23, 27]",
    ),
    ({"offsets": {"event.place.quote": [0, 9999]}}, "event.place.quote", "hold nothing", "[23, 27]"),
    ({"offsets": {"event.place.quote": [-5, -1]}}, "event.place.quote", "hold nothing", "[23, 27]"),
    ({"annotator": ""}, "annotator", "at least 1 character", ""),
    ({"guideline": 1}, "guideline", "should be a valid string: it is 1", ""),
    ({"anotator": "A"}, "anotator", "there is no field 'anotator' here", "did you mean annotator?"),
]


@pytest.mark.parametrize(("changes", "path", "message", "remedy"), MARKS, ids=lambda x: str(x)[:40])
def test_bad_marks_are_refused(gold: Gold, changes: Any, path: str, message: str, remedy: str) -> None:
    fault = fault_of(gold(gold_file(**changes)))
    assert fault.path.startswith(path)
    assert message in fault.message
    assert remedy in fault.remedy


def test_offsets_settle_an_ambiguous_quote(gold: Gold) -> None:
    second = ARTICLE.rindex("market")
    extraction = put(labels(), "event.place.quote", "market")
    offsets = {"event.place.quote": [second, second + 6]}
    (document,) = read_gold(gold(gold_file(extraction=extraction, offsets=offsets))).documents
    assert document.spans["event.place.quote"] == (second, second + 6)


def test_offsets_that_cut_a_word_are_refused(gold: Gold) -> None:
    extraction = put(labels(), "event.place.quote", "arke")
    assert (
        "hold"
        in fault_of(gold(gold_file(extraction=extraction, offsets={"event.place.quote": [14, 18]}))).message
    )


def test_other_quotation_marks_are_still_the_same_words(gold: Gold) -> None:
    extraction = put(labels(), "event.place.quote", '"dozens"')
    (document,) = read_gold(gold(gold_file(extraction=extraction))).documents
    start, end = document.spans["event.place.quote"]
    assert ARTICLE[start:end] == "“dozens”"


def test_an_id_without_an_article_is_refused(gold: Gold) -> None:
    fault = fault_of(gold(gold_file("d9")))
    assert fault.path == "document_id"
    assert "there is no article 'd9' in" in fault.message


def test_an_article_that_cannot_be_read_is_refused_with_the_reason(gold: Gold, tmp_path: Path) -> None:
    folder = gold(gold_file())
    (tmp_path / "articles" / "d0.txt").write_bytes(b"\x00\x01\x02")
    assert "d0.txt cannot be read: " in fault_of(folder).message


def test_a_file_is_named_after_its_document(gold: Gold) -> None:
    folder = gold(gold_file())
    (folder / "d0.json").rename(folder / "d1.json")
    fault = fault_of(folder)
    assert (fault.path, fault.message) == ("document_id", "'d0' is not the file's name")
    assert "d0.json" in fault.remedy


def test_a_document_is_labelled_once(gold: Gold) -> None:
    folder = gold(gold_file())
    (folder / "other.json").write_bytes((folder / "d0.json").read_bytes())
    fault = fault_of(folder)
    assert fault.file == str(folder / "other.json")
    assert fault.message == "'d0' is also the document of d0.json"


@pytest.mark.parametrize(
    ("dataset", "path", "message"),
    [
        ({"schema": None}, "schema", "the field is missing"),
        ({"schema": "schemas:Nothing"}, "schema", "schemas has no 'Nothing'"),
        ({"documents": None}, "documents", "it is not said where the articles are"),
        ({"documents": "../nowhere"}, "documents", "no such file or folder"),
        ({"aliases": [["Haftar"]]}, "aliases[0]", "at least 2"),
        ({"guidelines": "1"}, "guidelines", "there is no field 'guidelines' here"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_dataset_is_refused(gold: Gold, dataset: Any, path: str, message: str) -> None:
    folder = gold(gold_file(), **dataset)
    fault = fault_of(folder)
    assert (fault.file, fault.path) == (str(folder / "dataset.json"), path)
    assert message in fault.message


def test_a_folder_without_labels_without_dataset_or_that_is_none_is_refused(gold: Gold) -> None:
    folder = gold()
    assert "no gold files" in fault_of(folder).message
    assert "no such folder" in fault_of(folder / "nothing").message
    (folder / "dataset.json").unlink()
    fault = fault_of(folder)
    assert (fault.file, fault.message) == (str(folder), "there is no dataset.json")
    assert "--schema and --documents" in fault.remedy


def test_upper_ends_are_checked_where_the_schema_only_declares_them(gold: Gold, tmp_path: Path) -> None:
    code = (
        "from typing import Annotated\nfrom pydantic import BaseModel\nfrom schemas import Compare, Quote\n"
        "class Toll(BaseModel):\n    quote: Quote\n    low: int\n"
        "    high: Annotated[int | None, Compare.number(upper_of='low')] = None\n"
    )
    (tmp_path / "upper.py").write_text(code, "utf-8")
    labelled = {"quote": "nine people", "low": 9, "high": 8}
    fault = fault_of(gold(gold_file(extraction=labelled), schema=f"{tmp_path / 'upper.py'}:Toll"))
    assert (fault.path, fault.message) == ("high", "low 9 is over high 8")
