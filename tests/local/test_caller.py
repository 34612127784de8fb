"""A local model is started when it is first asked, and again when its engine has ended on its own."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from extract.client.calls import CallRequest, Completion
from extract.client.models import parse_model
from extract.errors import ModelUnavailable
from extract.local import caller as module
from extract.local.caller import MOST_STARTS, LocalCaller
from extract.local.source import FetchGivenUp

REQUEST = CallRequest("local:x", "smollm2-135m", [{"role": "user", "content": "?"}])


class FakeEngine:
    """An engine that can be told to end."""

    base_url, api_key = "http://127.0.0.1:9/v1", "key"

    def __init__(self) -> None:
        self.alive = True

    def stop(self) -> None:
        self.alive = False


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[FakeEngine]:
    started: list[FakeEngine] = []

    def start(path: Path, **options: Any) -> FakeEngine:
        started.append(FakeEngine())
        return started[-1]

    @asynccontextmanager
    async def open_caller(spec: object, traffic: object, **options: Any) -> Any:
        async def answer(request: CallRequest) -> Completion:
            return Completion(b"{}")

        yield answer

    monkeypatch.setattr(module, "start", start)
    monkeypatch.setattr(module, "ensure", lambda weights, **options: tmp_path / "weights")
    monkeypatch.setattr("extract.client.stack.open_caller", open_caller)
    return started


def local(folder: Path) -> LocalCaller:
    return LocalCaller(parse_model("local/smollm2-135m"), folder)


def test_nothing_is_started_before_the_first_call_and_one_engine_serves_all(
    engines: list[FakeEngine], tmp_path: Path
) -> None:
    async def go() -> None:
        async with local(tmp_path) as caller:
            assert engines == []
            await asyncio.gather(*(caller(REQUEST) for _ in range(5)))
            assert [engine.alive for engine in engines] == [True]

    asyncio.run(go())
    assert [engine.alive for engine in engines] == [False]


def test_an_engine_that_ended_is_started_again_but_not_for_ever(
    engines: list[FakeEngine], tmp_path: Path
) -> None:
    async def go() -> None:
        async with local(tmp_path) as caller:
            for _ in range(MOST_STARTS):
                await caller(REQUEST)
                engines[-1].alive = False
            with pytest.raises(ModelUnavailable, match="ended 4 times"):
                await caller(REQUEST)

    asyncio.run(go())
    assert len(engines) == MOST_STARTS


def test_a_fetch_that_nobody_waits_for_any_longer_is_told_so(
    engines: list[FakeEngine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, told = Event(), Event()

    def endless(weights: object, *, given_up: Event, **options: Any) -> Path:
        begun.set()
        if given_up.wait(20):
            told.set()
        raise FetchGivenUp

    monkeypatch.setattr(module, "ensure", endless)

    async def go() -> None:
        async with local(tmp_path) as caller:
            asked = asyncio.create_task(caller(REQUEST))
            await asyncio.to_thread(begun.wait, 20)
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked

    asyncio.run(go())  # ends only when the thread does
    assert told.is_set()
