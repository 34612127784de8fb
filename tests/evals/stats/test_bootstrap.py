"""The interval of a ratio of sums: what it holds, when there is none, and how it is found."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evals.figures import Part, ratio
from evals.stats.bootstrap import Interval, interval

counts = st.integers(1, 30).flatmap(lambda below: st.tuples(st.integers(0, below), st.just(below)))
documents = st.lists(counts, min_size=2, max_size=30)
SOME: list[Part] = [(3, 10), (8, 10), (15, 20), (2, 4), (9, 9)]


@given(documents)
@settings(max_examples=50)
def test_it_holds_the_figure_and_stays_in_its_range(parts: list[Part]) -> None:
    found = interval(parts, resamples=500)
    if found is not None:
        value = ratio(parts)
        assert value is not None
        assert 0 <= found.low <= value + 1e-9
        assert value - 1e-9 <= found.high <= 1


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([], id="no document"),
        pytest.param([(4, 5)], id="one document"),
        pytest.param([(4, 5), (0, 0), (0, 0)], id="one document with a part in it"),
        pytest.param([(0, 0)] * 9, id="nothing to measure"),
        pytest.param([(5, 5), (9, 9), (2, 2)], id="all perfect, which does not say how rare errors are"),
        pytest.param([(1, 2), (2, 4), (5, 10)], id="no spread"),
    ],
)
def test_there_is_none_where_there_is_no_saying(parts: list[Part]) -> None:
    assert interval(parts) is None


def test_documents_without_a_part_change_nothing() -> None:
    assert interval([*SOME, (0, 0), (0, 0)]) == interval(SOME)


def test_with_five_documents_every_resample_is_taken_whatever_the_seed() -> None:
    every = [ratio(drawn) for drawn in itertools.product(SOME, repeat=5)]
    tail = stats.norm.cdf(np.sqrt(5 / 4) * stats.t.ppf(0.025, 4))
    low, high = np.quantile(np.array(every, dtype=float), [tail, 1 - tail])
    assert interval(SOME, seed=1) == interval(SOME, seed=2)
    assert interval(SOME) == Interval(pytest.approx(low), pytest.approx(high))


def test_the_same_seed_gives_the_same_and_another_nearly_the_same() -> None:
    parts = SOME * 5
    one, again, other = interval(parts, seed=1), interval(parts, seed=1), interval(parts, seed=2)
    assert one == again != other
    assert one is not None
    assert other is not None
    assert other.low == pytest.approx(one.low, abs=0.01)


def test_a_higher_level_is_wider_and_more_documents_are_narrower() -> None:
    def width(found: Interval | None) -> float:
        assert found is not None
        return found.high - found.low

    assert width(interval(SOME * 4, level=0.99)) > width(interval(SOME * 4)) > width(interval(SOME * 16))


def test_with_many_documents_it_agrees_with_the_normal_approximation() -> None:
    random = np.random.default_rng(3)
    below = random.integers(5, 40, 400)
    above = random.binomial(below, random.beta(6, 3, 400))
    found = interval(list(zip(above, below, strict=True)))
    value = above.sum() / below.sum()
    error = np.sqrt(((above - value * below) ** 2).sum()) / below.sum()
    assert found is not None
    assert (found.low, found.high) == pytest.approx((value - 1.96 * error, value + 1.96 * error), abs=0.002)


def test_a_figure_that_most_documents_have_no_part_in_has_none() -> None:
    """Only the denominator of one document is not zero: a third of resamples would divide by nothing."""
    assert interval([(1, 2), (1, 0), (1, 0)]) is None
