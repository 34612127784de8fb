from __future__ import annotations

import json
from typing import Any

import pytest

from evals.labels.agree import Agreement, agree
from evals.labels.errors import GoldError
from evals.labels.pair import read_pair
from tests.evals.labels.conftest import Gold
from tests.evals.labels.desk import ARTICLE, WOUNDED, gold_file, labels, put


def agreement(gold: Gold, *others: dict[str, Any]) -> Agreement:
    """Of the sound labels of as many documents as there are others."""
    mine = [gold_file(other["document_id"]) for other in others]
    return agree(read_pair(gold(*mine, named="a"), gold(*others, named="b")))


def figures(found: Agreement) -> dict[str, float | None]:
    return {each.name: each.value for each in found.figures}


def changed(**changes: Any) -> dict[str, Any]:
    """B's gold file of d0."""
    return gold_file(**{"annotator": "B", **changes})


def second() -> dict[str, Any]:
    """Labels that differ: another number, a claim more, a place less."""
    other = put(put(labels(), "casualties.0.number_min", 12), "event.place", None)
    other["casualties"].insert(0, dict(WOUNDED))
    return other


def test_the_same_labels_agree_in_everything(gold: Gold) -> None:
    found = agreement(gold, changed(), gold_file("d1", annotator="B"))
    assert set(figures(found).values()) == {1.0}
    assert {field.f1 for field in found.fields} == {1.0}
    assert {kind.strict for kind in found.kinds} == {1.0}
    assert {field.kappa for field in found.fields} == {1.0, None}
    assert (found.disagreements, found.documents) == ((), ("d0", "d1"))
    assert (found.a["annotators"], found.b["annotators"]) == (["A"], ["B"])


def test_the_order_of_claims_is_no_disagreement(gold: Gold) -> None:
    turned = labels()
    turned["casualties"].reverse()
    assert agreement(gold, changed(extraction=turned)).disagreements == ()


def test_disagreements_are_listed_with_both_paths_values_and_quotes(gold: Gold) -> None:
    found = agreement(gold, changed(extraction=second()))
    listed = {(each.field, each.difference): each for each in found.disagreements}
    assert set(listed) == {
        ("casualties[].number_min", "differs"),
        ("casualties[]", "only B"),
        ("event.place", "only A"),
    }
    number = listed["casualties[].number_min", "differs"]
    assert (number.path_a, number.path_b) == ("casualties[0].number_min", "casualties[1].number_min")
    assert (number.a, number.b) == (9, 12)
    assert number.quote_a == number.quote_b == "At least nine people were killed"
    alone = listed["casualties[]", "only B"]
    assert (alone.path_a, alone.path_b, alone.a, alone.quote_a) == (None, "casualties[0]", None, "")
    assert alone.b["number_min"] == 12
    assert alone.b["source.name"] == "Ida Ven"


def test_a_claim_that_a_is_unsure_of_is_no_disagreement(gold: Gold) -> None:
    without = labels()
    del without["casualties"][1]
    a = gold(gold_file(unsure=["casualties[1]"]), named="a")
    assert agree(read_pair(a, gold(changed(extraction=without), named="b"))).disagreements == ()


def test_claims_and_fields_are_counted_by_kind(gold: Gold) -> None:
    found = agreement(gold, changed(extraction=second()))
    (casualties,) = (kind for kind in found.kinds if kind.name == "casualties[]")
    assert (casualties.in_a, casualties.in_b, casualties.strict) == (2, 3, pytest.approx(2 / 5))
    by_name = {field.name: field for field in found.fields}
    number = by_name["casualties[].number_min"]
    assert (number.f1, number.both, number.kappa) == (pytest.approx(2 / 5), 2, None)
    assert by_name["event.place.settlement"].both == 0
    assert by_name["casualties[].qualifier"].kappa == 1.0


def test_kappa_takes_leaving_out_for_a_choice(gold: Gold) -> None:
    told = put(put(labels(), "casualties.0.population_status", "civilian"), "casualties.1.qualifier", "about")
    found = agreement(gold, changed(extraction=told))
    by_name = {field.name: field.kappa for field in found.fields}
    assert by_name["casualties[].population_status"] == 0.0
    assert by_name["casualties[].qualifier"] == pytest.approx(1 / 3)


def test_agreement_is_the_same_from_either_side(gold: Gold) -> None:
    open_to = changed(
        extraction=second(),
        alternatives={"casualties[1].number_min": [9]},
        unsure=["casualties[2]", "exposure[0].source"],
    )
    forth = agreement(gold, open_to)
    back = agree(read_pair(gold(open_to, named="a"), gold(gold_file(), named="b")))
    assert figures(forth) == pytest.approx(figures(back))
    assert {f.name: f.f1 for f in forth.fields} == pytest.approx({f.name: f.f1 for f in back.fields})
    assert {k.name: k.strict for k in forth.kinds} == pytest.approx({k.name: k.strict for k in back.kinds})
    assert 0.5 < (figures(forth)["F1"] or 0) < 1


def test_the_figures_have_an_interval_over_documents(gold: Gold) -> None:
    found = agreement(gold, changed(extraction=second()), gold_file("d1"), gold_file("d2"), gold_file("d3"))
    f1 = found.figures[0]
    assert f1.interval
    assert f1.value
    assert f1.interval.low < f1.value < f1.interval.high <= 1


def test_documents_of_one_side_are_named_and_left_out(gold: Gold) -> None:
    a, b = gold(gold_file(), gold_file("d1"), named="a"), gold(gold_file(), gold_file("d2"), named="b")
    found = agree(read_pair(a, b))
    assert (found.documents, found.only_a, found.only_b) == (("d0",), ("d1",), ("d2",))
    assert figures(found)["F1"] == 1.0


def test_it_can_be_written_as_json(gold: Gold) -> None:
    data = json.loads(json.dumps(agreement(gold, changed(extraction=second())).to_dict()))
    assert data["disagreements"][0].keys() >= {"path_a", "path_b", "a", "b", "quote_a", "quote_b"}


def test_labellings_without_a_common_document_are_refused(gold: Gold) -> None:
    with pytest.raises(GoldError, match="it has no document of"):
        read_pair(gold(gold_file(), named="a"), gold(gold_file("d1"), named="b"))


def test_labellings_by_two_schemas_are_refused(gold: Gold) -> None:
    other = gold(gold_file(extraction={"incidents": []}), named="b", schema="schemas:Muc4Report")
    with pytest.raises(GoldError, match=r"its schema is schemas:Muc4Report, that of .* is schemas:Conflict"):
        read_pair(gold(gold_file(), named="a"), other)


def test_labellings_of_two_texts_are_refused(gold: Gold) -> None:
    b = gold(gold_file(), named="b", documents="../reprint")
    (b.parent / "reprint").mkdir()
    (b.parent / "reprint" / "d0.txt").write_text(f"Corrected. {ARTICLE}", "utf-8")
    with pytest.raises(GoldError, match="its article is not that of"):
        read_pair(gold(gold_file(), named="a"), b)
