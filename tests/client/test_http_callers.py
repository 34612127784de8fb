"""One HTTP call against a server that errs: what comes back, and as which error, by either client."""

import asyncio
import dataclasses
import re
import socket
import subprocess
import sys
import time

import pytest

from extract.client.calls import CallRequest, Completion
from extract.client.lean_caller import LeanCaller
from extract.client.openai_caller import OpenAICaller
from extract.client.reply import read_reply
from extract.errors import (
    AffidavitError,
    CallTimeout,
    PromptTooLong,
    RateLimited,
    RequestRejected,
    SettingsError,
    TransportError,
)
from tests import loopback
from tests.client.fakes import REQUEST
from tests.loopback import LoopbackServer

KEY = "loopback-0123456789"
both = pytest.mark.parametrize("client", [OpenAICaller, LeanCaller])


def call(
    server_url: str,
    request: CallRequest = REQUEST,
    *,
    client: type = OpenAICaller,
    key: str | None = KEY,
    timeout_seconds: float = 5,
) -> Completion:
    async def once() -> Completion:
        caller = client(server_url, key, timeout_seconds=timeout_seconds)
        try:
            return await caller(request)
        finally:
            await caller.aclose()

    return asyncio.run(once())


def failure(behaviour: loopback.Behaviour, **options) -> tuple[AffidavitError, LoopbackServer]:
    with LoopbackServer([behaviour]) as server, pytest.raises(AffidavitError) as caught:
        call(server.url, **options)
    return caught.value, server


@both
def test_the_body_comes_back_byte_for_byte(client):
    odd = '{"choices" : [ {"message": {"content": "{\\u007d"}} ],\n "kept": 1.50}  '
    with LoopbackServer([loopback.body(odd)]) as server:
        completion = call(server.url, client=client)

    assert completion.body == odd.encode()
    assert not completion.cached
    assert completion.seconds > 0


@both
def test_everything_that_shapes_the_answer_is_sent_as_it_is_and_nothing_else(client):
    messages = [{"role": "system", "content": "{{ be }}"}, {"role": "user", "content": "né à Nîmes\u00a0…"}]
    request = CallRequest(
        "x", "m", messages, {"type": "json_object"}, {"temperature": 0, "top_k": 3, "seed": 7}, repeat=4
    )
    with LoopbackServer() as server:
        call(server.url, request, client=client)

    sent = {"model": "m", "messages": messages, "response_format": {"type": "json_object"}}
    assert server.requests[0].body == {**sent, "temperature": 0, "top_k": 3, "seed": 7}
    assert server.requests[0].headers["Authorization"] == f"Bearer {KEY}"


@both
def test_another_server_is_not_told_the_openai_account(monkeypatch, client):
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "sk-of-the-account")
    with LoopbackServer() as server:
        call(server.url, key=None, client=client)

    assert "sk-of-the-account" not in str(server.requests[0].headers)


@both
def test_the_base_url_of_the_environment_is_not_read_behind_our_back(monkeypatch, client):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    with LoopbackServer() as server:
        assert call(server.url, client=client)


@pytest.mark.parametrize(
    ("behaviour", "kind", "message"),
    [
        (loopback.status(429, retry_after=7), RateLimited, "429"),
        (loopback.status(500), TransportError, "500"),
        (loopback.status(503, text="<html>\x1b[31mbusy"), TransportError, r"503: <html> \[31mbusy$"),
        (loopback.reset(), TransportError, "no answer from .*reset by peer"),
        (loopback.truncated_body(), TransportError, "no answer from .*ContentLengthError"),
        (loopback.body('{"choices": [{"mes'), TransportError, "not JSON"),
        (loopback.body('{"object": "list"}'), TransportError, "not a chat completion"),
        (loopback.status(400, message="bad schema"), RequestRejected, "400: bad schema"),
        (loopback.status(401, message=f"Incorrect API key: {KEY}"), RequestRejected, r"401: .*: \[key\]$"),
        (loopback.status(404, message="no model m"), RequestRejected, "404: no model m"),
        (loopback.status(429, code="insufficient_quota"), RequestRejected, "429"),
        (loopback.context_length_exceeded(), PromptTooLong, "too long"),
    ],
)
@both
def test_each_fault_is_an_error_of_its_kind_after_one_request(behaviour, kind, message, client):
    error, server = failure(behaviour, client=client)

    assert type(error) is kind
    assert re.search(message, str(error))
    assert KEY not in str(error) + error.hint
    assert server.count == 1


