"""Has this been asked before, or is it being asked right now? A `Caller` that asks its store first.

In a process all requests for one key share one flight: a task that no single caller's cancellation
ends. Between processes the flight that holds the lock of the key asks; the others wait for the lock
and then find the answer in the store.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

from extract.cache.desk import Desk, Turn
from extract.cache.entry import CorruptEntry, Entry
from extract.cache.key import Description, describe, key_of
from extract.cache.locks import KeyLock, sweep
from extract.cache.nearest import Index, explain, index_of
from extract.cache.store import AnswerStore
from extract.client.calls import Caller, CallRequest, Completion
from extract.errors import NotInCache

log = logging.getLogger("affidavit")
T = TypeVar("T")


@dataclass(eq=False)
class _Flight:
    task: asyncio.Task[Completion]
    waiting: int = 0
    taken: bool = False


class CachedCaller:
    """Answers from the store where it can (`cached` is then True), else asks `inner` and stores.

    A `Desk` does the disk's work, so that the event loop never waits for it and a lock is never let go before
    the answer is committed. `offline` asks nobody: what is not recorded is `NotInCache`. Without `locked`
    other processes may ask the same meanwhile: where calls take a day and thousands wait, nobody would wait
    for them, nor have a file open for each. Close with `aclose`, or use as `async with`.
    """

    def __init__(
        self, inner: Caller, store: AnswerStore, *, offline: bool = False, locked: bool = True
    ) -> None:
        self._inner = inner
        self._store = store
        self._offline = offline
        self._fetch = self._fly if locked else self._ask
        self._flights: dict[str, _Flight] = {}
        self._tasks: set[asyncio.Task[Completion]] = set()
        self._indexes: dict[str, Index] = {}
        self._desk = Desk(store)

    async def __call__(self, request: CallRequest) -> Completion:
        description = describe(request)
        key = key_of(description)
        flight = self._flights.get(key)
        if flight is None or flight.task.done():
            flight = self._start(key, request, description)
        flight.waiting += 1
        try:
            completion = await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:  # the last one: nobody will join, and nobody wants the answer any more
                self._end(key, flight)
        # One call was paid for, so one of those that shared it says so.
        shared, flight.taken = flight.taken, True
        return _replayed(completion) if shared else completion

    async def aclose(self) -> None:
        """Ends what is in flight and the thread. The store itself stays the caller's to close."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._desk.do(sweep, self._store.folder, turn=Turn.AFTER)
        await self._desk.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _start(self, key: str, request: CallRequest, description: Description) -> _Flight:
        work = self._replay(key, description) if self._offline else self._fetch(key, request, description)
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_seen)
        flight = self._flights[key] = _Flight(task)
        return flight

    def _end(self, key: str, flight: _Flight) -> None:
        flight.task.cancel()  # does nothing to a task that is done
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _fly(self, key: str, request: CallRequest, description: Description) -> Completion:
        lock = KeyLock(self._store.folder, key)
        found: Completion | None = None
        try:
            found = await self._find_or_lock(key, lock)
            if found is None:
                return await self._fetched(request, description)
            return found
        finally:
            if found is None:
                await self._desk.do(lock.release, turn=Turn.AFTER)

    async def _ask(self, key: str, request: CallRequest, description: Description) -> Completion:
        found = await self._desk.do(_stored, self._store, key)
        return found or await self._fetched(request, description)

    async def _fetched(self, request: CallRequest, description: Description) -> Completion:
        completion = await self._inner(request)
        if not completion.kept:
            await self._desk.keep(Entry.of(completion, description))
        return completion

    async def _find_or_lock(self, key: str, lock: KeyLock) -> Completion | None:
        """The answer; or None, and then `lock` is held."""
        pauses = _pauses()
        found = await self._desk.do(_look, self._store, key, lock)
        while found is None and not lock.held:
            await asyncio.sleep(next(pauses))
            found = await self._desk.do(_look, self._store, key, lock)
        return found

    async def _replay(self, key: str, description: Description) -> Completion:
        try:
            entry = await self._desk.do(self._store.get, key)
        except CorruptEntry as error:
            message = f"the recorded answer {key[:12]} is corrupt: {error}"
        else:
            if entry is not None:
                return entry.completion()
            message = NotInCache.BEGINNING + await self._desk.do(self._explain, description)
        raise NotInCache(message, hint="run once without --offline to fetch and record it")

    def _explain(self, description: Description) -> str:
        model = description["model"]
        index = self._indexes.get(model) or index_of(self._store, model)
        self._indexes[model] = index
        return explain(self._store, index, description)


def _seen(future: asyncio.Future[T]) -> None:
    """Where nobody waits any more, an error has nobody to go to: asyncio need not complain of it."""
    if not future.cancelled():
        future.exception()


def _replayed(completion: Completion) -> Completion:
    return Completion(completion.body, completion.seconds, cached=True, reply=completion.reply)


def _look(store: AnswerStore, key: str, lock: KeyLock) -> Completion | None:
    """Hits take no lock. After the lock was got the store is asked again: its last holder has stored."""
    found = _stored(store, key)
    if found is None and lock.take():
        found = _stored(store, key, repair=True)
        if found is not None:
            lock.release()
    return found


def _stored(store: AnswerStore, key: str, *, repair: bool = False) -> Completion | None:
    """A corrupt entry is none; it is removed only under its lock, where nobody can be renewing it."""
    try:
        entry = store.get(key)
    except CorruptEntry as error:
        if repair:
            log.warning("the cached answer %s is corrupt (%s): removed and fetched again", key[:12], error)
            store.remove(key)
        return None
    return None if entry is None else entry.completion()


def _pauses() -> Iterator[float]:
    """Seconds between two tries for a lock: soon at first, then five times a second."""
    return itertools.chain((0.02, 0.03, 0.05, 0.1), itertools.repeat(0.2))
