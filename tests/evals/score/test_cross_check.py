"""The ten pairs, as three other libraries score them: where all should agree, and why none of them is used.

For development only. stickler-eval 1.0.0 and anls-star 1.0.1 score structured answers; deepdiff 9.1.0 says
how far two objects are apart, and likeness is taken as one less that distance. Numbers of theirs are what
these versions gave here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

import pytest
import stickler
from anls_star import anls_score
from deepdiff import DeepDiff
from stickler import ComparableField, StructuredModel

from evals.comparators import About, comparator
from tests.evals.score.pairs import GOLD, Report, changed, counts, score
from tests.evals.score.test_ten_pairs import (
    ACCUSED,
    ALL_NULL,
    DISPLACED,
    FORTY_TWO,
    IDENTICAL,
    INVENTED,
    KILLED,
    MISSING,
    MIXED,
    ONE_MISSING,
    ONE_SPURIOUS,
    PERMUTED,
    SWAPPED,
    TEN_TIMES,
    WOUNDED,
)

Answer = dict[str, Any]
Likeness = Callable[..., float]

EMPTY: Answer = {"type": None, "date": None, "location": None, "perpetrator": None, "figures": []}
REPLACED = {**GOLD, "figures": [KILLED, WOUNDED, MISSING, INVENTED]}
TWICE = {**GOLD, "figures": [*GOLD["figures"], KILLED]}
FAULTY = {
    "42 for 40": FORTY_TWO,
    "one invented": ONE_SPURIOUS,
    "one missing": ONE_MISSING,
    "accused": ACCUSED,
    "swapped": SWAPPED,
    "ten times": TEN_TIMES,
    "mixed": MIXED,
    "nothing": ALL_NULL,
}


def by_us(answer: Answer, gold: Answer = GOLD) -> float:
    return score(answer, gold=gold)


def by_anls(answer: Answer, gold: Answer = GOLD) -> float:
    return float(anls_score(gold, answer))


def by_stickler(answer: Answer, gold: Answer = GOLD) -> float:
    return float(stickled(answer, gold).overall_score)


def by_deepdiff(answer: Answer, gold: Answer = GOLD) -> float:
    return 1.0 - float(DeepDiff(gold, answer, ignore_order=True, get_deep_distance=True)["deep_distance"])


def stickled(answer: Answer, gold: Answer = GOLD) -> Any:
    """Its evaluation without configuration: comparators by the types and names of our schema's fields."""
    return stickler.evaluate(Report.model_validate(gold), Report.model_validate(answer))


OTHERS: Mapping[str, Likeness] = {"anls": by_anls, "stickler": by_stickler, "deepdiff": by_deepdiff}
each = pytest.mark.parametrize("like", [pytest.param(like, id=name) for name, like in OTHERS.items()])
every = pytest.mark.parametrize(
    "like", [pytest.param(like, id=name) for name, like in {"ours": by_us, **OTHERS}.items()]
)


def test_munkres_is_the_release_that_was_looked_at() -> None:
    """It comes with stickler and anls-star. 3.0.0 is a new maintainer's rewrite with a native binary."""
    assert version("munkres") == "1.1.4"


# Where all of them should agree.


@every
def test_identical_is_one(like: Likeness) -> None:
    assert like(IDENTICAL) == 1.0


@every
@pytest.mark.parametrize("order", [PERMUTED["figures"], GOLD["figures"][::-1]])
def test_the_order_of_claims_means_nothing(like: Likeness, order: list[Answer]) -> None:
    """All three promise it: lists are matched by the Hungarian method, or with `ignore_order`."""
    assert like({**GOLD, "figures": order}) == like(IDENTICAL)


@every
def test_every_fault_costs_something(like: Likeness) -> None:
    assert {name for name, answer in FAULTY.items() if like(answer) >= 1.0} == set()


@every
def test_nothing_at_all_is_the_worst_answer(like: Likeness) -> None:
    assert min(FAULTY, key=lambda name: like(FAULTY[name])) == "nothing"


@every
def test_every_claim_left_out_costs_more(like: Likeness) -> None:
    """Of the figures in every number, from all four to none."""
    values = [like({**GOLD, "figures": GOLD["figures"][:kept]}) for kept in (4, 3, 2, 1, 0)]
    assert all(more > less for more, less in itertools.pairwise(values))


@every
def test_three_faults_are_no_better_than_one_of_them(like: Likeness) -> None:
    assert like(MIXED) <= min(like(FORTY_TWO), like(ONE_SPURIOUS), like(ONE_MISSING))


@pytest.mark.parametrize(("answer", "spared"), [(ONE_MISSING, "precision"), (ONE_SPURIOUS, "recall")])
def test_stickler_too_tells_what_is_missing_from_what_is_invented(answer: Answer, spared: str) -> None:
    theirs, costs = stickled(answer), {"precision": "recall", "recall": "precision"}[spared]
    assert getattr(theirs, spared) == score(answer, spared) == 1.0
    assert getattr(theirs, costs) < 1.0
    assert score(answer, costs) < 1.0


# Where they are known to disagree, and with what harm.


def test_anls_calls_a_hundred_three_quarters_of_a_thousand() -> None:
    """It counts the letters that differ: one of four. For us the two cannot even be the same claim."""
    assert anls_score(1000, 100) == 0.75
    assert comparator("number")(1000, 100, About()).apart


