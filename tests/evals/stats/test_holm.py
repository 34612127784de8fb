"""Holm's correction: the textbook's numbers, and its laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.stats.holm import holm

several = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.floats(0, 1), max_size=8)


def test_the_least_is_multiplied_by_all_the_next_by_one_less() -> None:
    assert holm({"b": 0.04, "a": 0.01, "c": 0.03, "d": 0.005}) == pytest.approx(
        {"b": 0.06, "a": 0.03, "c": 0.06, "d": 0.02}
    )


def test_one_alone_stays_as_it_is_and_none_over_one() -> None:
    assert holm({"a": 0.03}) == {"a": 0.03}
    assert holm({"a": 0.6, "b": 0.7}) == {"a": 1.0, "b": 1.0}


@given(several)
def test_it_keeps_names_and_ranks_and_lowers_none(p: dict[str, float]) -> None:
    adjusted = holm(p)
    assert list(adjusted) == list(p)
    assert all(p[name] <= adjusted[name] <= 1 for name in p)
    assert all(adjusted[one] <= adjusted[other] for one in p for other in p if p[one] <= p[other])
