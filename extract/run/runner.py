"""How many documents become many results at once: bounded, in any order, each journalled when done.

Documents are read ahead in a thread; each is a task of its own, as many at once as there is `Room`, so that
memory does not grow with the number of documents. A stop (Ctrl-C, budget) lets what is in flight finish;
documents not begun get a line that says why, and are taken up by `--resume`.

A failure is held back until a document succeeds: if none does and the run is given up because every call
fails, then it was not that document's failure, and `--resume` takes it up like those that were not begun.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from extract.document import Document, DocumentFailure
from extract.errors import AffidavitError, RunFolderError
from extract.outcome import Outcome
from extract.result import Result
from extract.run.journal import Entry, Journal
from extract.run.reader import ReadAhead
from extract.run.room import Room

Item = Document | DocumentFailure
Work = Callable[[Item], Awaitable[Result]]
Redo = Literal["unfinished", "failed"]
Counted = tuple[int | None, str | None]
SYNC_SECONDS = 1.0
SILENCE_SECONDS = 1.0
READ_AHEAD = 2_000_000
"""Characters of text, an item counting `_ITEM` more."""
_ITEM = 2_000
_BREATH = 64
_HELD = 100


class Observer(Protocol):
    """Sees each document begin and end, one after the other, on the event loop."""

    def started(self, document_id: str) -> None: ...

    def finished(self, result: Result, *, resumed: bool) -> None: ...


@dataclass
class Stop:
    """Why no further document is begun: Ctrl-C or the budget. `now` also gives up what is in flight.

    `error` is why all was given up, where that was not the user's wish.
    """

    reason: Outcome | None = None
    now: asyncio.Event = field(default_factory=asyncio.Event)
    error: AffidavitError | None = None

    def request(self, reason: Outcome) -> None:
        self.reason = self.reason or reason

    def fail(self, error: AffidavitError) -> None:
        self.error = self.error or error
        self.request("cancelled")
        self.now.set()


@dataclass
class Runner:
    """One run over `documents`. `redo` says what a resumed run takes up again besides the unfinished."""

    work: Work
    journal: Journal
    observer: Observer
    room: Room
    stop: Stop
    redo: Redo = "unfinished"
    _running: set[asyncio.Task[None]] = field(default_factory=set, init=False, repr=False)
    _begun: set[asyncio.Task[None]] = field(default_factory=set, init=False, repr=False)
    _held: list[tuple[int, Item, Result]] = field(default_factory=list, init=False, repr=False)

    async def __call__(self, documents: Iterator[Item]) -> Counted:
        """Work through all documents: their number, and a digest over their digests in order.

        Neither is known where all was given up before the input came to its end.
        """
        reading = ReadAhead(documents, size=_size, most=READ_AHEAD)
        try:
            async with asyncio.TaskGroup() as tasks:
                others = [tasks.create_task(self._sync_regularly()), tasks.create_task(self._give_up())]
                counted = await self._feed(reading, tasks)
                while self._running:
                    await asyncio.wait(self._running)
                for task in others:
                    task.cancel()
        finally:
            reading.close()
        self._let_go()
        return counted

    async def _feed(self, reading: ReadAhead[Item], tasks: asyncio.TaskGroup) -> Counted:
        digest = hashlib.sha256()
        count = 0
        while await self._more(reading):
            item = reading.next()
            if item is None:
                return count, digest.hexdigest()
            digest.update(item.digest.encode())
            await self._hand_on(count, item, tasks)
            count += 1
            if count % _BREATH == 0:
                await asyncio.sleep(0)
        return None, None

    async def _more(self, reading: ReadAhead[Item]) -> bool:
        """Waits for the next document; False where all was given up and the input says nothing more."""
        if reading.ready():
            return True
        halt = asyncio.ensure_future(self.stop.now.wait())
        read = asyncio.ensure_future(reading.wait())
        try:
            await asyncio.wait([halt, read], return_when=asyncio.FIRST_COMPLETED)
            if not read.done():  # what is there has its line all the same
                await asyncio.wait([read], timeout=SILENCE_SECONDS)
        finally:
            halt.cancel()
            read.cancel()
        return reading.ready()

    async def _hand_on(self, index: int, item: Item, tasks: asyncio.TaskGroup) -> None:
        entry = self.journal.get(index)
        if entry is not None and entry.digest != item.digest:
            raise RunFolderError(
                f"the input has changed: document {index + 1} was {entry.result.document_id!r}",
                hint="give the inputs, --limit and --sample that it was begun with, or --overwrite to start "
                "anew; answers that are still good come from the cache",
            )
        if entry is not None and not self._again(entry.result):
            self.observer.finished(entry.result, resumed=True)
            return
        await self.room.enter()
        task = tasks.create_task(self._serve(index, item))
        self._running.add(task)
        task.add_done_callback(self._left)

    def _again(self, result: Result) -> bool:
        if result.outcome in ("cancelled", "over_budget"):
            return True
        return self.redo == "failed" and result.outcome != "ok"

    def _left(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._begun.discard(task)
        self.room.leave()

    async def _serve(self, index: int, item: Item) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._begun.add(task)
        result = await self._result(item)
        if result.outcome in ("api_error", "timeout") and len(self._held) < _HELD:
            self._held.append((index, item, result))
            return
        if result.outcome == "ok":
            self._let_go()
        self._write(index, item, result)

    def _write(self, index: int, item: Item, result: Result) -> None:
        self.journal.append(Entry(index=index, digest=item.digest, result=result))
        self.observer.finished(result, resumed=False)

    def _let_go(self) -> None:
        """The failures that were held back get their lines."""
        held, self._held = self._held, []
        for index, item, result in held:
            given_up = self.stop.error is not None
            self._write(index, item, self._not_begun(item, "cancelled") if given_up else result)

    async def _result(self, item: Item) -> Result:
        if self.stop.reason is not None:
            return self._not_begun(item, self.stop.reason)
        self.observer.started(item.id)
        try:
            return await self.work(item)
        except asyncio.CancelledError:
            if not self.stop.now.is_set():
                raise
            return self._not_begun(item, "cancelled")

    def _not_begun(self, item: Item, reason: Outcome) -> Result:
        why = "the budget is spent" if reason == "over_budget" else "the run was interrupted"
        why = str(self.stop.error) if self.stop.error is not None else why
        return Result(document_id=item.id, outcome=reason, error=why, hint="--resume takes it up again")

    async def _give_up(self) -> None:
        """Once that is asked for, whatever has begun is cancelled; what begins later sees the reason.

        A task cancelled before its first step would never write its document's line.
        """
        await self.stop.now.wait()
        for task in tuple(self._begun):
            task.cancel()

    async def _sync_regularly(self) -> None:
        while True:
            await asyncio.sleep(SYNC_SECONDS)
            await asyncio.to_thread(self.journal.sync)


def _size(item: Item) -> int:
    return _ITEM + (len(item.text) if isinstance(item, Document) else 0)
