"""What a server allows is used in full and hardly gone beyond, whether it says so or not."""

import asyncio
import dataclasses

import pytest

from extract.client.calls import CallRequest, Completion
from extract.client.traffic.gate import Limits
from extract.errors import RateLimited
from tests.client.traffic.simulated import Server, ask_all

WAITS = [None, 1.0, 0.05]


@pytest.mark.parametrize("retry_after", WAITS)
@pytest.mark.parametrize("at_once", [64, 256])
def test_a_limit_on_calls_a_second_is_found(retry_after: float | None, at_once: int) -> None:
    server = Server(rate=100, retry_after=retry_after)
    seconds, _ = ask_all(server, 1000, Limits(at_once))
    assert server.requests <= 1050
    assert seconds <= 1.1 * 10


@pytest.mark.parametrize("retry_after", WAITS)
@pytest.mark.parametrize("at_once", [64, 256])
def test_a_limit_on_calls_at_once_is_found(retry_after: float | None, at_once: int) -> None:
    server = Server(in_flight=32, retry_after=retry_after)
    seconds, _ = ask_all(server, 1000, Limits(at_once))
    assert server.requests <= 1050
    assert seconds <= 1.1 * (1000 / 32 * 0.2)


def test_a_limit_a_minute_is_found_within_some_refusals() -> None:
    server = Server(rate=60, span=60, delay=2)
    seconds, _ = ask_all(server, 600, Limits(16))
    assert server.refused <= 75
    assert seconds <= 1.15 * 540


def test_refusals_by_chance_slow_nothing_down() -> None:
    server = Server(chance=0.07)
    seconds, gate = ask_all(server, 4000, Limits(64))
    assert (gate.learned.window, gate.learned.pace) == (None, None)
    assert seconds <= 1.15 * (4000 * 1.075 / 64 * 0.2)


def test_a_limit_that_is_lifted_is_outgrown() -> None:
    class Lifted(Server):
        async def __call__(self, request: CallRequest) -> Completion:
            self.most = 16 if self.requests < 200 else None
            return await super().__call__(request)

    server = Lifted()
    _, gate = ask_all(server, 4000, Limits(64))
    assert gate.learned.at_once == 64


def test_given_limits_are_kept_and_used() -> None:
    server = Server(rate=10)
    seconds, _ = ask_all(server, 200, Limits(64, requests_per_minute=600))
    assert server.refused <= 10  # the first second's worth may go out at once, and that is what it took
    assert seconds == pytest.approx(20, rel=0.1)


def test_tokens_a_minute_are_kept_by_what_answers_took() -> None:
    """A call takes 110 tokens by its usage."""
    seconds, _ = ask_all(Server(delay=0.05), 500, Limits(64, tokens_per_minute=60_000))
    assert seconds == pytest.approx(55, rel=0.1)


def test_what_a_server_tells_of_its_limits_is_kept_before_it_has_to_refuse() -> None:
    """A bucket of 50 calls into which 20 a second flow, told in each answer's headers."""

    class Telling(Server):
        left, at = 50.0, 1000.0

        async def __call__(self, request: CallRequest) -> Completion:
            now = asyncio.get_running_loop().time()
            self.left, self.at = min(50, self.left + 20 * (now - self.at)), now
            if self.left < 1:
                self.refused += 1
                raise RateLimited("the server answered 429", retry_after=1)
            self.left -= 1
            told = {
                "x-ratelimit-limit-requests": "50",
                "x-ratelimit-remaining-requests": str(int(self.left)),
                "x-ratelimit-reset-requests": f"{(50 - self.left) / 20:.3f}s",
            }
            return dataclasses.replace(await super().__call__(request), headers=told)

    server = Telling(delay=0.05)
    seconds, _ = ask_all(server, 500, Limits(16))
    assert server.refused == 0
    assert seconds <= 1.1 * (450 / 20)
