"""Where do recorded answers stand, and who may fetch one that is missing?

A `CachedCaller` asks a shelf; the one here has the store of this machine.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Iterator
from typing import Any, Protocol

from extract.cache.desk import Desk, Turn
from extract.cache.entry import CorruptEntry, Entry
from extract.cache.key import Description
from extract.cache.locks import KeyLock, sweep
from extract.cache.nearest import Index, explain, index_of
from extract.cache.store import AnswerStore
from extract.client.calls import Completion
from extract.errors import NotInCache

log = logging.getLogger("affidavit")


class Shelf(Protocol):
    """Recorded answers. `find` gives the answer of a key, or None: then who asked holds the claim on it.

    A claim is the shelf's own kind of thing, to be released by who asked, held or not.
    """

    def claim(self, key: str) -> Any: ...

    async def find(self, key: str, claim: Any) -> Completion | None: ...

    async def keep(self, entry: Entry) -> None: ...

    async def release(self, claim: Any) -> None: ...

    async def replay(self, key: str, description: Description) -> Completion: ...

    async def aclose(self) -> None: ...


class StoreShelf:
    """The store of this machine, by way of a `Desk`, so that the event loop never waits for the disk.

    Without `locked` other processes may ask the same meanwhile: where calls take a day and thousands wait,
    nobody would wait for them, nor have a file open for each.
    """

    def __init__(self, store: AnswerStore, *, locked: bool = True) -> None:
        self._store = store
        self._locked = locked
        self._indexes: dict[str, Index] = {}
        self._desk = Desk(store)

    def claim(self, key: str) -> KeyLock:
        return KeyLock(self._store.folder, key)

    async def find(self, key: str, claim: KeyLock) -> Completion | None:
        """The answer; or None, and then `claim` is held. Waits as long as another one holds it."""
        if not self._locked:
            return await self._desk.do(_stored, self._store, key)
        pauses = _pauses()
        found = await self._desk.do(_look, self._store, key, claim)
        while found is None and not claim.held:
            await asyncio.sleep(next(pauses))
            found = await self._desk.do(_look, self._store, key, claim)
        return found

    async def keep(self, entry: Entry) -> None:
        """Committed and synced on return."""
        await self._desk.keep(entry)

    async def release(self, claim: KeyLock) -> None:
        """After all that is to be kept is committed."""
        await self._desk.do(claim.release, turn=Turn.AFTER)

    async def replay(self, key: str, description: Description) -> Completion:
        """The recorded answer. Raises `NotInCache`, with what is nearest to it."""
        try:
            entry = await self._desk.do(self._store.get, key)
        except CorruptEntry as error:
            message = f"the recorded answer {key[:12]} is corrupt: {error}"
        else:
            if entry is not None:
                return entry.completion()
            message = NotInCache.BEGINNING + await self._desk.do(self._explain, description)
        raise NotInCache(message, hint="run once without --offline to fetch and record it")

    async def aclose(self) -> None:
        """Ends the thread; the store itself stays its owner's to close."""
        await self._desk.do(sweep, self._store.folder, turn=Turn.AFTER)
        await self._desk.aclose()

    def _explain(self, description: Description) -> str:
        model = description["model"]
        index = self._indexes.get(model) or index_of(self._store, model)
        self._indexes[model] = index
        return explain(self._store, index, description)


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
