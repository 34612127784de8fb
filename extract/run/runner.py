"""How many documents become many results at once: bounded, in any order, each journalled when done.

Each document is a task of its own, as many at once as there is `Room`, so that memory does not grow with
the number of documents. A stop (Ctrl-C, budget) lets what is in flight finish; documents not begun get a
line that says why, and are taken up by `--resume`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field

from extract.result import Result
from extract.run.intake import Counted, Intake, Item
from extract.run.journal import Entry
from extract.run.ledger import Ledger, not_begun
from extract.run.room import Room
from extract.run.stop import Stop

Work = Callable[[Item], Awaitable[Result]]
SYNC_SECONDS = 1.0


@dataclass
class Runner:
    """One run over documents, whose results go into `ledger`."""

    work: Work
    ledger: Ledger
    room: Room
    stop: Stop
    _running: set[asyncio.Task[None]] = field(default_factory=set, init=False, repr=False)
    _begun: set[asyncio.Task[None]] = field(default_factory=set, init=False, repr=False)

    async def __call__(self, documents: Iterator[Item]) -> Counted:
        """Work through all documents."""
        intake = Intake(documents, self.stop)
        async with asyncio.TaskGroup() as tasks, aclosing(intake.read()) as items:
            others = [tasks.create_task(sync_regularly(self.ledger)), tasks.create_task(self._give_up())]
            async for index, item in items:
                if not self.ledger.has(index, item.digest):
                    await self._hand_on(index, item, tasks)
            while self._running:
                await asyncio.wait(self._running)
            for task in others:
                task.cancel()
        self.ledger.let_go(self.stop.error)
        return intake.counted

    async def _hand_on(self, index: int, item: Item, tasks: asyncio.TaskGroup) -> None:
        await self.room.enter()
        task = tasks.create_task(self._serve(index, item))
        self._running.add(task)
        task.add_done_callback(self._left)

    def _left(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._begun.discard(task)
        self.room.leave()

    async def _serve(self, index: int, item: Item) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._begun.add(task)
        result = await self._result(item)
        self.ledger.add(Entry(index=index, digest=item.digest, result=result))

    async def _result(self, item: Item) -> Result:
        if self.stop.reason is not None:
            return not_begun(item.id, self.stop.reason, self.stop.error)
        self.ledger.observer.started(item.id)
        try:
            return await self.work(item)
        except asyncio.CancelledError:
            if not self.stop.now.is_set():
                raise
            return not_begun(item.id, "cancelled", self.stop.error)

    async def _give_up(self) -> None:
        """Once that is asked for, whatever has begun is cancelled; what begins later sees the reason.

        A task cancelled before its first step would never write its document's line.
        """
        await self.stop.now.wait()
        for task in tuple(self._begun):
            task.cancel()


async def sync_regularly(ledger: Ledger) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(SYNC_SECONDS)
        await asyncio.to_thread(ledger.journal.sync)
