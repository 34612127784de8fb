"""How many documents may be in the air? As many as there are places, and one more for each call that waits.

A call that the server sent away waits before it is sent again; that must not keep other documents from being
begun. `Room` is told of such waits, so that the work in hand does not shrink to what is waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Room:
    """`places` documents at a time; at most `spare` more stand in for calls that wait."""

    def __init__(self, places: int, *, spare: int = 0) -> None:
        self._places = places
        self._spare = spare
        self._inside = 0
        self._aside = 0
        self._entering: asyncio.Future[None] | None = None

    @property
    def free(self) -> bool:
        return self._inside < self._places + min(self._aside, self._spare)

    async def enter(self) -> None:
        """Waits for a place and takes it. One may wait at a time."""
        while not self.free:
            self._entering = asyncio.get_running_loop().create_future()
            await self._entering
        self._inside += 1

    def leave(self) -> None:
        self._inside -= 1
        self._open()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Around a wait of somebody inside."""
        self._aside += 1
        self._open()
        try:
            yield
        finally:
            self._aside -= 1

    def _open(self) -> None:
        entering = self._entering
        if entering is not None and not entering.done() and self.free:
            entering.set_result(None)
