"""How are documents read ahead, when the input may never say more? In a thread that nobody waits for.

asyncio's own threads are joined before the program ends: one that waits for standard input would hold it.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
_NAME = "affidavit-input"


class ReadAhead(Generic[T]):
    """The items of an iterator, read before they are asked for: up to `most`, added up by `size`.

    When that is reached, reading goes on once half of it is gone, so that two threads do not take turns
    item by item.
    """

    def __init__(self, items: Iterator[T], *, size: Callable[[T], int], most: int) -> None:
        import asyncio

        self._items = items
        self._size = size
        self._most = most
        self._held = 0
        self._loop = asyncio.get_running_loop()
        self._read: deque[T] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._over = False
        self._error: BaseException | None = None
        self._waiting: asyncio.Future[None] | None = None
        threading.Thread(target=self._work, name=_NAME, daemon=True).start()

    def ready(self) -> bool:
        """True if `next` would not have to wait."""
        with self._changed:
            return bool(self._read) or self._over

    async def wait(self) -> None:
        """Until `ready`."""
        with self._changed:
            if self._read or self._over:
                return
            self._waiting = self._loop.create_future()
        await self._waiting

    def next(self) -> T | None:
        """The next item, None at the end. To be called when `ready`.

        Raises what the iterator raised, in its place.
        """
        with self._changed:
            if self._read:
                item = self._read.popleft()
                self._held -= self._size(item)
                if self._held <= self._most // 2:
                    self._changed.notify()
                return item
        if self._error is not None:
            raise self._error
        return None

    def close(self) -> None:
        """Read no further. Where the thread is waiting for input, it is left to itself."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _work(self) -> None:
        while self._has_room() and (item := self._taken()) is not None:
            with self._changed:
                self._read.append(item)
                self._held += self._size(item)
                self._wake()
        with self._changed:
            self._over = True
            self._wake()

    def _has_room(self) -> bool:
        with self._changed:
            if self._held >= self._most:
                self._changed.wait_for(lambda: self._closed or self._held <= self._most // 2)
            return not self._closed

    def _taken(self) -> T | None:
        try:
            return next(self._items, None)
        except BaseException as error:  # noqa: BLE001 - not ended here: raised where the item is asked for
            self._error = error
            return None

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                self._loop.call_soon_threadsafe(_settle, waiting)


def _settle(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


def still_reading() -> bool:
    """Is there a reader that waits for input? It holds locks that the interpreter's own end would want."""
    return any(thread.name == _NAME for thread in threading.enumerate())
