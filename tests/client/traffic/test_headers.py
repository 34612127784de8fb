"""What `x-ratelimit-*` says, in the forms that are in use."""

import pytest

from extract.client.traffic.headers import Allowance, allowance, seconds


@pytest.mark.parametrize(
    ("text", "value"),
    [("12ms", 0.012), ("6m0s", 360), ("1.5s", 1.5), ("1h2m3s", 3723), ("7", 7), ("0s", 0), ("1d", 86400)],
)
def test_a_duration_is_read(text: str, value: float) -> None:
    assert seconds(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "soon", "6m0", "-1s", "1e9s", "nan", "inf", "s", "12 ms"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert seconds(text) is None


def headers(limit: str, remaining: str, reset: str) -> dict[str, str]:
    return {
        "x-ratelimit-limit-tokens": limit,
        "x-ratelimit-remaining-tokens": remaining,
        "x-ratelimit-reset-tokens": reset,
    }


def test_the_reset_tells_the_rate_whatever_the_span() -> None:
    told = allowance(headers("600000", "599000", "100ms"), "tokens")
    assert told == Allowance(600000, 599000, 0.1)
    assert told.rate == pytest.approx(10000)
    assert Allowance(200, 200, 0).rate is None


@pytest.mark.parametrize(
    "given",
    [{}, headers("", "1", "1s"), headers("0", "0", "1s"), headers("9", "-1", "1s"), headers("9", "1", "?")],
)
def test_without_all_three_there_is_nothing_to_go_by(given: dict[str, str]) -> None:
    assert allowance(given, "tokens") is None
    assert allowance(given, "requests") is None
