"""Laws of the scorer, whatever the extraction."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.evals.score.pairs import Report, counts, figures_of, judged, score, scored

FIGURES = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["killed", "wounded", "missing", "displaced"]),
        "number": st.none() | st.integers(0, 3000),
        "source": st.none() | st.sampled_from(["Red Crescent", "Ida Ven", "UNHCR", "Northern Front"]),
    }
)
REPORTS = st.fixed_dictionaries(
    {
        "type": st.sampled_from([None, "air strike", "shelling"]),
        "date": st.none() | st.dates().map(str),
        "location": st.sampled_from([None, "Oster", "Tarn", "Selm"]),
        "perpetrator": st.sampled_from([None, "Northern Front", "army"]),
        "figures": st.lists(FIGURES, max_size=6),
    }
)
HIGHER = ("F1", "precision", "recall", "strict", "lenient", "attribution")


def _values(answer: Any, gold: Any) -> dict[str, float | None]:
    return figures_of(judged(answer, gold))


@given(gold=REPORTS)
def test_gold_against_itself_has_no_fault(gold: dict[str, Any]) -> None:
    Report.model_validate(gold)
    values = _values(gold, gold)
    assert [values[name] for name in HIGHER if values[name] is not None] == [
        1.0 for name in HIGHER if values[name] is not None
    ]
    assert values["macro"] == 1.0
    assert not values["omission"]
    assert not values["hallucination"]


@given(gold=REPORTS, answer=REPORTS, data=st.data())
def test_the_order_of_either_list_changes_nothing(
    gold: dict[str, Any], answer: dict[str, Any], data: st.DataObject
) -> None:
    mixed_gold = {**gold, "figures": data.draw(st.permutations(gold["figures"]))}
    mixed = {**answer, "figures": data.draw(st.permutations(answer["figures"]))}
    assert counts(mixed, mixed_gold) == counts(answer, gold)


@given(gold=REPORTS, answer=REPORTS)
def test_every_figure_lies_between_nought_and_one(gold: dict[str, Any], answer: dict[str, Any]) -> None:
    assert all(value is None or 0 <= value <= 1 for value in _values(answer, gold).values())


@given(gold=REPORTS, answer=REPORTS)
def test_strict_is_never_above_lenient(gold: dict[str, Any], answer: dict[str, Any]) -> None:
    values = _values(answer, gold)
    assert (values["strict"] or 0) <= (values["lenient"] or 0)


@given(gold=REPORTS, answer=REPORTS, extra=FIGURES)
def test_an_added_spurious_claim_never_raises_a_score(
    gold: dict[str, Any], answer: dict[str, Any], extra: dict[str, Any]
) -> None:
    """Spurious: it answers no claim of gold, whether or not that is taken already."""
    alone = scored({"figures": [extra]}, {**gold, "figures": gold["figures"]})
    assume(not any(claim.gold_path and claim.predicted_path for claim in alone if claim.kind == "figures[]"))
    more = {**answer, "figures": [*answer["figures"], extra]}
    before, after = _values(answer, gold), _values(more, gold)
    for name in ("F1", "precision", "strict", "lenient"):
        assert (after[name] or 0) <= (before[name] or 0), name


@given(gold=REPORTS, answer=REPORTS, which=st.integers(0, 5))
def test_a_claim_said_again_never_raises_a_score(
    gold: dict[str, Any], answer: dict[str, Any], which: int
) -> None:
    assume(answer["figures"])
    again = answer["figures"][which % len(answer["figures"])]
    assume(gold["figures"].count(again) < 2)
    more = {**answer, "figures": [*answer["figures"], copy.deepcopy(again)]}
    before, after = _values(answer, gold), _values(more, gold)
    for name in ("F1", "precision", "strict", "lenient"):
        assert (after[name] or 0) <= (before[name] or 0), name


@given(gold=REPORTS, answer=REPORTS, which=st.integers(0, 5))
def test_a_removed_correct_claim_never_raises_a_score(
    gold: dict[str, Any], answer: dict[str, Any], which: int
) -> None:
    """Correct: word for word a claim of gold, to which the answer has no second, more or less right one."""
    assume(gold["figures"])
    claim = gold["figures"][which % len(gold["figures"])]
    others = [f for f in answer["figures"] if not _could_answer(f, claim)]
    without = {**answer, "figures": others}
    whole = {**answer, "figures": [*others, copy.deepcopy(claim)]}
    before, after = _values(whole, gold), _values(without, gold)
    for name in ("F1", "recall", "strict", "lenient"):
        assert (after[name] or 0) <= (before[name] or 0), name


def _could_answer(figure: dict[str, Any], claim: dict[str, Any]) -> bool:
    alone = scored({"figures": [figure]}, {"figures": [claim]})
    return any(found.gold_path and found.predicted_path for found in alone if found.kind == "figures[]")


@given(gold=REPORTS)
def test_a_failed_document_has_no_fact_right(gold: dict[str, Any]) -> None:
    found = judged(None, gold)
    assert {claim.verdict for claim in found.claims} <= {"missing", "unscored"}
    assert not any(figures_of(found)[name] for name in ("F1", "strict", "lenient"))


@given(gold=REPORTS, answer=REPORTS)
def test_every_claim_of_either_side_is_counted_once(gold: dict[str, Any], answer: dict[str, Any]) -> None:
    claims = [claim for claim in scored(answer, gold) if claim.kind == "figures[]"]
    assert sorted(c.gold_path for c in claims if c.gold_path) == [
        f"figures[{i}]" for i in range(len(gold["figures"]))
    ]
    assert sorted(c.predicted_path for c in claims if c.predicted_path) == [
        f"figures[{i}]" for i in range(len(answer["figures"]))
    ]


def test_a_pair_under_the_gate_is_missing_and_spurious() -> None:
    gold = {"figures": [{"role": "killed", "number": 40, "source": "Red Crescent"}]}
    answer = {"figures": [{"role": "wounded", "number": 90, "source": "Ida Ven"}]}
    verdicts = [claim.verdict for claim in scored(answer, gold) if claim.kind == "figures[]"]
    assert verdicts == ["missing", "spurious"]
    assert score(answer, gold=gold) == 0.0


@pytest.mark.parametrize("empty", [None, "", []])
def test_nothing_on_both_sides_is_no_achievement(empty: Any) -> None:
    gold = {"type": "air strike", "location": None, "figures": []}
    found = counts({"type": "air strike", "location": empty, "figures": []}, gold)
    assert found.cell("location", "noncommittal") == 1
    assert found.cell("location", "correct") == 0
