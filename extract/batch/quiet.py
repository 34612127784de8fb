"""Has nothing come in for a while?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Quiet:
    """Calls `then` once `seconds` have gone by since the last `begin`."""

    def __init__(self, seconds: float, then: Callable[[], None]) -> None:
        self._seconds = seconds
        self._then = then
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        self.end()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._then)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
