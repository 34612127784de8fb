"""What an actor does with a block, without Ray: its hub is an object on the actor's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.cluster.blocks import Numbered, block_of, results_in
from extract.cluster.extraction import Extraction
from extract.cluster.hub import Halt, Hub
from extract.cluster.kit import pack
from extract.document import Document
from extract.result import Result
from extract.run.setup import prepare
from extract.settings import load_settings
from tests.cli.command import Serve, at, report, wait_until
from tests.loopback import ok


class Remote:
    """An object whose methods are called as those of an actor."""

    def __init__(self, local: Any) -> None:
        self._local = local

    def __getattr__(self, name: str) -> Any:
        class Method:
            remote = staticmethod(getattr(self._local, name))

        return Method


def test_of_a_large_block_only_so_many_documents_are_begun_and_a_halt_leaves_the_others(
    serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.cluster.extraction.log_to", lambda _: None)  # of a process of its own
    server = serve(lambda *_: ok(delay=0.1))
    hub = Hub(pack(prepare(load_settings({"model": at(server)}))), spent=0.0, patience=30.0)
    extraction = Extraction(Remote(hub), places=3)
    block = block_of(Numbered(index, Document(str(index), report(index))) for index in range(200))

    async def run() -> Iterator[Any]:
        working = asyncio.create_task(extraction(block))
        await asyncio.to_thread(wait_until, lambda: server.count >= 6)
        halted = hub.halt(Halt("cancelled"))
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(halted, extraction._loop))
        return results_in(await working)

    results: list[Result] = [each.result for each in asyncio.run(run())]
    assert server.most_under_way == 3
    counts = [[each.outcome for each in results].count(outcome) for outcome in ("ok", "cancelled")]
    assert counts == [server.count, 200 - server.count]
    assert server.count <= 6 + 2 * 3
