"""A run on Ray: documents through Ray Data, results into the journal as they come."""

from __future__ import annotations

import asyncio
import logging
import math
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from extract.cache.paths import answers_dir
from extract.cache.store import AnswerStore
from extract.cluster.blocks import Finished, Numbered, block_of, results_in
from extract.cluster.connection import connect, in_short, load_ray, of_ours
from extract.cluster.hub import Halt, Hub, State
from extract.cluster.kit import pack
from extract.errors import ClusterFailed, WorkerLost
from extract.run.books import Bookkeeper, unusable
from extract.run.intake import Counted, Intake, Item
from extract.run.journal import Entry
from extract.run.ledger import Ledger
from extract.run.reader import ReadAhead
from extract.run.runner import sync_regularly
from extract.run.setup import Setup

log = logging.getLogger("affidavit")
PATIENCE = 60.0
"""Seconds after which a worker that is not heard of is lost."""
LOSSES = 50
"""So many workers may be lost in a run: more are no accident."""
WATCH_SECONDS = 0.5
_AHEAD = 10_000
"""Results that are taken from Ray before they are written."""
_LARGEST, _SOME = 512, 64
"""Documents in a block: twice as many after each so many blocks, as every one of them costs milliseconds."""
_BLOCKS = 4
"""At a time in one worker, so that few places are empty while a block's last calls are awaited."""


