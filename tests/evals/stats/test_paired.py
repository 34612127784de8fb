"""The difference of two runs on the same documents: its sign, its interval, and what chance would do."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.figures import Part, ratio
from evals.stats.paired import difference, fewest_documents, interval_of_difference

counts = st.integers(1, 9).flatmap(lambda below: st.tuples(st.integers(0, below), st.just(below)))
pairs = st.lists(st.tuples(counts, counts), min_size=1, max_size=7)
runs = pairs.map(lambda both: list(zip(*both, strict=True)))


def by_hand(a: list[Part], b: list[Part]) -> tuple[float, float, float]:
    """The permutation test as its definition has it: either way, upwards, downwards."""
    under_null = []
    for swapped in itertools.product((False, True), repeat=len(a)):
        pairs = [(y, x) if swap else (x, y) for swap, x, y in zip(swapped, a, b, strict=True)]
        first, second = ratio([x for x, _ in pairs]), ratio([y for _, y in pairs])
        assert first is not None
        assert second is not None
        under_null.append(second - first)
    seen = np.array(under_null)
    return (
        float((abs(seen) >= abs(seen[0]) - 1e-12).mean()),
        float((seen >= seen[0] - 1e-12).mean()),
        float((seen <= seen[0] + 1e-12).mean()),
    )


@given(runs)
@settings(max_examples=60)
def test_few_documents_are_tested_exactly(both: list[list[Part]]) -> None:
    found = difference(*both, resamples=100)
    assert (found.p_value, found.p_higher, found.p_lower) == pytest.approx(by_hand(*both))


@given(runs)
@settings(max_examples=40)
def test_the_other_way_round_it_is_the_opposite(both: list[list[Part]]) -> None:
    a, b = both
    there, back = difference(a, b, resamples=100), difference(b, a, resamples=100)
    assert there.value is not None
    assert back.value == pytest.approx(-there.value)
    assert (back.p_value, back.p_lower) == pytest.approx((there.p_value, there.p_higher))


@given(runs)
@settings(max_examples=40)
def test_no_p_is_under_the_smallest_that_is_possible(both: list[list[Part]]) -> None:
    found = difference(*both, resamples=100)
    assert found.p_value is not None
    assert found.p_value >= found.smallest_p - 1e-12


def test_five_documents_that_all_got_worse_give_the_smallest_p_and_that_is_over_five_percent() -> None:
    found = difference([(9, 10)] * 5, [(1, 10)] * 5)
    assert (found.p_value, found.smallest_p, found.p_lower) == (0.0625, 0.0625, 0.03125)


def test_what_counts_are_the_documents_that_differ() -> None:
    found = difference([(9, 10), (5, 10), (5, 10), (0, 0)], [(1, 10), (5, 10), (5, 10), (0, 0)])
    assert (found.documents, found.differing, found.smallest_p, found.p_value) == (3, 1, 1.0, 1.0)


def test_equal_runs_do_not_differ_and_have_no_interval() -> None:
    found = difference([(9, 10), (3, 10)], [(9, 10), (3, 10)])
    assert (found.value, found.interval, found.p_value) == (0.0, None, 1.0)


@pytest.mark.parametrize("a", [[], [(0, 0), (0, 0)]])
def test_a_run_with_nothing_to_measure_cannot_be_compared(a: list[Part]) -> None:
    found = difference(a, [(1, 2) for _ in a])
    assert (found.a, found.value, found.interval, found.p_value) == (None, None, None, None)


def test_with_many_documents_swaps_are_sampled_and_near_the_exact_p() -> None:
    random = np.random.default_rng(5)
    a = [(int(random.integers(5, 10)), 10) for _ in range(15)]
    b = [(int(random.integers(4, 10)), 10) for _ in range(15)]
    changes = np.array([y[0] - x[0] for x, y in zip(a, b, strict=True)])
    signs = np.array(list(itertools.product((-1, 1), repeat=15)))
    exact = (abs(signs @ changes) >= abs(changes.sum())).mean()  # equal denominators: a sum of changes
    found = difference(a, b)
    assert found.p_value == pytest.approx(exact, abs=0.02)
    assert found == difference(a, b)


def test_a_sampled_p_is_never_zero() -> None:
    found = difference([(9, 10)] * 40, [(1, 10)] * 40, resamples=999)
    assert found.p_value == found.smallest_p == 0.001


def test_the_interval_holds_what_is_common_to_both_runs_out() -> None:
    """Documents differ far more than runs: paired, that does not widen the interval."""
    a = [(n % 10, 10) for n in range(40)]
    b = [(min(10, above + 1 + n % 2), 10) for n, (above, _) in enumerate(a)]
    found = difference(a, b).interval
    assert found is not None
    assert 0.05 < found.low < 0.15 < found.high < 0.2
    assert interval_of_difference(a, b) == found


def test_runs_over_different_documents_are_refused() -> None:
    with pytest.raises(ValueError, match="1 documents against 2"):
        difference([(1, 2)], [(1, 2), (1, 2)])


@pytest.mark.parametrize(("alpha", "count"), [(0.05, 5), (0.025, 6), (0.0625, 4), (0.5, 1)])
def test_how_many_documents_a_one_sided_test_needs(alpha: float, count: int) -> None:
    assert fewest_documents(alpha) == count
    assert difference([(1, 1)] * count, [(0, 1)] * count).p_lower == 2**-count <= alpha < 2 ** (1 - count)
