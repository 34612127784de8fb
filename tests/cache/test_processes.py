"""Several processes that ask the same thing."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

from extract.cache.caller import CachedCaller
from extract.cache.store import AnswerStore
from tests.cache.helpers import Server, other_process, request, until


def test_three_processes_make_one_call(tmp_path: Path) -> None:
    folder, calls = tmp_path / "answers", tmp_path / "calls"
    processes = [other_process(folder, calls, seconds=1.0) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert len(calls.read_text().splitlines()) == 1
    assert list((folder / "locks").iterdir()) == []


def test_who_waits_for_a_process_that_is_killed_takes_over_at_once(tmp_path: Path) -> None:
    folder, calls = tmp_path / "answers", tmp_path / "calls"
    leader = other_process(folder, calls, seconds=60)
    server = Server()

    async def run() -> float:
        await until(calls.exists)
        with AnswerStore(folder) as store:
            async with CachedCaller(server, store) as caller:
                call = asyncio.create_task(caller(request()))
                await asyncio.sleep(0.5)
                assert not server.asked, "the other process is still asking"
                leader.send_signal(signal.SIGKILL)
                killed = time.monotonic()
                assert not (await call).cached
        return time.monotonic() - killed

    try:
        assert asyncio.run(run()) < 1.0
    finally:
        leader.kill()
        leader.wait()
    assert len(server.asked) == 1
    assert list((folder / "locks").iterdir()) == []
