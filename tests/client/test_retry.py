import asyncio
import logging
import time

import pytest

from extract.client.retry import RetryingCaller
from extract.client.traffic.gate import Gate, GatedCaller, Limits
from extract.errors import CallError, CallTimeout, PromptTooLong, RateLimited, RequestRejected, TransportError
from tests.client.fakes import REQUEST, ScriptedCaller, completion_of

DONE = completion_of("{}")


def retrying(*script, **options) -> tuple[ScriptedCaller, RetryingCaller]:
    inner = ScriptedCaller(script)
    return inner, RetryingCaller(inner=inner, **{"first_wait": 0.001, **options})


def test_faults_of_the_transport_are_tried_again_until_an_answer_comes():
    inner, caller = retrying(TransportError("reset"), CallTimeout("slow"), RateLimited("429"), DONE)

    assert asyncio.run(caller(REQUEST)) is DONE
    assert len(inner.requests) == 4


@pytest.mark.parametrize("error", [RequestRejected("no", status=400), PromptTooLong("too long")])
def test_final_errors_are_not_tried_again(error):
    inner, caller = retrying(error, DONE)

    with pytest.raises(type(error)) as caught:
        asyncio.run(caller(REQUEST))
    assert len(inner.requests) == 1
    assert "tried" not in str(caught.value)


def test_the_last_error_tells_the_number_of_tries_and_keeps_its_hint():
    errors = [TransportError(f"fault {number}", hint="look") for number in range(3)]
    _, caller = retrying(*errors, attempts=3)

    with pytest.raises(TransportError, match=r"^fault 2 \(tried 3 times\)$") as caught:
        asyncio.run(caller(REQUEST))
    assert caught.value.hint == "look"


def test_what_the_server_asks_for_is_waited_and_little_more():
    _, caller = retrying(RateLimited("429", retry_after=0.4), DONE)

    started = time.monotonic()
    asyncio.run(caller(REQUEST))
    assert 0.4 <= time.monotonic() - started < 0.8


def test_a_wait_longer_than_allowed_fails_at_once():
    inner, caller = retrying(RateLimited("429", retry_after=300), DONE)

    with pytest.raises(RateLimited, match="asks to wait 300 s, longer than the 120 s allowed"):
        asyncio.run(caller(REQUEST))
    assert len(inner.requests) == 1


def test_no_try_starts_after_the_deadline():
    inner, caller = retrying(*[RateLimited("429", retry_after=0.1)] * 9, attempts=9, deadline=0.25)

    with pytest.raises(RateLimited, match="tried"):
        asyncio.run(caller(REQUEST))
    assert 2 <= len(inner.requests) <= 3


def test_waits_are_random_below_a_bound_that_doubles():
    waits: list[float] = []
    _, caller = retrying(
        *[TransportError("x")] * 5, DONE, first_wait=0.01, on_retry=lambda _, wait: waits.append(wait)
    )

    asyncio.run(caller(REQUEST))
    assert all(0 <= wait <= 0.01 * 2**number for number, wait in enumerate(waits))
    assert len(set(waits)) == 5


def test_each_retry_is_told_and_logged(caplog):
    told: list[CallError] = []
    _, caller = retrying(TransportError("reset by peer"), DONE, on_retry=lambda error, _: told.append(error))

    with caplog.at_level(logging.INFO, logger="affidavit"):
        asyncio.run(caller(REQUEST))
    assert [str(error) for error in told] == ["reset by peer"]
    assert caplog.messages[0].startswith("try 1 of 6 failed, next in")


def test_a_limit_lets_no_more_than_so_many_through_at_once():
    under_way, most = 0, 0

    async def slow(_):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1
        return DONE

    async def ten_at_once():
        limited = GatedCaller(slow, Gate(Limits(3)))
        return await asyncio.gather(*(limited(REQUEST) for _ in range(10)))

    assert asyncio.run(ten_at_once()) == [DONE] * 10
    assert most == 3


def test_a_call_that_waits_for_its_next_try_holds_no_place():
    inner = ScriptedCaller([RateLimited("429", retry_after=0.8), DONE, DONE])

    async def second_overtakes() -> float:
        caller = RetryingCaller(inner=GatedCaller(inner, Gate(Limits(1))))
        first = asyncio.create_task(caller(REQUEST))
        await asyncio.sleep(0.05)
        started = time.monotonic()
        await caller(REQUEST)
        waited = time.monotonic() - started
        await first
        return waited

    assert asyncio.run(second_overtakes()) < 0.6
