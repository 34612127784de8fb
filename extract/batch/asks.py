"""What waits for an answer, what of it is gathered for the next batch, and what a batch holds?"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from extract.batch.lines import input_line
from extract.cache.key import Description, key_of
from extract.client.calls import CallRequest, Completion
from extract.client.encoding import Encoder

MOST_REQUESTS = 50_000
"""OpenAI's own limit of a batch; its input file may have 200 MB."""
MOST_BYTES = 100_000_000


@dataclass(eq=False)
class Ask:
    """One request on its way. `request` is None where an earlier start made it and nobody asked since.

    `size` is that of its line of the input in bytes: the line itself is written when it goes out, so that
    what is gathered is not held twice. `cost` is what the budget holds for it, in US dollars; `tries` in how
    many batches it was.
    """

    key: str
    description: Description
    answer: asyncio.Future[Completion]
    request: CallRequest | None = None
    waiting: int = 0
    tries: int = 0
    size: int = 0
    cost: float = 0.0


def new_ask(description: Description, request: CallRequest | None = None, *, key: str = "") -> Ask:
    answer: asyncio.Future[Completion] = asyncio.get_running_loop().create_future()
    answer.add_done_callback(_seen)
    return Ask(key or key_of(description), description, answer, request)


def line_of(ask: Ask, encoded: Encoder) -> bytes:
    """Raises `RequestRejected` for what cannot be sent."""
    assert ask.request is not None, "who is to be sent has asked"
    return input_line(ask.key, encoded(ask.request))


def _seen(answer: asyncio.Future[Any]) -> None:
    """Where nobody waits any more, an error has nobody to go to: asyncio need not complain of it."""
    if not answer.cancelled():
        answer.exception()


@dataclass(eq=False)
class Batch:
    """`open` are the requests that have no outcome yet.

    `earlier`: submitted by an earlier start; `alone`: no other was under way when it went out.
    """

    open: dict[str, Ask]
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    file: str = ""
    id: str = ""
    earlier: bool = False
    alone: bool = False
    total: int = 0
    completed: int = 0

    def emptied(self) -> list[Ask]:
        """What was open, which is taken out."""
        asks = list(self.open.values())
        self.open.clear()
        return asks


def batch_of(asks: Iterable[Ask]) -> Batch:
    found = {ask.key: ask for ask in asks}
    return Batch(found, total=len(found))


class Gathering:
    """Requests in the order in which they came, `size` and `most_bytes` of them at most in a batch."""

    def __init__(self, *, size: int, most_bytes: int = MOST_BYTES) -> None:
        self._size = min(size, MOST_REQUESTS)
        self._most_bytes = most_bytes
        self._asks: dict[str, Ask] = {}
        self._bytes = 0
        self._encoded = Encoder()

    def __len__(self) -> int:
        return len(self._asks)

    def __contains__(self, ask: Ask) -> bool:
        return ask.key in self._asks

    @property
    def full(self) -> bool:
        return len(self._asks) >= self._size or self._bytes >= self._most_bytes

    def add(self, ask: Ask) -> None:
        """Raises `RequestRejected` for what cannot be sent."""
        ask.size = len(line_of(ask, self._encoded))
        self._asks[ask.key] = ask
        self._bytes += ask.size

    def discard(self, ask: Ask) -> None:
        if self._asks.pop(ask.key, None) is not None:
            self._bytes -= ask.size

    def take(self, admitted: Callable[[Ask], bool]) -> list[Ask]:
        """The next batch: as many as it holds, up to the first that is not `admitted`."""
        taken: list[Ask] = []
        size = 0
        for ask in self._asks.values():
            size += ask.size
            if len(taken) >= self._size or (taken and size > self._most_bytes) or not admitted(ask):
                break
            taken.append(ask)
        for ask in taken:
            del self._asks[ask.key]
            self._bytes -= ask.size
        return taken

    def clear(self) -> list[Ask]:
        """All of them, given up."""
        asks = list(self._asks.values())
        self._asks.clear()
        self._bytes = 0
        return asks