@pytest.mark.parametrize("behaviour", [loopback.hang(), loopback.drip()])
@both
def test_the_time_limit_holds_for_the_whole_call(behaviour, client):
    failure(
        loopback.status(500), client=client
    )  # the first call of a process also imports the openai package
    started = time.monotonic()
    error, _ = failure(behaviour, client=client, timeout_seconds=0.4)

    assert type(error) is CallTimeout
    assert error.outcome == "timeout"
    assert time.monotonic() - started < 2.5


FIRST_CALL = """
import sys
from tests.client.test_http_callers import call
sys.exit("imported before" if "openai" in sys.modules else not call(sys.argv[1], timeout_seconds=0.35).body)
"""


def test_importing_the_openai_package_does_not_count_as_waiting():
    with LoopbackServer() as server:
        command = [sys.executable, "-c", FIRST_CALL, server.url]
        done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


@both
def test_a_server_that_does_not_run_is_named(client):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(TransportError, match=f"no answer from {url}: ") as caught:
            call(url, client=client)
    assert url in caught.value.hint


@both
def test_a_redirect_is_refused_and_the_article_goes_nowhere_else(client):
    with LoopbackServer() as elsewhere:
        to = {"Location": f"{elsewhere.url}/chat/completions"}
        error, server = failure(loopback.status(307, headers=to), client=client)

    assert isinstance(error, RequestRejected)
    assert elsewhere.url in error.hint
    assert (server.count, elsewhere.count) == (1, 0)


@pytest.mark.parametrize("key", [None, "", "  "])
def test_openai_without_a_key_is_refused_before_anything_is_sent(key, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-asked-for")
    with pytest.raises(SettingsError, match="OPENAI_API_KEY is not set") as caught:
        asyncio.run(OpenAICaller(None, key)(REQUEST))
    assert "local/" in caught.value.hint


@both
def test_a_key_that_cannot_be_a_key_is_refused_and_not_shown(client):
    with pytest.raises(SettingsError) as caught:
        asyncio.run(client("http://127.0.0.1:1/v1", "sk-se\ncret")(REQUEST))
    assert "cret" not in str(caught.value) + caught.value.hint


def _saying(words: str) -> CallRequest:
    return dataclasses.replace(REQUEST, messages=[{"role": "user", "content": words}])


@both
def test_text_that_utf8_cannot_carry_is_rejected_not_sent_mangled(client):
    with LoopbackServer() as server, pytest.raises(RequestRejected, match="UTF-8"):
        call(server.url, _saying("\ud800"), client=client)
    assert server.count == 0


@both
def test_two_hundred_calls_at_once_all_come_back(client):
    async def many(url: str) -> list[Completion]:
        caller = client(url, KEY, connections=200)
        try:
            return await asyncio.gather(*(caller(REQUEST) for _ in range(200)))
        finally:
            await caller.aclose()

    with LoopbackServer(lambda *_: loopback.ok(delay=0.3)) as server:
        answers = asyncio.run(many(server.url))

    assert {read_reply(answer.body).content for answer in answers} == {"an answer in words"}
    assert server.most_under_way > 100


@both
def test_a_closed_caller_opens_again_when_it_is_needed(client):
    async def twice(url: str) -> None:
        caller = client(url, KEY)
        await caller(REQUEST)
        await caller.aclose()
        await caller(REQUEST)
        await caller.aclose()
        await caller.aclose()

    with LoopbackServer() as server:
        asyncio.run(twice(server.url))
    assert server.count == 2
