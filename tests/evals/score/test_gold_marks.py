"""What a gold file says beside its values: alternatives, ranges, what it is unsure of."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from evals.labels.gold import GoldDocument
from evals.score.cells import Claim
from evals.score.document import score_document
from evals.score.plan import plan_of
from tests.evals.score.pairs import GOLD, Report, changed


def _score(answer: Mapping[str, Any], **marks: Any) -> dict[str | None, Claim]:
    """The claims of the answer by their path in gold."""
    claims = score_document(plan_of(Report), GoldDocument("d", GOLD, **marks), answer).claims
    return {claim.gold_path: claim for claim in claims if claim.kind == "figures[]"}


def _outcome(claim: Claim, name: str) -> str:
    return next(cell.outcome for cell in claim.cells if cell.field == f"figures[].{name}")


@pytest.mark.parametrize(("number", "verdict"), [(40, "strict"), (44, "strict"), (42, "wrong")])
def test_an_alternative_is_as_right_as_the_label(number: int, verdict: str) -> None:
    marks = {"alternatives": {"figures[0].number": (44,)}}
    assert _score(changed(killed={"number": number}), **marks)["figures[0]"].verdict == verdict


@pytest.mark.parametrize(("number", "verdict"), [(38, "strict"), (45, "strict"), (46, "wrong")])
def test_any_number_in_a_range_is_right(number: int, verdict: str) -> None:
    marks = {"ranges": {"figures[0].number": (38, 45)}}
    assert _score(changed(killed={"number": number}), **marks)["figures[0]"].verdict == verdict


def test_an_empty_alternative_allows_leaving_it_out() -> None:
    answer = changed(killed={"source": None})
    assert _outcome(_score(answer)["figures[0]"], "source") == "missing"
    allowed = _score(answer, alternatives={"figures[0].source": (None,)})
    assert _outcome(allowed["figures[0]"], "source") == "noncommittal"


def test_an_unsure_field_counts_neither_way() -> None:
    answer = changed(killed={"source": "State television"})
    found = _score(answer, unsure=frozenset({"figures[0].source"}))["figures[0]"]
    assert _outcome(found, "source") == "unscored"
    assert found.verdict == "strict"


def test_an_unsure_claim_counts_neither_when_given_nor_when_left_out() -> None:
    marks = {"unsure": frozenset({"figures[0]"})}
    without = {**GOLD, "figures": GOLD["figures"][1:]}
    for answer in (GOLD, without):
        found = _score(answer, **marks)["figures[0]"]
        assert found.verdict == "unscored"
        assert {cell.outcome for cell in found.cells} == {"unscored"}


def test_an_unsure_claim_does_not_take_what_answers_another() -> None:
    answer = {**GOLD, "figures": GOLD["figures"][1:]}
    found = _score(answer, unsure=frozenset({"figures[0]"}))
    assert found["figures[0]"].predicted_path is None
    assert [found[f"figures[{i}]"].verdict for i in (1, 2, 3)] == ["strict"] * 3


@pytest.mark.parametrize(
    ("fine", "outcome"), [("12.50", "correct"), ("15.01", "incorrect"), (None, "missing")]
)
def test_a_range_holds_for_decimals_which_are_strings_in_json(fine: str | None, outcome: str) -> None:
    class Ruling(BaseModel):
        fine: Decimal | None = None

    gold = GoldDocument("d", {"fine": "14"}, ranges={"fine": (10, 15)})
    (claim,) = score_document(plan_of(Ruling), gold, {"fine": fine}).claims
    assert [cell.outcome for cell in claim.cells] == [outcome]