def test_deepdiff_calls_all_wrong_tolls_equally_wrong() -> None:
    """By its distance four million is as near to 40 as 42: no telling which claims belong together."""
    assert by_deepdiff(changed(killed={"number": 4_000_000})) == by_deepdiff(FORTY_TWO) > 0.98
    assert by_us(changed(killed={"number": 4_000_000})) < by_us(FORTY_TWO)


@pytest.mark.parametrize(
    ("like", "wrong", "ten_times"),
    [(by_anls, 0.9688, 0.9875), (by_stickler, 0.9833, 0.9833), (by_deepdiff, 0.9872, 0.9872)],
)
def test_a_toll_ten_times_too_high_costs_the_others_no_more_than_42_for_40(
    like: Likeness, wrong: float, ten_times: float
) -> None:
    """It costs anls even less: 12000 is 1200 with a letter more."""
    assert like(FORTY_TWO) == pytest.approx(wrong, abs=0.002)
    assert like(TEN_TIMES) == pytest.approx(ten_times, abs=0.002)
    assert by_us(TEN_TIMES) < by_us(FORTY_TWO) < 0.94


def test_stickler_with_its_default_fields_finds_no_fault_in_a_wrong_toll() -> None:
    """A claim is matched if it is like gold's from .7 on, and a matched claim is right: F1 is 1.0."""
    found = Event(**GOLD).compare_with(Event(**FORTY_TWO), include_confusion_matrix=True)
    assert found["confusion_matrix"]["overall"]["derived"]["cm_f1"] == 1.0
    assert found["overall_score"] == pytest.approx(0.9917, abs=0.002)
    assert score(FORTY_TWO, "strict") == pytest.approx(0.8)


class Toll(StructuredModel):  # type: ignore[misc]
    role: str = ComparableField()
    number: int | None = ComparableField(default=None)
    source: str | None = ComparableField(default=None)


class Event(StructuredModel):  # type: ignore[misc]
    type: str | None = ComparableField(default=None)
    date: str | None = ComparableField(default=None)
    location: str | None = ComparableField(default=None)
    perpetrator: str | None = ComparableField(default=None)
    figures: list[Toll] = ComparableField(default=[])


def test_stickler_does_not_see_that_two_sources_are_swapped() -> None:
    """F1 1.0, for both claims are still like gold's. Who said it is half of a claim."""
    assert stickled(SWAPPED).f1 == 1.0
    assert score(SWAPPED, "attribution") == 0.5
    assert by_us(SWAPPED) < 0.9


def test_stickler_gives_full_recall_with_a_claim_missing() -> None:
    """It pairs the one that is lost with the one that is invented, and has no claim missing."""
    assert DISPLACED not in REPLACED["figures"]
    assert stickled(REPLACED).recall == stickled(MIXED).recall == 1.0
    assert score(REPLACED, "recall") == pytest.approx(12 / 15)


def test_anls_lets_two_of_three_faults_pass() -> None:
    """A claim missing, one invented and a wrong toll cost what the missing claim costs alone."""
    assert by_anls(MIXED) == by_anls(ONE_MISSING) == pytest.approx(0.8125, abs=0.002)
    assert by_us(MIXED) < by_us(ONE_MISSING) - 0.1


@pytest.mark.parametrize(
    ("like", "credit"), [(by_anls, 0.75), (by_stickler, 0.8), (by_deepdiff, 0.9545), (by_us, 0.0)]
)
def test_where_gold_is_almost_empty_the_others_reward_saying_nothing(like: Likeness, credit: float) -> None:
    """Gold holds one fact and the answer none: null = null is most of the score, but for us."""
    assert like(EMPTY, {**EMPTY, "type": "air strike"}) == pytest.approx(credit, abs=0.002)


def test_stickler_scores_an_empty_pair_nought_although_it_is_identical() -> None:
    """Nothing was there and nothing was said: F1 0.0 and a likeness of 1.0. Ours: no F1, a macro of one."""
    assert stickled(EMPTY, EMPTY).f1 == 0.0
    assert by_stickler(EMPTY, EMPTY) == 1.0
    assert score(EMPTY, "macro", EMPTY) == 1.0


@each
def test_the_others_do_not_know_a_name_in_another_order(like: Likeness) -> None:
    """A wrong man of like letters is as right as the right one, or more so."""
    gold = changed(killed={"source": "Ida Marie Ven"})
    same, other = (changed(killed={"source": name}) for name in ("Ven, Ida Marie", "Ada Marie Ven"))
    assert like(other, gold) >= like(same, gold)
    assert by_us(other, gold) < by_us(same, gold) == 1.0


@pytest.mark.parametrize(("like", "credit"), [(by_anls, 0.9821), (by_stickler, 0.9667)])
def test_one_country_passes_for_another_of_like_letters(like: Likeness, credit: float) -> None:
    """Nigeria for Niger: stickler has an F1 of 1.0 for it."""
    gold, answer = ({**GOLD, "location": name} for name in ("Niger", "Nigeria"))
    assert like(answer, gold) == pytest.approx(credit, abs=0.002)
    assert stickled(answer, gold).f1 == 1.0
    assert counts(answer, gold).cell("location", "incorrect") == 1


def test_deepdiff_does_not_see_a_claim_given_twice() -> None:
    """Lists whose order is ignored are sets to it; a toll counted twice is a spurious claim to us."""
    assert by_deepdiff(TWICE) == 1.0
    assert by_us(TWICE) == by_us(ONE_SPURIOUS) < 1.0
