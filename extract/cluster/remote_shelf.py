"""Recorded answers as a worker reaches them: by the hub, whose store is on a disk of its own machine."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from extract.cache.entry import Entry
from extract.cache.key import Description
from extract.client.calls import Completion
from extract.workers.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Find:
    """Asked of the hub: the answer of a key; None gives the claim `number` on it."""

    number: int
    key: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Asked of the hub: to record an answer."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Release:
    """Told to the hub: that claim is no longer wanted."""

    number: int


@dataclass(frozen=True, slots=True)
class Replay:
    """Asked of the hub: the recorded answer, or `NotInCache`."""

    key: str
    description: Description


@dataclass
class RemoteShelf:
    """A `Shelf` at the other end of a conversation. A claim is a number."""

    talk: Conversation
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def claim(self, key: str) -> int:
        return next(self._numbers)

    async def find(self, key: str, claim: int) -> Completion | None:
        found: Completion | None = await self.talk.ask(Find(claim, key))
        return found

    async def keep(self, entry: Entry) -> None:
        await self.talk.ask(Keep(entry))

    async def release(self, claim: int) -> None:
        self.talk.tell(Release(claim))

    async def replay(self, key: str, description: Description) -> Completion:
        found: Completion = await self.talk.ask(Replay(key, description))
        return found

    async def aclose(self) -> None:
        """The hub's shelf is the hub's to close."""