async def run_on_ray(setup: Setup, ledger: Ledger, documents: Iterator[Item], books: Bookkeeper) -> Counted:
    """Raises `ClusterFailed` where Ray gives up, and whatever stops a run."""
    ray = load_ray()
    AnswerStore(answers_dir(setup.settings.cache_dir)).close()  # what is wrong with it shows here and now
    try:
        await asyncio.to_thread(connect, ray, setup.settings.ray_address)
        workers = _workers(ray, setup)
        intake = Intake(documents, books.stop)
        places = _places(setup, workers)
        blocks = await _staged(ray, intake, ledger, rows=-(-places // _BLOCKS))
        if blocks:
            async with _hub(ray, setup, books) as hub:
                dataset = await asyncio.to_thread(_dataset, ray, blocks, workers, places, hub)
                await _extracted(dataset, hub, ledger, books)
        return intake.counted
    except ray.exceptions.RayError as error:
        if ours := of_ours(error):
            raise ours from error
        log.debug("Ray failed", exc_info=True)
        raise ClusterFailed(
            f"Ray ended the run: {in_short(error)}",
            hint="the run's log has the trace; --resume goes on",
        ) from error
    finally:
        await asyncio.to_thread(ray.shutdown)


def _workers(ray: Any, setup: Setup) -> int:
    """As many as are asked for; else one a CPU of the cluster, but not more than calls at once."""
    cpus = int(ray.cluster_resources().get("CPU", 1))
    return setup.settings.workers or max(1, min(cpus, setup.concurrency))


def _places(setup: Setup, workers: int) -> int:
    """Documents at a time in a worker: half again its share of the calls, as some wait to be sent again."""
    return math.ceil((setup.concurrency + setup.lead) / workers * 1.5)


async def _staged(ray: Any, intake: Intake, ledger: Ledger, *, rows: int) -> list[Any]:
    """References to the blocks of what is to be done. Ray spills to the disk what its store does not hold."""
    blocks: list[Any] = []
    waiting: list[Numbered] = []
    async with aclosing(intake.read()) as items:
        async for index, item in items:
            if not ledger.has(index, item.digest):
                waiting.append(Numbered(index, item))
            if len(waiting) >= min(_LARGEST, rows << len(blocks) // _SOME):
                blocks.append(ray.put(block_of(waiting)))
                waiting = []
    if waiting:
        blocks.append(ray.put(block_of(waiting)))
    return blocks


async def _extracted(dataset: Any, hub: Any, ledger: Ledger, books: Bookkeeper) -> None:
    over = asyncio.Event()
    taking = asyncio.create_task(_take(dataset, ledger, books))
    watching = asyncio.create_task(_watch(hub, books, over))
    tasks = [taking, watching, asyncio.create_task(sync_regularly(ledger))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in reversed(tasks):
            if task.done():
                task.result()
        over.set()
        await watching
    finally:
        for task in tasks:
            task.cancel()
    _heed(await hub.state.remote(), books)
    ledger.let_go(books.stop.error)


async def _take(dataset: Any, ledger: Ledger, books: Bookkeeper) -> None:
    """Results, as they come: taken by a thread that nobody waits for, as Ray may never say more."""
    batches = iter(dataset.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=_BLOCKS))
    reading = ReadAhead(batches, size=lambda batch: batch.num_rows, most=_AHEAD)
    try:
        while True:
            await reading.wait()
            batch = reading.next()
            if batch is None:
                return
            # Good ones first: a failure beside them is held back until it is known whether it counts.
            for finished in sorted(results_in(batch), key=lambda each: each.result.outcome != "ok"):
                ledger.add(_entry(finished, books))
            await asyncio.sleep(0)
    finally:
        reading.close()


def _dataset(ray: Any, blocks: list[Any], workers: int, places: int, hub: Any) -> Any:
    from extract.cluster.extraction import Extraction

    pool = ray.data.ActorPoolStrategy(
        min_size=1,
        max_size=workers,
        initial_size=workers,
        max_tasks_in_flight_per_actor=_BLOCKS + 1,
        max_concurrent_calls_per_actor=_BLOCKS,
    )
    return ray.data.from_arrow_refs(blocks).map_batches(
        Extraction,
        fn_constructor_kwargs={"hub": hub, "places": places},
        batch_size=None,
        batch_format="pyarrow",
        compute=pool,
        num_cpus=1,
    )


def _entry(finished: Finished, books: Bookkeeper) -> Entry:
    result = finished.result
    if result.outcome == "cancelled" and books.stop.error is not None:
        result = replace(result, error=str(books.stop.error))
    return Entry(finished.index, finished.digest, result)


@asynccontextmanager
async def _hub(ray: Any, setup: Setup, books: Bookkeeper) -> AsyncIterator[Any]:
    """The named actor, on this node: its store is this machine's."""
    here = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
        ray.get_runtime_context().get_node_id(), soft=False
    )
    hub = (
        ray.remote(Hub)
        .options(
            name=f"affidavit-{uuid.uuid4().hex}",
            num_cpus=0,
            max_concurrency=10_000,
            scheduling_strategy=here,
        )
        .remote(pack(setup), spent=books.budget.spent if books.budget is not None else 0.0, patience=PATIENCE)
    )
    try:
        await hub.open.remote()
        yield hub
    finally:
        with suppress(ray.exceptions.RayError):
            await hub.aclose.remote()


async def _watch(hub: Any, books: Bookkeeper, over: asyncio.Event) -> None:
    """What the hub has to say is heard here, and what the user wants is told there."""
    told: Halt | None = None
    while not over.is_set():
        _heed(await hub.state.remote(), books)
        if books.stop.reason is not None:
            halt = Halt(books.stop.reason, now=books.stop.now.is_set())
            if halt != told:
                told = halt
                await hub.halt.remote(halt)
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), WATCH_SECONDS)


def _heed(state: State, books: Bookkeeper) -> None:
    books.flow = state
    for error, seconds in state.faults:
        books.sent_again(error, seconds)
    for record in state.records:
        log.handle(logging.makeLogRecord(record))
    if state.unusable is not None:
        books.stop.fail(unusable(state.unusable))
    if state.lost > LOSSES:
        books.stop.fail(
            WorkerLost(f"{state.lost} workers were lost", hint="is there enough memory? Go on with --resume")
        )
    if state.budget_spent:
        books.stop.request("over_budget")
