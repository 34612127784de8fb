"""How does one batch go there and its answers come back, whatever breaks off in between?

Each step is written down before the next one. An answer is in the cache before anybody is told of it, and the
batch is ended in the ledger after all of them are.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from extract.batch.asks import Ask, Batch, batch_of, line_of, new_ask
from extract.batch.ledger import Ledger, Record
from extract.batch.lines import Outcome, read_outcomes
from extract.batch.service import BatchService, State
from extract.cache.desk import Desk
from extract.cache.entry import Entry
from extract.client.calls import Completion
from extract.client.encoding import Encoder
from extract.disk import storage_errors

log = logging.getLogger("affidavit")
T = TypeVar("T")
FIRST_POLL = 2.0
"""Seconds until a batch is looked at again; half as long again each time."""
SETTLED = 30.0
"""Seconds after which a batch that is not listed was not made: its creation may have been under way."""
_TOGETHER = 500


@dataclass(frozen=True)
class Carrier:
    """`longest_poll` is the most time, in seconds, between two looks at a batch."""

    service: BatchService
    ledger: Ledger
    desk: Desk
    longest_poll: float = 60.0
    _submitting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def submit(self, batch: Batch) -> None:
        """One at a time, in order: the input is held in memory, more than once."""
        async with self._submitting:
            asks = list(batch.open.values())
            await asyncio.to_thread(self.ledger.intend, batch.token, (ask.description for ask in asks))
            data = await asyncio.to_thread(_input, asks)
            batch.file = await self.service.upload(f"affidavit-{batch.token}.jsonl", data)
            del data
            await asyncio.to_thread(self.ledger.uploaded, batch.token, batch.file)
            batch.id = await self.service.create(batch.file, batch.token)
            await asyncio.to_thread(self.ledger.created, batch.token, batch.id)
        log.info("batch %s: %d requests submitted", batch.id, len(asks))

    async def restored(self) -> list[Batch]:
        """What an earlier start submitted and did not fetch."""
        records = await asyncio.to_thread(self.ledger.outstanding)
        found = [await self._restored(record) for record in records]
        return [batch for batch in found if batch is not None]

    async def _restored(self, record: Record) -> Batch | None:
        """None where no batch was made: its requests are free to be asked again."""
        if record.file and not record.batch:
            record.batch = await self._id(record)
        if not record.batch:
            await asyncio.to_thread(self.ledger.ended, record.token, "never made")
            return None
        descriptions = await asyncio.to_thread(lambda: list(self.ledger.descriptions(record.token)))
        batch = batch_of(new_ask(description) for description in descriptions)
        batch.token, batch.file, batch.id, batch.earlier = record.token, record.file, record.batch, True
        log.info("batch %s: submitted before, %d requests", batch.id, batch.total)
        return batch

    async def _id(self, record: Record) -> str:
        while True:
            found = await self.service.find(record.token, record.at)
            if found:
                await asyncio.to_thread(self.ledger.created, record.token, found)
                return found
            if time.time() - record.at > SETTLED:
                return ""
            await asyncio.sleep(min(FIRST_POLL, self.longest_poll))

    async def follow(self, batch: Batch, moved: Callable[[], None]) -> State:
        """The state in which the batch ended; `moved` is told when more of it is done."""
        pause = min(FIRST_POLL, self.longest_poll)
        while not (state := await self.service.look(batch.id)).ended:
            batch.completed = state.completed + state.failed
            moved()
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, self.longest_poll)
        log.info("batch %s: %s, %d of %d answered", batch.id, state.status, state.completed, batch.total)
        return state

    async def fetch(self, batch: Batch, state: State) -> AsyncIterator[tuple[str, Outcome]]:
        """The outcomes that the batch's files hold, each answer in the cache already."""
        path = self.ledger.path.with_name(f"answers-{batch.token}.jsonl")
        try:
            for file in state.files:
                await self.service.download(file, path)
                async for found in self._read(batch, path):
                    yield found
        finally:
            path.unlink(missing_ok=True)

    async def _read(self, batch: Batch, path: Path) -> AsyncIterator[tuple[str, Outcome]]:
        outcomes = read_outcomes(path, secrets=self.service.secrets)
        with storage_errors(path):
            while some := await asyncio.to_thread(_some, outcomes):
                await asyncio.gather(*(self._keep(batch, key, found) for key, found in some))
                for each in some:
                    yield each

    async def _keep(self, batch: Batch, key: str, found: Outcome) -> None:
        ask = batch.open.get(key)
        if ask is not None and isinstance(found, Completion):
            await self.desk.keep(Entry.of(found, ask.description))

    async def end(self, batch: Batch, status: str) -> None:
        await asyncio.to_thread(self.ledger.ended, batch.token, status)

    async def aclose(self) -> None:
        await self.service.aclose()
        await self.desk.aclose()


def _input(asks: Iterable[Ask]) -> bytes:
    encoded = Encoder()
    return b"".join(line_of(ask, encoded) for ask in asks)


def _some(items: Iterator[T]) -> list[T]:
    return list(itertools.islice(items, _TOGETHER))
