"""Dates: the same day as far as it is known."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.comparators import CORRECT, INCORRECT, About, Match
from evals.comparators.date import compare

DAY, WEEK, MONTH = 1, 2, 3


def match(gold: str, predicted: str, *, known: int | None = None, said: int | None = None) -> Match:
    about = About(options={"precision": "how"}, gold={"how": known}, predicted={"how": said})
    return compare(gold, predicted, about)


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        ("2019-07-02", "2019-07-02"),
        ("2019-07-02", "2019-07-02T23:30:00+02:00"),
        ("2019-07-02 10:00", "2019-07-02"),
        ("2019-07", "2019-07"),
        ("2019", "2019"),
    ],
)
def test_the_same_date_is_correct(gold: str, predicted: str) -> None:
    assert match(gold, predicted) == CORRECT


@pytest.mark.parametrize(
    ("known", "predicted", "verdict"),
    [
        (DAY, "2019-07-03", "incorrect"),
        (WEEK, "2019-07-01", "correct"),  # Monday of the same ISO week
        (WEEK, "2019-07-07", "correct"),  # Sunday of it
        (WEEK, "2019-06-29", "correct"),  # the week before, three days off
        (WEEK, "2019-06-28", "incorrect"),
        (WEEK, "2019-07-08", "incorrect"),
        (MONTH, "2019-07-31", "correct"),
        (MONTH, "2019-06-30", "incorrect"),
        (MONTH, "2018-07-02", "incorrect"),
    ],
)
def test_gold_asks_for_no_more_than_it_knows(known: int, predicted: str, verdict: str) -> None:
    assert match("2019-07-02", predicted, known=known).verdict == verdict


@pytest.mark.parametrize(
    ("predicted", "said"),
    [("2019-07", None), ("2019", None), ("2019-07-15", MONTH), ("2019-07-04", WEEK), ("2019-06-30", WEEK)],
)
def test_the_coarser_that_holds_the_finer_is_partial(predicted: str, said: int | None) -> None:
    assert match("2019-07-02", predicted, known=DAY, said=said).verdict == "partial"


@pytest.mark.parametrize(("predicted", "said"), [("2019-06", None), ("2018", None), ("2019-08-02", MONTH)])
def test_the_coarser_that_does_not_hold_it_is_incorrect(predicted: str, said: int | None) -> None:
    assert match("2019-07-02", predicted, known=DAY, said=said).verdict == "incorrect"


@pytest.mark.parametrize(
    ("gold", "known", "predicted", "said", "verdict"),
    [
        ("2019-07", None, "2019-07-02", DAY, "partial"),  # a day that gold does not have
        ("2019", None, "2019-07", None, "partial"),
        ("2019-07", None, "2019-07-15", MONTH, "correct"),  # a month, in two ways of writing
        ("2019-07-15", MONTH, "2019-07", None, "correct"),
        ("2019-07-15", MONTH, "2019", None, "partial"),
    ],
)
def test_a_date_cut_short_says_how_much_is_known(
    gold: str, known: int | None, predicted: str, said: int | None, verdict: str
) -> None:
    assert match(gold, predicted, known=known, said=said).verdict == verdict


@pytest.mark.parametrize("predicted", ["Tuesday", "2019-13-01", "2019-02-30", "", "20190702", "2019-07-"])
def test_what_is_no_date_is_incorrect(predicted: str) -> None:
    assert match("2019-07-02", predicted) == INCORRECT


def test_similarity_falls_with_the_distance() -> None:
    near, far, none = (match("2019-07-02", x).similarity for x in ("2019-07-03", "2019-07-20", "2019-09-02"))
    assert 0.5 > near > far > none == 0


@given(st.dates(), st.dates())
def test_without_precision_neither_side_is_favoured(one: dt.date, other: dt.date) -> None:
    assert match(one.isoformat(), other.isoformat()) == match(other.isoformat(), one.isoformat())
