"""How long may one call take, from the first byte sent to the last one read?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Mapping

from extract.client.calls import Completion
from extract.client.reply import read_reply
from extract.errors import CallTimeout

Answered = tuple[bytes, Mapping[str, str]]
"""Body and headers."""


async def timed(answer: Awaitable[Answered], *, seconds: float, server: str) -> Completion:
    """The answer, read, with the time that it took. Raises `CallTimeout`."""
    started = time.monotonic()
    try:
        async with asyncio.timeout(seconds):
            body, headers = await answer
    except TimeoutError:
        message = f"no answer from {server} within {seconds:g} s"
        raise CallTimeout(message, hint="A longer timeout or a lower --concurrency may help.") from None
    return Completion(body, time.monotonic() - started, reply=read_reply(body), headers=headers)
