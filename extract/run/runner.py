"""How many documents become many results at once: bounded, in any order, each journalled when done.

A feeder reads documents in a thread and hands them to `concurrency` workers through a queue of the same
size, so that memory does not grow with the number of documents. A stop (Ctrl-C, budget) lets what is in
flight finish; documents not begun get a line that says why, and are taken up by `--resume`.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from extract.document import Document, DocumentFailure
from extract.errors import RunFolderError
from extract.outcome import Outcome
from extract.result import Result
from extract.run.journal import Entry, Journal
from extract.run.reader import read_next

Item = Document | DocumentFailure
Work = Callable[[Item], Awaitable[Result]]
Redo = Literal["unfinished", "failed"]
SYNC_SECONDS = 1.0
SILENCE_SECONDS = 1.0


class Observer(Protocol):
    """Sees each document begin and end, one after the other, on the event loop."""

    def started(self, document_id: str) -> None: ...

    def finished(self, result: Result, *, resumed: bool) -> None: ...


@dataclass
class Stop:
    """Why no further document is begun: Ctrl-C or the budget. `now` also gives up what is in flight."""

    reason: Outcome | None = None
    now: asyncio.Event = field(default_factory=asyncio.Event)

    def request(self, reason: Outcome) -> None:
        self.reason = self.reason or reason


@dataclass(frozen=True)
class Runner:
    """One run over `documents`. `redo` says what a resumed run takes up again besides the unfinished."""

    work: Work
    journal: Journal
    observer: Observer
    concurrency: int
    stop: Stop
    redo: Redo = "unfinished"

    async def __call__(self, documents: Iterator[Item]) -> tuple[int | None, str | None]:
        """Work through all documents: their number, and a digest over their digests in order.

        Neither is known where all was given up before the input came to its end.
        """
        queue: asyncio.Queue[tuple[int, Item] | None] = asyncio.Queue(maxsize=self.concurrency)
        async with asyncio.TaskGroup() as tasks:
            feeder = tasks.create_task(self._feed(documents, queue))
            syncer = tasks.create_task(self._sync_regularly())
            workers = [tasks.create_task(self._serve(queue)) for _ in range(self.concurrency)]
            for task in (feeder, *workers):
                await task
            syncer.cancel()
        return feeder.result()

    async def _feed(
        self, documents: Iterator[Item], queue: asyncio.Queue[tuple[int, Item] | None]
    ) -> tuple[int | None, str | None]:
        digest = hashlib.sha256()
        count = 0
        while (reading := await self._read(documents)).done() and (item := reading.result()) is not None:
            digest.update(item.digest.encode())
            await self._hand_on(count, item, queue)
            count += 1
        for _ in range(self.concurrency):
            await queue.put(None)
        return (count, digest.hexdigest()) if reading.done() else (None, None)

    async def _read(self, documents: Iterator[Item]) -> asyncio.Future[Item | None]:
        """The next document; not done where all was given up and the input says nothing more."""
        reading = read_next(documents)
        halt = asyncio.ensure_future(self.stop.now.wait())
        either: list[asyncio.Future[Any]] = [reading, halt]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        halt.cancel()
        if not reading.done():  # what is there has its line all the same
            await asyncio.wait([reading], timeout=SILENCE_SECONDS)
        return reading

    async def _hand_on(self, index: int, item: Item, queue: asyncio.Queue[tuple[int, Item] | None]) -> None:
        entry = self.journal.get(index)
        if entry is not None and entry.digest != item.digest:
            raise RunFolderError(
                f"the input has changed: document {index + 1} was {entry.result.document_id!r}",
                hint="--overwrite starts anew; answers that are still good come from the cache",
            )
        if entry is not None and not self._again(entry.result):
            self.observer.finished(entry.result, resumed=True)
        else:
            await queue.put((index, item))

    def _again(self, result: Result) -> bool:
        if result.outcome in ("cancelled", "over_budget"):
            return True
        return self.redo == "failed" and result.outcome != "ok"

    async def _serve(self, queue: asyncio.Queue[tuple[int, Item] | None]) -> None:
        while (entry := await queue.get()) is not None:
            index, item = entry
            result = await self._result(item)
            self.journal.append(Entry(index=index, digest=item.digest, result=result))
            self.observer.finished(result, resumed=False)

    async def _result(self, item: Item) -> Result:
        if self.stop.reason is not None:
            return _not_begun(item, self.stop.reason)
        self.observer.started(item.id)
        work = asyncio.ensure_future(self.work(item))
        halt = asyncio.ensure_future(self.stop.now.wait())
        try:
            await asyncio.wait([work, halt], return_when=asyncio.FIRST_COMPLETED)
            return work.result() if work.done() else _not_begun(item, "cancelled")
        finally:
            work.cancel()
            halt.cancel()
            await asyncio.gather(work, halt, return_exceptions=True)

    async def _sync_regularly(self) -> None:
        while True:
            await asyncio.sleep(SYNC_SECONDS)
            await asyncio.to_thread(self.journal.sync)


def _not_begun(item: Item, reason: Outcome) -> Result:
    why = "the budget is spent" if reason == "over_budget" else "the run was interrupted"
    return Result(document_id=item.id, outcome=reason, error=why, hint="--resume takes it up again")
