"""The gate: it fails only for a drop that is beyond the margin and beyond chance, and says why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.figures import Part
from evals.stats.gate import ALPHA, judge


def same(right: int, count: int = 10) -> list[Part]:
    return [(right, 10)] * count


def mixed(count: int) -> list[Part]:
    """By turns far better and, one more time in three, far worse."""
    return [((9, 2, 2)[place % 3], 10) for place in range(count)]


@pytest.mark.parametrize(
    ("before", "now", "verdict", "reason"),
    [
        pytest.param(
            same(9), same(6), "fail",
            "0.900 before, 0.600 now, 0.300 worse: a drop beyond the margin of 0.02, "
            "and chance alone would give it in under 0.1 % of cases (p ≤ 0.04 fails)",
            id="a clear drop",
        ),
        pytest.param(
            same(6, 7), mixed(7), "inconclusive",
            "0.600 before, 0.500 now, 0.100 worse: a drop beyond the margin of 0.02, "
            "but chance alone would give it in 23.4 % of cases with 7 documents; more gold would tell",
            id="a drop that may be chance",
        ),
        pytest.param(
            same(9, 5), same(6, 5), "fail",
            "0.900 before, 0.600 now, 0.300 worse: a drop beyond the margin of 0.02, "
            "and chance alone would give it in 3.1 % of cases (p ≤ 0.04 fails)",
            id="with five documents all have to be worse",
        ),
        pytest.param(
            same(9, 4), same(1, 4), "inconclusive",
            "0.900 before, 0.100 now, 0.800 worse: with 4 documents no drop, however large, "
            "could be told from chance; it takes at least 5",
            id="too few documents for any drop",
        ),
        pytest.param(
            same(9, 4), [*same(9, 3), (10, 10)], "inconclusive",
            "0.900 before, 0.925 now, 0.025 better: with 4 documents no drop, however large, "
            "could be told from chance; it takes at least 5",
            id="nor does a gain in so few say that there is no drop",
        ),
        pytest.param(
            same(9), [(1, 10), *same(9, 9)], "inconclusive",
            "0.900 before, 0.820 now, 0.080 worse: a drop beyond the margin of 0.02, but only 1 of "
            "10 documents differ, too few to tell a drop from chance; more gold would tell",
            id="one document that collapsed",
        ),
        pytest.param(
            same(9), [(8, 10), *same(9, 9)], "pass",
            "0.900 before, 0.890 now, 0.010 worse: within the margin of 0.02",
            id="a small drop",
        ),
        pytest.param(
            same(6), same(9), "pass",
            "0.600 before, 0.900 now, 0.300 better: within the margin of 0.02",
            id="a gain",
        ),
        pytest.param(
            same(9, 1), same(9, 1), "pass",
            "0.900 before, 0.900 now, unchanged: the same in every document",
            id="a replay",
        ),
        pytest.param(
            same(9), [(0, 0)] * 10, "inconclusive",
            "there is nothing to measure in one of the two runs: no document has a part in this figure",
            id="nothing to measure",
        ),
    ],
)  # fmt: skip
def test_verdicts(before: list[Part], now: list[Part], verdict: str, reason: str) -> None:
    judged = judge(before, now, margin=0.02)
    assert (judged.verdict, judged.reason) == (verdict, reason)


def test_a_drop_that_is_certain_but_within_the_margin_passes() -> None:
    judged = judge([(90, 100)] * 20, [(89, 100)] * 20, margin=0.02)
    assert judged.verdict == "pass"
    assert judged.p_drop is not None
    assert judged.p_drop < 0.001


def test_a_drop_of_just_the_margin_passes_whatever_the_last_bit_says() -> None:
    assert judge([(90, 100)] * 20, [(88, 100)] * 20, margin=0.02).verdict == "pass"


def test_of_a_rate_of_errors_a_rise_is_the_drop() -> None:
    judged = judge(same(1), same(4), margin=0.02, higher_is_better=False)
    assert (judged.verdict, judged.drop) == ("fail", pytest.approx(0.3))
    assert judge(same(4), same(1), margin=0.02, higher_is_better=False).verdict == "pass"


def test_a_stricter_alpha_asks_for_more() -> None:
    assert judge(same(9, 6), same(6, 6), margin=0.02, alpha=0.02).verdict == "fail"
    assert judge(same(9, 6), same(6, 6), margin=0.02, alpha=0.01).verdict == "inconclusive"


parts = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=8)


@given(parts, st.floats(0, 0.5))
@settings(max_examples=50)
def test_what_fails_is_over_the_margin_and_under_alpha(both: list[tuple[int, int]], margin: float) -> None:
    judged = judge([(a, 10) for a, _ in both], [(b, 10) for _, b in both], margin=margin)
    assert judged.drop is not None
    assert judged.p_drop is not None
    assert (judged.verdict == "fail") == (judged.drop > margin + 1e-12 and judged.p_drop <= ALPHA)
