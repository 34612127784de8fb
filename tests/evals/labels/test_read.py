from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.labels.errors import GoldError
from evals.labels.read import read_gold
from extract.errors import UsageError
from schemas import ConflictReport
from tests.evals.labels.conftest import Gold
from tests.evals.labels.desk import ARTICLE, gold_file, labels, put


def test_gold_is_read_with_its_quotes_found(gold: Gold) -> None:
    found = read_gold(gold(gold_file("d1"), gold_file("d0"), aliases=[["Red Front", "RF"]]))
    assert [document.document_id for document in found.documents] == ["d0", "d1"]
    assert (found.schema, found.schema_name) == (ConflictReport, "schemas:ConflictReport")
    assert (found.guideline, found.aliases) == ("1", (frozenset({"Red Front", "RF"}),))
    start, end = found.documents[0].spans["casualties[1].quote"]
    assert ARTICLE[start:end] == "14 people had died"
    assert len(found.documents[0].spans) == 6


def test_the_extraction_is_that_of_an_instance_without_what_is_computed(gold: Gold) -> None:
    (document,) = read_gold(gold(gold_file())).documents
    assert "event_type" not in document.extraction["event"]
    assert document.extraction["casualties"][0]["claim_status"] == "current"
    assert document.extraction["event"]["target"] is None


def test_the_rest_of_a_file_is_kept_by_path(gold: Gold) -> None:
    more = {
        "alternatives": {"casualties[0].source.organisation": ["clinic", None]},
        "ranges": {"casualties[0].number_min": [5, 9.5]},
        "unsure": ["event.target.kind", "casualties[1]"],
        "notes": {"casualties": "none is left out"},
    }
    (document,) = read_gold(gold(gold_file(**more))).documents
    assert document.alternatives == {"casualties[0].source.organisation": ("clinic", None)}
    assert document.ranges == {"casualties[0].number_min": (5, 9.5)}
    assert document.unsure == {"event.target.kind", "casualties[1]"}
    assert document.notes == {"casualties": "none is left out"}


def test_articles_and_schema_can_be_named_from_outside(gold: Gold, tmp_path: Path) -> None:
    folder = gold(gold_file())
    (folder / "dataset.json").unlink()
    line = json.dumps({"id": "d0", "text": ARTICLE})
    (tmp_path / "wire.jsonl").write_text(line + "\n", "utf-8")
    found = read_gold(folder, articles=tmp_path / "wire.jsonl", schema="schemas:ConflictReport")
    assert (found.articles, found.guideline) == (tmp_path / "wire.jsonl", "1")


def test_a_schema_in_a_file_may_stand_beside_the_gold(gold: Gold) -> None:
    labelled = {"victims": [{"quote": "nine people", "number": 9}]}
    folder = gold(gold_file(extraction=labelled), schema="toll.py:Tolls")
    code = (
        "from pydantic import BaseModel\nfrom schemas import Quote\n"
        "class Toll(BaseModel):\n    quote: Quote\n    number: int\n"
        "class Tolls(BaseModel):\n    victims: list[Toll]\n"
    )
    (folder / "toll.py").write_text(code, "utf-8")
    assert read_gold(folder).documents[0].extraction == labelled


def test_mentions_of_an_entity_need_no_offsets_as_any_of_them_is_right(gold: Gold) -> None:
    incident: dict[str, Any] = {
        "incident_type": "ATTACK",
        "stage": "ACCOMPLISHED",
        "instruments": ["Shells"],
        "perpetrator_individuals": [],
        "perpetrator_organisations": [],
        "physical_targets": [{"mention": "market"}],
        "human_targets": [],
    }
    others = {"incidents[0].instruments[0]": ["a shell", None]}
    file = gold_file(extraction={"incidents": [incident]}, alternatives=others)
    (document,) = read_gold(gold(file, schema="schemas:Muc4Report")).documents
    assert document.alternatives == {"incidents[0].instruments[0]": ("a shell", None)}
    assert document.spans["incidents[0].physical_targets[0].mention"] == (13, 19)
    assert document.spans["incidents[0].instruments[0]"] == (0, 6)


def digest_of(folder: Path) -> str:
    return read_gold(folder).digest


@pytest.mark.parametrize(
    "changes",
    [
        {"annotator": "C"},
        {"guideline": "2"},
        {"notes": {"event": "a thought"}},
        {"adjudicated_by": "D"},
        {"offsets": {"event.date.quote": [28, 43]}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_digest_does_not_hang_on_who_labelled_and_why(gold: Gold, changes: Any) -> None:
    assert digest_of(gold(gold_file())) == digest_of(gold(gold_file(**changes), named="other"))


def test_the_digest_does_not_hang_on_the_order_of_keys_files_and_unsure(gold: Gold) -> None:
    unsure = ["event.place", "exposure[0]"]
    one = gold(gold_file(unsure=unsure), gold_file("d1"), aliases=[["a", "b"], ["c", "d"]])
    turned = dict(reversed(gold_file(unsure=unsure[::-1]).items()))
    other = gold(gold_file("d1"), turned, named="other", aliases=[["d", "c"], ["b", "a"]])
    assert digest_of(one) == digest_of(other)


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda file: put(file["extraction"], "casualties.0.number_min", 10),
        lambda file: file.update(alternatives={"event.place.settlement": [None]}),
        lambda file: file.update(ranges={"casualties[0].number_min": [5, 9]}),
        lambda file: file.update(unsure=["event.date"]),
        lambda file: file.update(document_id="d1"),
    ],
    ids=["label", "alternative", "range", "unsure", "document"],
)
def test_the_digest_hangs_on_every_label(gold: Gold, change: Change) -> None:
    changed = gold_file()
    change(changed)
    assert digest_of(gold(gold_file())) != digest_of(gold(changed, named="other"))


def test_the_digest_hangs_on_the_place_of_a_quote(gold: Gold) -> None:
    def with_offsets(*offsets: int) -> Path:
        told = put(labels(), "event.place.quote", "market")
        return gold(gold_file(extraction=told, offsets={"event.place.quote": list(offsets)}))

    second = ARTICLE.rindex("market")
    assert digest_of(with_offsets(13, 19)) != digest_of(with_offsets(second, second + 6))


def test_the_digest_hangs_on_aliases_and_on_the_words_of_the_articles(gold: Gold, tmp_path: Path) -> None:
    folder = gold(gold_file())
    first = digest_of(folder)
    (tmp_path / "articles" / "d0.txt").write_text(ARTICLE + "More.", "utf-8")
    second = digest_of(folder)
    (tmp_path / "articles" / "d1.txt").write_text("An article without gold.", "utf-8")
    assert digest_of(folder) == second
    assert len({first, second, digest_of(gold(gold_file(), aliases=[["a", "b"]]))}) == 3


def test_one_error_tells_the_first_fault_and_holds_them_all(gold: Gold) -> None:
    wrong = put(put(labels(), "casualties.0.number_min", "nine"), "event.place.quote", "Oster")
    folder = gold(gold_file(extraction=wrong))
    with pytest.raises(GoldError) as caught:
        read_gold(folder)
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2
    assert {fault.path for fault in caught.value.faults} == {"casualties[0].number_min", "event.place.quote"}
    assert str(caught.value).startswith(f"{folder / 'd0.json'}: casualties[0].number_min: ")
    assert str(caught.value).endswith("(and 1 more)")
    assert "`affidavit gold validate` lists all" in caught.value.hint
