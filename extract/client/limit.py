"""How many requests may be under way at once?

Stands beneath the retrier: a call that waits for its next try holds no place.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from extract.client.calls import Caller, CallRequest, Completion


@dataclass(frozen=True)
class LimitedCaller:
    """Lets `concurrency` requests through at a time; the others wait in order."""

    inner: Caller
    concurrency: int
    _places: asyncio.Semaphore = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", asyncio.Semaphore(self.concurrency))

    async def __call__(self, request: CallRequest) -> Completion:
        async with self._places:
            return await self.inner(request)
