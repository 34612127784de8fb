"""Which batches are under way, and what can be told of them?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from extract.batch.asks import Batch


class Flights:
    """A task for each batch. `landed` is told when one has ended, and of what error, if any."""

    def __init__(self, landed: Callable[[Batch, BaseException | None], None]) -> None:
        self._landed = landed
        self._tasks: dict[Batch, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def in_flight(self) -> int:
        """Requests that were submitted and have no outcome yet."""
        return sum(len(batch.open) for batch in self._tasks)

    @property
    def in_words(self) -> str:
        """Empty where nothing is under way."""
        if not self._tasks:
            return ""
        done, total = sum(each.completed for each in self._tasks), sum(each.total for each in self._tasks)
        count = len(self._tasks)
        return f"{count} {'batch' if count == 1 else 'batches'}, {done} of {total} done"

    def launch(self, batch: Batch, work: Coroutine[Any, Any, None]) -> None:
        task = self._tasks[batch] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda task: self._end(batch, task))

    def _end(self, batch: Batch, task: asyncio.Task[None]) -> None:
        del self._tasks[batch]
        if not task.cancelled():
            self._landed(batch, task.exception())

    async def aclose(self) -> None:
        """Gives up what is under way: it goes on at the provider. What is all answered gets its end."""
        flying = dict(self._tasks)
        for batch, task in flying.items():
            if batch.open:
                task.cancel()
        await asyncio.gather(*flying.values(), return_exceptions=True)
