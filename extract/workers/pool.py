"""Which worker takes a document? The one with the fewest. The documents of one that dies are done anew.

What it had been answered is in the cache, so only what was in the air at that moment is asked again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from extract.client.stack import Traffic, new_gate
from extract.client.traffic.gate import Gate
from extract.document import Document, DocumentFailure
from extract.errors import WorkerLost
from extract.result import Result
from extract.run.setup import Setup
from extract.workers.conversation import Conversation
from extract.workers.hub import Seat
from extract.workers.messages import Begin, Work
from extract.workers.wire import Wire

log = logging.getLogger("affidavit")
LOSSES = 5
"""So many workers may die in a run: more are no accident."""
_PATIENCE = 10.0


class _Gone(Exception):
    """The worker died before it answered. The words say of what, where that is known."""


class _Worker:
    """One process, from the parent's side."""

    def __init__(self, process: asyncio.subprocess.Process, wire: Wire, seat: Seat) -> None:
        self._process = process
        self._wire = wire
        self._seat = seat
        self.conversation = Conversation(wire.send, seat.serve, seat.told)
        self.listening = asyncio.create_task(self._listen())

    @classmethod
    async def started(cls, seat: Seat) -> _Worker:
        ours, its = socket.socketpair()
        with its:
            program = (sys.executable, "-m", "extract.workers.worker", str(its.fileno()))
            process = await asyncio.create_subprocess_exec(
                *program,
                pass_fds=[its.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is ours
            )
        return cls(process, await Wire.over(ours), seat)

    async def _listen(self) -> None:
        try:
            while (messages := await self._wire.receive()) is not None:
                for message in messages:
                    self.conversation.take(message)
        finally:  # whatever it was, nobody is to wait for this one
            self._seat.lost()
            self.conversation.ended(_Gone())
            self._wire.close()

    async def aclose(self) -> str:
        """Ends it: by its own will, or by ours if that takes long. Says how it ended."""
        self._wire.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _PATIENCE)
        if self._process.returncode is None:
            self._process.kill()
        code = await self._process.wait()
        await asyncio.wait([self.listening])
        return f"signal {-code}" if code < 0 else f"exit code {code}"


class Pool:
    """A runner's `Work`, done by `count` processes. Made by `open_pool`."""

    def __init__(self, setup: Setup, traffic: Traffic, gate: Gate) -> None:
        self._begin = Begin(setup.settings, dict(setup.identity))
        self._traffic = traffic
        self._gate = gate
        self._workers: list[_Worker] = []
        self._replacing: asyncio.Lock = asyncio.Lock()
        self._lost = 0

    async def __call__(self, item: Document | DocumentFailure) -> Result:
        """Raises `WorkerLost` where workers die again and again, and whatever stops a run."""
        while True:
            worker = min(self._workers, key=lambda each: each.conversation.open_questions)
            try:
                result: Result = await worker.conversation.ask(Work(item))
                return result
            except _Gone:
                await self._replace(worker)

    async def start(self, count: int) -> None:
        """Raises what a worker says of the preparations."""
        begun = await asyncio.gather(*(self._started() for _ in range(count)), return_exceptions=True)
        self._workers = [each for each in begun if isinstance(each, _Worker)]
        for each in begun:
            if isinstance(each, _Gone):
                raise WorkerLost(f"a worker did not start ({each})", hint="try without --workers")
            if isinstance(each, BaseException):
                raise each

    async def aclose(self) -> None:
        await asyncio.gather(*(each.aclose() for each in self._workers))

    async def _started(self) -> _Worker:
        worker = await _Worker.started(Seat(self._gate, self._traffic))
        try:
            await worker.conversation.ask(self._begin)
        except _Gone:
            raise _Gone(await worker.aclose()) from None
        except BaseException:
            await worker.aclose()
            raise
        return worker

    async def _replace(self, worker: _Worker) -> None:
        """All documents of a dead worker come here: the first one sees to it."""
        async with self._replacing:
            if worker not in self._workers:
                return
            how = await worker.aclose()
            while worker in self._workers:
                self._lost += 1
                if self._lost > LOSSES:
                    raise WorkerLost(
                        f"{self._lost} workers died, the last one of {how}",
                        hint="is there enough memory? Go on with --resume and fewer --workers",
                    )
                log.warning("a worker died (%s): its documents go to another", how)
                try:
                    self._workers[self._workers.index(worker)] = await self._started()
                except _Gone as gone:
                    how = str(gone)


@asynccontextmanager
async def open_pool(setup: Setup, traffic: Traffic, count: int) -> AsyncIterator[Pool]:
    """`count` workers, ended at the end."""
    pool = Pool(setup, traffic, new_gate(traffic))
    try:
        await pool.start(count)
        yield pool
    finally:
        await pool.aclose()
