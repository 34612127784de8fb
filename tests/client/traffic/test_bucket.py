"""A token bucket lets out its rate, no more and no less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.client.traffic.bucket import Bucket, per_minute


def let_out(bucket: Bucket, seconds: float, units: float = 1.0) -> int:
    """How many calls come through in `seconds`, each sent as soon as it may be."""
    now, count = bucket.at, 0
    end = now + seconds
    while now < end:
        if wait := bucket.wait(now, units):
            now += wait
        else:
            bucket.take(now, units)
            count += 1
    return count


@given(rate=st.floats(0.1, 500), burst=st.floats(1, 20), units=st.floats(0.5, 30))
def test_what_comes_through_is_the_rate_and_the_store(rate: float, burst: float, units: float) -> None:
    bucket = Bucket(rate, burst, burst, at=100.0)
    seconds = 50 * units / rate
    came = let_out(bucket, seconds, units) * units
    assert rate * seconds - 2 * units <= came <= rate * seconds + burst + 2 * units


def test_what_is_larger_than_the_bucket_waits_for_a_full_one_and_is_owed() -> None:
    bucket = Bucket(rate=10, capacity=10, level=10, at=0)
    assert bucket.wait(0, 30) == 0
    bucket.take(0, 30)
    assert bucket.wait(0, 1) == pytest.approx(2.1)
    bucket.give_back(20)
    assert bucket.wait(0, 1) == pytest.approx(0.1)


def test_a_limit_a_minute_is_spread_over_the_minute() -> None:
    assert let_out(per_minute(600, now=0), 60) in (609, 610)
    assert let_out(per_minute(6, now=0), 60) in (6, 7)
