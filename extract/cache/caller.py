"""Has this been asked before, or is it being asked right now? A `Caller` that asks its shelf first.

In a process all requests for one key share one flight: a task that no single caller's cancellation
ends. Between processes the flight that has the claim on the key asks; the others wait for that
and then find the answer on the shelf.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

from extract.cache.entry import Entry
from extract.cache.key import Description, describe, key_of
from extract.cache.shelf import Shelf, StoreShelf
from extract.cache.store import AnswerStore
from extract.client.calls import Caller, CallRequest, Completion

T = TypeVar("T")


@dataclass(eq=False)
class _Flight:
    task: asyncio.Task[Completion]
    waiting: int = 0
    taken: bool = False


class CachedCaller:
    """Answers from the shelf where it can (`cached` is then True), else asks `inner` and records.

    `offline` asks nobody: what is not recorded is `NotInCache`. Close with
    `aclose`, or use as `async with`.
    """

    def __init__(self, inner: Caller, shelf: AnswerStore | Shelf, *, offline: bool = False) -> None:
        self._inner = inner
        self._shelf: Shelf = StoreShelf(shelf) if isinstance(shelf, AnswerStore) else shelf
        self._offline = offline
        self._flights: dict[str, _Flight] = {}
        self._tasks: set[asyncio.Task[Completion]] = set()

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
        """Ends what is in flight, and the shelf. A store stays the caller's to close."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._shelf.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _start(self, key: str, request: CallRequest, description: Description) -> _Flight:
        work = self._shelf.replay(key, description) if self._offline else self._fly(key, request, description)
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
        claim = self._shelf.claim(key)
        found: Completion | None = None
        try:
            found = await self._shelf.find(key, claim)
            if found is None:
                completion = await self._inner(request)
                if not completion.kept:
                    await self._shelf.keep(Entry.of(completion, description))
                return completion
            return found
        finally:
            if found is None:
                await self._shelf.release(claim)


def _seen(future: asyncio.Future[T]) -> None:
    """Where nobody waits any more, an error has nobody to go to: asyncio need not complain of it."""
    if not future.cancelled():
        future.exception()


def _replayed(completion: Completion) -> Completion:
    return Completion(completion.body, completion.seconds, cached=True, reply=completion.reply)
