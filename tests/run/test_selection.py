"""A limit takes the first, a sample is random, fixed and in input order."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.run import selection
from extract.run.selection import select


@given(n=st.integers(0, 60), limit=st.integers(1, 70), sample=st.integers(1, 70))
def test_a_sample_is_drawn_from_the_limit_without_repeats_in_order(n: int, limit: int, sample: int) -> None:
    drawn = list(select(iter(range(n)), limit=limit, sample=sample))
    assert drawn == sorted(set(drawn))
    assert len(drawn) == min(n, limit, sample)
    assert all(number < limit for number in drawn)
    assert drawn == list(select(iter(range(n)), limit=limit, sample=sample))


def test_no_more_is_read_than_the_limit() -> None:
    numbers = iter(range(10))
    assert list(select(numbers, limit=3)) == [0, 1, 2]
    assert next(numbers) == 3


def test_every_document_is_equally_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: Counter[int] = Counter()
    for seed in range(2000):
        monkeypatch.setattr(selection, "SEED", seed)
        counts.update(select(iter(range(10)), sample=3))
    assert all(500 < counts[number] < 700 for number in range(10))  # expected 600, standard deviation 20
