"""When does a run end because every call fails, and when not?"""

from collections.abc import Iterator

import pytest

from extract.client.traffic.breaker import FAULTS, LONG_PATIENCE, MANY, PATIENCE, REJECTIONS, Breaker
from extract.errors import CallError, PromptTooLong, RateLimited, RequestRejected, TransportError


def watched() -> tuple[Breaker, list[CallError], list[float]]:
    told: list[CallError] = []
    time = [100.0]
    return Breaker(told.append, clock=lambda: time[0]), told, time


def rejected(status: int) -> Iterator[CallError]:
    while True:
        yield RequestRejected(f"the server answered {status}", status=status)


@pytest.mark.parametrize(
    ("status", "enough"), [(401, REJECTIONS), (404, REJECTIONS), (400, MANY), (403, MANY)]
)
def test_rejections_in_a_row_are_enough(status: int, enough: int) -> None:
    breaker, told, _ = watched()
    for count, error in zip(range(enough + 5), rejected(status), strict=False):
        breaker.failed(error)
        assert len(told) == (count + 1 >= enough)
    assert str(told[0]) == f"the server answered {status}"


def test_an_answer_between_starts_the_count_anew_and_makes_it_longer() -> None:
    breaker, told, _ = watched()
    errors = rejected(401)
    for _ in range(REJECTIONS - 1):
        breaker.failed(next(errors))
    breaker.answered()
    for _ in range(MANY - 1):
        breaker.failed(next(errors))
    assert not told
    breaker.failed(next(errors))
    assert told


@pytest.mark.parametrize("answered", [False, True])
def test_a_dead_server_is_given_some_time(answered: bool) -> None:
    breaker, told, time = watched()
    patience = LONG_PATIENCE if answered else PATIENCE
    if answered:
        breaker.answered()
    for _ in range(FAULTS + 30):
        breaker.failed(TransportError("connection refused"))
    time[0] += patience - 1
    breaker.failed(TransportError("connection refused"))
    assert not told
    time[0] += 2
    breaker.failed(TransportError("connection refused"))
    assert [str(error) for error in told] == ["connection refused"]


def test_a_few_slow_faults_are_not_enough_however_long_they_take() -> None:
    breaker, told, time = watched()
    for _ in range(FAULTS - 1):
        breaker.failed(TransportError("timeout"))
        time[0] += 1000
    assert not told


def test_a_server_that_says_not_now_lives_and_a_long_prompt_says_nothing() -> None:
    breaker, told, time = watched()
    for _ in range(1000):
        breaker.failed(RateLimited("429"))
        breaker.failed(PromptTooLong("too long"))
        breaker.failed(TransportError("500"))
        time[0] += 10
    assert not told
