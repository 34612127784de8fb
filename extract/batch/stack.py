"""How is everything of the Batch API put together for a run?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from extract.batch.caller import BatchCaller, Terms
from extract.batch.carrier import Carrier
from extract.batch.ledger import Ledger
from extract.batch.service import BatchService
from extract.cache.desk import Desk
from extract.cache.store import AnswerStore
from extract.client.calls import Caller
from extract.client.models import ModelSpec
from extract.client.stack import Traffic


@dataclass(frozen=True)
class Batching:
    """Where things are: the ledger's file, the folder of the answers; `stopped` tells of a stop."""

    ledger: Path
    answers: Path
    terms: Terms
    longest_poll: float
    stopped: Callable[[], bool]


@asynccontextmanager
async def open_batches(
    spec: ModelSpec, traffic: Traffic, batching: Batching, *, api_key: str | None
) -> AsyncIterator[Caller]:
    """A caller for `spec`, closed at the end."""
    service = BatchService(
        spec.base_url, api_key, timeout_seconds=traffic.timeout_seconds, tries=traffic.attempts
    )
    desk = Desk(AnswerStore(batching.answers))
    carrier = Carrier(service, Ledger(batching.ledger), desk, batching.longest_poll)
    caller = BatchCaller(carrier, traffic, batching.terms)
    traffic.opened(caller.flights)
    try:
        await caller.open()
        yield caller
        if not batching.stopped():
            await caller.last_look()
    finally:
        await caller.aclose()
