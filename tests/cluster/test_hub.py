"""One gate and one store for all workers, and nothing held by a worker that is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from extract.cache.key import cache_key
from extract.client.reply import TokenUsage
from extract.client.traffic.budget import Size
from extract.client.traffic.gate import Ending
from extract.cluster.hub import Halt, Hub
from extract.cluster.kit import pack, unpack
from extract.cluster.remote_shelf import Find, Keep, Release
from extract.errors import SettingsError
from extract.run.setup import Setup, prepare
from extract.settings import load_settings
from extract.workers.conversation import Answer, Ask, Tell
from extract.workers.messages import Enter, Left
from tests.cache.helpers import entry, request

SIZE = Size(100, 50)
PROMPT = "---\ndescription: own\n---\n# system\nTell.\n\n# user\n{{ text }}\n"


def setup(**flags: Any) -> Setup:
    return prepare(load_settings({"model": "http://127.0.0.1:9/v1#m", "concurrency": 2, **flags}))


def hub(*, patience: float = 30.0, **flags: Any) -> Hub:
    return Hub(pack(setup(**flags)), spent=0.0, patience=patience)


async def answers(one: Hub, worker: str) -> list[int]:
    """The numbers of what was answered to a worker."""
    return [each.number for each in await one.fetch(worker) if isinstance(each, Answer)]


def test_no_more_calls_go_out_than_may_whoever_asks(work: Path) -> None:
    async def run() -> None:
        one = hub()
        await one.take("a", [Ask(0, Enter(0, SIZE)), Ask(1, Enter(1, SIZE))])
        await one.take("b", [Ask(0, Enter(0, SIZE))])
        await asyncio.sleep(0.05)
        assert await answers(one, "a") == [0, 1]
        assert (await one.state()).in_flight == 2
        await one.take("a", [Tell(Left(0, Ending(TokenUsage(5, 5))))])
        assert await answers(one, "b") == [0]
        assert (await one.state()).in_flight == 2
        await one.aclose()

    asyncio.run(run())


def test_a_worker_that_is_silent_gives_back_its_places_and_its_claims(work: Path) -> None:
    key = cache_key(request())

    async def run() -> None:
        one = hub(patience=0.3)
        await one.take("lost", [Ask(0, Enter(0, SIZE)), Ask(1, Enter(1, SIZE)), Ask(2, Find(0, key))])
        await asyncio.sleep(0.05)
        await one.take("b", [Ask(0, Enter(0, SIZE)), Ask(1, Find(0, key))])
        await asyncio.sleep(0.05)
        for _ in range(10):
            await one.take("b", [])
            await asyncio.sleep(0.05)
            state = await one.state()
        assert (state.in_flight, state.workers) == (1, 1)
        found = await answers(one, "b")
        while 1 not in found:  # it looks for the claim now and then
            found += await answers(one, "b")
        assert sorted(found) == [0, 1]
        with pytest.raises(ConnectionError):
            await one.take("lost", [])
        await one.aclose()

    asyncio.run(run())


def test_what_one_worker_was_answered_another_finds(work: Path) -> None:
    async def run() -> Any:
        one = hub()
        recorded = entry()
        await one.take("a", [Ask(0, Find(0, recorded.key)), Ask(1, Keep(recorded))])
        await one.fetch("a")
        await one.take("a", [Tell(Release(0))])
        await one.take("b", [Ask(0, Find(0, recorded.key))])
        (found,) = await one.fetch("b")
        await one.aclose()
        return found

    found = asyncio.run(run())
    assert found.value.body == entry().body
    assert found.value.cached


def test_a_halt_reaches_workers_that_come_later_as_well(work: Path) -> None:
    async def run() -> None:
        one = hub()
        await one.take("a", [])
        await one.halt(Halt("cancelled"))
        assert [each.what for each in await one.fetch("a")] == [Halt("cancelled")]  # type: ignore[union-attr]
        await one.take("late", [])
        assert [each.what for each in await one.fetch("late")] == [Halt("cancelled")]  # type: ignore[union-attr]
        await one.aclose()

    asyncio.run(run())


def test_a_node_prepares_the_same_from_what_it_is_sent(work: Path, tmp_path: Path) -> None:
    (work / "prompts" / "mine").mkdir(parents=True)
    (work / "prompts" / "mine" / "own.md").write_text(PROMPT)
    (work / "mine.py").write_text("from pydantic import BaseModel\nclass Mine(BaseModel):\n    note: str\n")
    before = setup(schema=str(work / "mine.py") + ":Mine", prompt="mine/own")
    kit = pack(before)
    (work / "mine.py").unlink()
    (work / "prompts" / "mine" / "own.md").write_text(PROMPT.replace("Tell", "Do not tell"))
    after = unpack(kit)
    assert after.prompt.digest == before.prompt.digest
    assert after.schema.model_json_schema() == before.schema.model_json_schema()
    assert Path.cwd() == work


def test_a_node_that_reads_them_otherwise_says_so(work: Path) -> None:
    kit = pack(setup())
    other = type(kit)(kit.settings, kit.files, {**kit.identity, "schema": "x 123"}, kit.version)
    with pytest.raises(SettingsError, match="otherwise than the driver"):
        unpack(other)
    with pytest.raises(SettingsError, match=r"the driver 0\.0\.1"):
        unpack(type(kit)(kit.settings, kit.files, kit.identity, "0.0.1"))
