"""Who does the disk's work, so that the event loop never waits for it? One thread, a batch at a time.

Answers that are to be kept wait for each other: one transaction and one sync hold all that came meanwhile. An
answer is on the disk, and would outlive a power cut, before the call that wanted it goes on.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, TypeVarTuple

from extract.cache.entry import Entry
from extract.cache.store import AnswerStore

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_BATCH = 512


class Turn(IntEnum):
    """The order within a batch: what looks up, what stores, what may be done once that is committed."""

    LOOK = 0
    STORE = 1
    AFTER = 2


@dataclass(eq=False)
class _Job:
    turn: Turn
    work: Callable[..., Any]
    args: tuple[Any, ...]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Desk:
    """Takes work from one event loop; `aclose` waits for all of it. The store is used by its thread alone."""

    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def do(self, work: Callable[[*Ts], T], *args: *Ts, turn: Turn = Turn.LOOK) -> T:
        """Runs `work` in the thread: to its end, and in its turn, also when nobody waits any more."""
        loop = self._loop = asyncio.get_running_loop()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="answers", daemon=True)
            self._thread.start()
        future: asyncio.Future[T] = loop.create_future()
        future.add_done_callback(_seen)
        self._jobs.put(_Job(turn, work, args, future))
        return await asyncio.shield(future)

    async def keep(self, entry: Entry) -> None:
        """Committed and synced on return."""
        await self.do(self._store.put, entry, turn=Turn.STORE)

    async def aclose(self) -> None:
        """All that was given is done; the thread has ended."""
        await self.do(self._store.close, turn=Turn.AFTER)
        thread, self._thread = self._thread, None
        self._jobs.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while jobs := self._next():
            looks = [job for job in jobs if job.turn is Turn.LOOK]
            _do(looks)
            self._tell(looks)
            stores = [job for job in jobs if job.turn is Turn.STORE]
            if stores:
                self._store_together(stores)
                self._tell(stores)
            after = [job for job in jobs if job.turn is Turn.AFTER]
            _do(after)
            self._tell(after)

    def _next(self) -> list[_Job]:
        """What there is to do, waited for; nothing at the end."""
        jobs: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == _BATCH:
                break
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return jobs
        if job is None and jobs:
            self._jobs.put(None)  # the end comes after what there still is to do
        return jobs

    def _store_together(self, jobs: Sequence[_Job]) -> None:
        """In one transaction; where that fails, each by itself, so that each learns of its own fault."""
        try:
            with self._store.together():
                for job in jobs:
                    job.work(*job.args)
        except Exception:  # noqa: BLE001 - whatever it was, its own job tells
            _do(jobs)

    def _tell(self, jobs: Sequence[_Job]) -> None:
        if jobs and self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                self._loop.call_soon_threadsafe(_settle, jobs)


def _do(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        try:
            job.result = job.work(*job.args)
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            job.error = error


def _settle(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        if not job.future.done():
            if job.error is None:
                job.future.set_result(job.result)
            else:
                job.future.set_exception(job.error)


def _seen(future: asyncio.Future[Any]) -> None:
    """Where nobody waits any more, an error has nobody to go to: asyncio need not complain of it."""
    if not future.cancelled():
        future.exception()
