"""The gate as a worker sees it: it asks the parent before a call goes out, and tells it when it is over."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from extract.client.traffic.budget import Size
from extract.client.traffic.gate import Ending, Turn
from extract.workers.messages import Enter, Left

_TOLD = "x-ratelimit-"


class RemoteGate:
    """A `Keeper`. `ask` and `tell` reach who keeps the gate (see `extract.workers.hub`)."""

    def __init__(self, ask: Callable[[Any], Awaitable[Any]], tell: Callable[[Any], None]) -> None:
        self._ask = ask
        self._tell = tell
        self._numbers = itertools.count()
        self._turns: dict[Turn, int] = {}

    async def enter(self, size: Size) -> Turn:
        """Waits until this call may go out. Raises `OverBudget`."""
        number = next(self._numbers)
        try:
            await self._ask(Enter(number, size))
        except asyncio.CancelledError:
            self._tell(Left(number, Ending()))  # it may have been let through meanwhile
            raise
        turn = Turn(size)
        self._turns[turn] = number
        return turn

    def leave(self, turn: Turn, ending: Ending) -> None:
        self._tell(Left(self._turns.pop(turn), replace(ending, headers=_limits_in(ending.headers))))


def _limits_in(headers: Mapping[str, str]) -> dict[str, str]:
    """What the server says of its limits; the rest of the headers is nobody's business."""
    return {name.lower(): value for name, value in headers.items() if name.lower().startswith(_TOLD)}
