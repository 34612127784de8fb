"""How is the next document read, when the input may never say more? In a thread that nobody waits for.

asyncio's own threads are joined before the program ends: one that waits for standard input would hold it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
_NAME = "affidavit-input"


def read_next(items: Iterator[T]) -> asyncio.Future[T | None]:
    """The next of `items`, None at their end. Where it is no longer waited for, it is lost."""
    import asyncio

    loop = asyncio.get_running_loop()
    future: asyncio.Future[T | None] = loop.create_future()

    def settle(item: T | None, error: BaseException | None) -> None:
        if not future.done() and error is None:
            future.set_result(item)
        elif not future.done() and error is not None:
            future.set_exception(error)

    def read() -> None:
        item, failure = None, None
        try:
            item = next(items, None)
        except Exception as error:  # noqa: BLE001 - not ended here: raised where the future is awaited
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, item, failure)

    threading.Thread(target=read, name=_NAME, daemon=True).start()
    return future


def still_reading() -> bool:
    """Is there a reader that waits for input? It holds locks that the interpreter's own end would want."""
    return any(thread.name == _NAME for thread in threading.enumerate())
