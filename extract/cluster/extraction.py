"""What Ray Data runs on each block of documents: the engine of one machine, on an event loop of its own.

Not on Ray Data's loop: that one stands still while results wait to be taken.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import AsyncExitStack
from typing import Any

import pyarrow as pa

from extract.cluster.blocks import Finished, Item, documents_in, results_block
from extract.cluster.hub import Halt
from extract.cluster.kit import unpack
from extract.cluster.line import Line
from extract.cluster.remote_shelf import RemoteShelf
from extract.pipeline import Extractor
from extract.result import Result
from extract.run.ledger import not_begun
from extract.run.serving import open_extractor
from extract.workers.telling import log_to, told_of


class Extraction:
    """A class for `Dataset.map_batches`. `hub` is the actor; `places` documents are in the air at a time.

    The others of a block are not begun, so that a stop need not wait for them.
    """

    def __init__(self, hub: Any, places: int) -> None:
        self._room = asyncio.Semaphore(places)
        self._loop = asyncio.new_event_loop()
        self._halt: Halt | None = None
        self._working: set[asyncio.Task[Result]] = set()
        self._resources = AsyncExitStack()
        threading.Thread(target=self._loop.run_forever, name="affidavit", daemon=True).start()
        self._extractor = asyncio.run_coroutine_threadsafe(self._open(hub), self._loop).result()

    async def __call__(self, block: pa.Table) -> pa.Table:
        work = asyncio.run_coroutine_threadsafe(self._extracted(block), self._loop)
        return await asyncio.wrap_future(work)

    async def _open(self, hub: Any) -> Extractor:
        setup = unpack(await hub.kit.remote())
        line = Line(hub, _nothing_is_asked, self._told)
        line.open()
        log_to(line.conversation)
        traffic = told_of(setup.traffic, line.conversation)
        opened = open_extractor(setup, traffic, RemoteShelf(line.conversation))
        return await self._resources.enter_async_context(opened)

    async def _extracted(self, block: pa.Table) -> pa.Table:
        """Raises what must stop the run."""
        documents = list(documents_in(block))
        results = await asyncio.gather(*(self._result(each.item) for each in documents))
        return results_block(
            Finished(each.index, each.item.digest, result)
            for each, result in zip(documents, results, strict=True)
        )

    async def _result(self, item: Item) -> Result:
        async with self._room:
            return await self._begun(item)

    async def _begun(self, item: Item) -> Result:
        if halt := self._halted():
            return not_begun(item.id, halt.reason)
        task = asyncio.create_task(self._extractor(item))
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        try:
            return await task
        except asyncio.CancelledError:
            if halt := self._halted():
                return not_begun(item.id, halt.reason)
            raise

    def _halted(self) -> Halt | None:
        return self._halt

    def _told(self, halt: Halt) -> None:
        self._halt = halt
        if halt.now:
            for task in self._working:
                task.cancel()


async def _nothing_is_asked(what: Any) -> None:
    raise TypeError(f"a worker is asked nothing: {type(what).__name__}")
