"""Numbers: right or wrong, and apart from another order of magnitude on."""

import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evals.comparators import CORRECT, INCORRECT, About, Match
from evals.comparators.number import compare, table

COUNTS = st.integers(0, 60) | st.integers(0, 2**53)


def match(gold: Any, predicted: Any) -> Match:
    found = compare(gold, predicted, About())
    assert found == compare(predicted, gold, About())
    return found


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [(40, 40), (40, 40.0), (1200, "1,200"), (1200, "1 200"), (0.3, 0.1 + 0.2), (0, -0.0), (10**400, 10**400)],
)
def test_equal_numbers_are_correct_however_written(gold: Any, predicted: Any) -> None:
    assert match(gold, predicted) == CORRECT


@pytest.mark.parametrize(("gold", "predicted"), [(40, 42), (53, 44), (12, 10), (2019, 2018)])
def test_near_is_wrong_but_may_be_the_same_claim(gold: int, predicted: int) -> None:
    found = match(gold, predicted)
    assert found.verdict == "incorrect"
    assert 0.25 < found.similarity < 0.5
    assert not found.apart


@pytest.mark.parametrize(("gold", "predicted"), [(100, 1000), (1200, 12000), (40, 4000), (0, 4), (-5, 500)])
def test_another_order_of_magnitude_is_another_claim(gold: int, predicted: int) -> None:
    assert match(gold, predicted) == Match("incorrect", 0.0, apart=True)


@pytest.mark.parametrize(("gold", "predicted"), [(0, 1), (0, 3), (-7, 7)])
def test_unlike_and_yet_not_apart(gold: int, predicted: int) -> None:
    assert match(gold, predicted) == INCORRECT


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        (1, True),
        (0, False),
        (40, "forty"),
        (40, ""),
        (5, math.nan),
        (5, "inf"),
        (5, [5]),
        (5, 10**400),
        (12, "1,2"),
    ],
)
def test_what_is_no_number_is_incorrect(gold: Any, predicted: Any) -> None:
    assert match(gold, predicted) == INCORRECT


def test_similarity_falls_with_the_ratio_to_none_at_half_an_order_of_magnitude() -> None:
    falling = [match(100, x).similarity for x in (101, 110, 150, 200, 300, 316)]
    assert falling == sorted(falling, reverse=True)
    assert match(100, 10**2.25).similarity == pytest.approx(0.25)
    assert match(100, 316).apart is False
    assert match(100, 317).apart is True


@given(st.floats(0.001, 1e9), st.floats(0.001, 1e9), st.integers(1, 1000))
def test_the_unit_does_not_matter(gold: float, predicted: float, factor: int) -> None:
    scaled = match(gold * factor, predicted * factor)
    assert scaled.similarity == pytest.approx(match(gold, predicted).similarity, abs=1e-6)


@example([0, 0, 4], [0, 1, 3, 4])  # nought is like nothing, and apart from √10 on
@given(st.lists(COUNTS, min_size=1, max_size=6), st.lists(COUNTS, min_size=1, max_size=6))
def test_a_table_says_of_each_pair_what_comparing_it_says(gold: list[int], predicted: list[int]) -> None:
    found = table(gold, predicted)
    assert found is not None
    for row, ours in enumerate(gold):
        for column, theirs in enumerate(predicted):
            match = compare(ours, theirs, About())
            assert found[row, column] == pytest.approx(-1 if match.apart else match.similarity, abs=1e-9)
