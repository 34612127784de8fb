"""HTTP, limit and retries together against a server that errs."""

import asyncio
import time

import pytest

from extract.client.models import parse_model
from extract.client.reply import read_reply
from extract.client.stack import Traffic, open_caller
from extract.client.traffic.gate import Limits
from extract.errors import CallTimeout, ModelUnavailable, RateLimited, RequestRejected, TransportError
from tests import loopback
from tests.client.fakes import REQUEST
from tests.loopback import LoopbackServer


def answer(server: LoopbackServer, **options) -> str:
    async def once() -> str:
        spec = parse_model(f"{server.url}#m")
        async with open_caller(spec, Traffic(**options), api_key="sk-test") as caller:
            return read_reply((await caller(REQUEST)).body).content

    return asyncio.run(once())


def test_429_is_sent_again_when_the_server_said_and_not_much_later():
    with LoopbackServer([loopback.status(429, retry_after=1)]) as server:
        assert answer(server)

    first, second = (request.at for request in server.requests)
    assert 1.0 <= second - first < 1.8


@pytest.mark.parametrize(
    "fault",
    [
        loopback.status(500),
        loopback.status(502, text="<html>"),
        loopback.reset(),
        loopback.truncated_body(),
        loopback.body("{nope"),
        loopback.status(408),
    ],
)
def test_a_passing_fault_is_overcome(fault):
    with LoopbackServer([fault]) as server:
        assert answer(server)
    assert server.count == 2
    assert server.requests[0].body == server.requests[1].body


def test_a_hanging_server_times_out_and_is_tried_again():
    with LoopbackServer([loopback.hang(), loopback.drip()]) as server:
        assert answer(server, timeout_seconds=0.3)
    assert server.count == 3


def test_a_server_that_hangs_for_good_is_a_timeout():
    with (
        LoopbackServer(lambda *_: loopback.hang()) as server,
        pytest.raises(CallTimeout, match=r"within 0.2 s \(tried 2 times\)"),
    ):
        answer(server, timeout_seconds=0.2, attempts=2)
    assert server.count == 2


@pytest.mark.parametrize("code", [400, 401, 403, 404, 422])
def test_a_rejection_is_final_after_exactly_one_request(code):
    with (
        LoopbackServer([loopback.status(code, message="no")]) as server,
        pytest.raises(RequestRejected, match=f"^the server answered {code}: no$") as caught,
    ):
        answer(server)
    assert server.count == 1
    assert caught.value.hint


def test_a_server_that_stays_down_is_told_with_the_number_of_tries():
    with (
        LoopbackServer(lambda *_: loopback.status(500)) as server,
        pytest.raises(TransportError, match=r"tried 2 times"),
    ):
        answer(server, attempts=2)
    assert server.count == 2


def test_a_wait_beyond_reason_is_not_waited_for():
    started = time.monotonic()
    with LoopbackServer([loopback.status(429, retry_after=86400)]) as server, pytest.raises(RateLimited):
        answer(server)
    assert server.count == 1
    assert time.monotonic() - started < 5


def test_no_more_requests_are_under_way_than_allowed():
    async def twelve(server: LoopbackServer) -> None:
        async with open_caller(parse_model(f"{server.url}#m"), Traffic(Limits(4)), api_key=None) as caller:
            await asyncio.gather(*(caller(REQUEST) for _ in range(12)))

    with LoopbackServer(lambda *_: loopback.ok(delay=0.05)) as server:
        asyncio.run(twelve(server))
    assert (server.count, server.most_under_way) == (12, 4)


def test_waiting_for_a_place_does_not_count_against_the_time_limit():
    async def four(server: LoopbackServer) -> None:
        traffic = Traffic(Limits(1), timeout_seconds=0.5, attempts=1)
        async with open_caller(parse_model(f"{server.url}#m"), traffic, api_key=None) as caller:
            await asyncio.gather(*(caller(REQUEST) for _ in range(4)))

    with LoopbackServer(lambda *_: loopback.ok(delay=0.2)) as server:
        asyncio.run(four(server))
    assert server.count == 4


def test_a_local_model_is_asked_where_its_engine_listens():
    async def once(base_url: str | None) -> None:
        async with open_caller(parse_model("local/tiny"), api_key=None, base_url=base_url) as caller:
            await caller(REQUEST)

    with LoopbackServer() as server:
        asyncio.run(once(server.url))
    assert server.count == 1
    with pytest.raises(ModelUnavailable, match="local/tiny"):
        asyncio.run(once(None))
