"""Ten pairs of an answer and its gold, ordered as someone who works with conflict data would order them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.evals.score.pairs import GOLD, changed, counts, score, scored


def _with_figures(figures: list[dict[str, Any]], **event: Any) -> dict[str, Any]:
    return {**copy.deepcopy(GOLD), **event, "figures": copy.deepcopy(figures)}


KILLED, WOUNDED, MISSING, DISPLACED = GOLD["figures"]
INVENTED = {"role": "wounded", "number": 900, "source": "State television"}

IDENTICAL = copy.deepcopy(GOLD)
PERMUTED = _with_figures([DISPLACED, MISSING, KILLED, WOUNDED])
ONE_MISSING = _with_figures([KILLED, WOUNDED, MISSING])
ONE_SPURIOUS = _with_figures([*GOLD["figures"], INVENTED])
FORTY_TWO = changed(killed={"number": 42})
TEN_TIMES = changed(displaced={"number": 12000})
ACCUSED = _with_figures(GOLD["figures"], perpetrator="Northern Front")
SWAPPED = changed(killed={"source": "Red Crescent"}, wounded={"source": "Health Ministry"})
MIXED = _with_figures([{**KILLED, "number": 42}, WOUNDED, MISSING, INVENTED])
ALL_NULL = {"type": None, "date": None, "location": None, "perpetrator": None, "figures": []}


def test_identical_answers_score_one() -> None:
    """Why: there is nothing to mend. A scorer that gives .8 here takes shared emptiness for a fault."""
    assert score(IDENTICAL) == score(IDENTICAL, "strict") == score(IDENTICAL, "macro") == 1.0


def test_the_order_of_claims_means_nothing() -> None:
    """Why: an article has no first toll; the list is a set."""
    assert counts(PERMUTED) == counts(IDENTICAL)


def test_a_missing_claim_costs_recall_and_only_recall() -> None:
    """Why: a toll left out is a toll lost. A recall of 1.0 would hide it."""
    assert score(ONE_MISSING, "precision") == 1.0
    assert score(ONE_MISSING, "recall") == pytest.approx(12 / 15)
    assert score(ONE_MISSING, "strict") == pytest.approx(2 * 4 / (4 + 5))


def test_an_invented_claim_costs_precision_and_only_precision() -> None:
    """Why: everything true is there, and one figure is not."""
    assert score(ONE_SPURIOUS, "recall") == 1.0
    assert score(ONE_SPURIOUS, "precision") == pytest.approx(15 / 18)


def test_forty_two_for_forty_is_wrong_and_not_nearly_right() -> None:
    """Why: a toll is right or it is not; .9996 for a wrong toll would pass every gate."""
    found = counts(FORTY_TWO)
    assert found.cell("figures[].number", "incorrect") == 1
    assert found.cell("figures[].number", "partial") == 0
    assert score(FORTY_TWO, "strict") == pytest.approx(4 / 5)
    assert score(FORTY_TWO, "lenient") == pytest.approx(4 / 5)


def test_a_figure_ten_times_too_high_is_another_claim() -> None:
    """Why: 12,000 displaced is not 1,200 misread by a little: the one is missing and the other made up."""
    verdicts = sorted(claim.verdict for claim in scored(TEN_TIMES) if claim.kind == "figures[]")
    assert verdicts == ["missing", "spurious", "strict", "strict", "strict"]
    assert score(TEN_TIMES) < score(FORTY_TWO)


def test_an_invented_perpetrator_counts_as_much_as_an_invented_figure() -> None:
    """Why: it accuses somebody whom the article does not. One field among sixteen must not drown."""
    assert score(ACCUSED) == pytest.approx(score(ONE_SPURIOUS))
    assert score(ACCUSED, "hallucination") == 1.0
    assert score(ACCUSED, "strict") == pytest.approx(4 / 5)


def test_swapped_sources_are_two_wrong_attributions() -> None:
    """Why: who said it is half of a claim. All numbers are right, so only attribution shows it."""
    assert score(SWAPPED, "strict") == 1.0
    assert score(SWAPPED, "attribution") == pytest.approx(2 / 4)
    assert counts(SWAPPED).cell("figures[].source", "incorrect") == 2


def test_an_answer_with_nothing_in_it_scores_nothing() -> None:
    """Why: null = null is no achievement; else the emptiest answer would not be the worst."""
    assert score(ALL_NULL) == score(ALL_NULL, "strict") == score(ALL_NULL, "macro") == 0.0
    assert score(ALL_NULL, "omission") == 1.0


def test_several_faults_at_once_add_up() -> None:
    """Why: one claim missing, one invented and a wrong toll are worse than any one of them."""
    assert score(MIXED) < min(score(ONE_MISSING), score(ONE_SPURIOUS), score(FORTY_TWO))


def test_the_ten_are_in_the_order_of_the_harm_they_do() -> None:
    """Why, from the top.

    Nothing wrong; one figure off; a figure from nowhere; a figure lost; two figures in the wrong mouths; a
    figure lost and one ten times as high in its place; three faults at once; nothing.
    """
    ladder = [IDENTICAL, FORTY_TWO, ONE_SPURIOUS, ONE_MISSING, SWAPPED, TEN_TIMES, MIXED, ALL_NULL]
    values = [score(answer) for answer in ladder]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)
    assert score(PERMUTED) == score(IDENTICAL)
