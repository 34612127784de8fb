"""How a run is carried out, from the open folder to the written results.

Documents go through the runner into the journal; `results.jsonl` is written from the journal at the end,
in input order, whether the run finished, was interrupted or hit its budget.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import signal
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from extract.cache.caller import CachedCaller
from extract.cache.paths import answers_dir
from extract.cache.shelf import Shelf
from extract.cache.store import AnswerStore
from extract.client.calls import Caller
from extract.client.stack import Traffic
from extract.errors import AffidavitError, RunFolderError
from extract.observe.watch import Watch, watching
from extract.pipeline import Extractor
from extract.run.books import Bookkeeper, Display, unusable
from extract.run.folder import RunFolder
from extract.run.intake import Counted, Item
from extract.run.journal import Journal
from extract.run.ledger import Ledger, Redo
from extract.run.manifest import RunStatus, closed, new_manifest
from extract.run.room import Room
from extract.run.runner import Runner, Work
from extract.run.setup import Setup
from extract.run.stop import Stop

log = logging.getLogger("affidavit")
_FINISHING = "finishing what is in flight; once more gives that up"
SPARE = 1000
"""Documents at most that are begun in place of those whose calls wait to be sent again."""


def carry_out(
    setup: Setup,
    folder: RunFolder,
    documents: Iterator[Item],
    *,
    inputs: Sequence[str],
    display: Display,
    redo: Redo = "unfinished",
) -> dict[str, Any]:
    """Run to the end, or to where it was stopped. Gives the manifest as written.

    Whatever ends it, the journal, the results so far and the manifest stand in the folder. Raises
    `ServerUnusable` where every call failed.
    """
    stop = Stop()
    books = Bookkeeper(display, stop, setup.budget)
    found = folder.read_manifest() if folder.manifest.exists() else None
    manifest = _begun(folder, setup, inputs, found)
    ending: dict[str, Any] | None = None
    status: RunStatus = "stopped"
    counted: Counted = (None, None)
    with watching(setup, folder.id) as watch, Journal(folder.journal) as journal:
        try:
            ledger = Ledger(journal, books, redo)
            counted = asyncio.run(_run(setup, ledger, documents, books, watch))
            status = _status(books)
            if counted[0] is not None:
                journal.forget_after(counted[0])
        except RunFolderError:  # other inputs than the run's: what is there stays as it was
            ending = found
            raise
        finally:
            journal.sync()
            folder.write_results(journal.results())
            ending = ending or closed(manifest, status, books.totals, documents=counted[0], digest=counted[1])
            folder.write_manifest(ending)
            watch.ended(ending)
        if setup.settings.engine == "ray":
            from extract.cluster.shards import write_shards

            write_shards(journal.results(), setup.schema, folder.shards)
    if stop.error is not None:
        raise stop.error
    return ending


def _begun(
    folder: RunFolder, setup: Setup, inputs: Sequence[str], found: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The manifest of the run that begins; one that is resumed (`found`) began when it began."""
    manifest = new_manifest(folder.id, setup, inputs)
    if found is not None and "created" in found:
        manifest["created"] = found["created"]
    folder.write_manifest(manifest)
    return manifest


def _status(books: Bookkeeper) -> RunStatus:
    """A run that came to its end on its last dollar is finished like any other."""
    if books.stop.error is not None:
        return "stopped"
    if books.totals.outcomes["over_budget"]:
        return "over_budget"
    return "interrupted" if books.stop.reason == "cancelled" else "finished"


async def _run(
    setup: Setup, ledger: Ledger, documents: Iterator[Item], books: Bookkeeper, watch: Watch
) -> Counted:
    with _stopped_by_ctrl_c(books.stop):
        try:
            if setup.settings.engine == "ray":
                from extract.cluster.engine import run_on_ray

                return await run_on_ray(setup, ledger, documents, books)
            return await _run_here(setup, ledger, documents, books, watch)
        except* AffidavitError as group:
            raise _first(group) from group


async def _run_here(
    setup: Setup, ledger: Ledger, documents: Iterator[Item], books: Bookkeeper, watch: Watch
) -> Counted:
    room = Room(setup.concurrency + setup.lead, spare=SPARE)
    traffic = dataclasses.replace(
        setup.traffic,
        budget=books.budget,
        failing=lambda error: books.stop.fail(unusable(error)),
        budget_spent=lambda: books.stop.request("over_budget"),
        on_retry=books.sent_again,
        opened=books.opened,
        aside=room.waiting,
        around=watch.call,
    )
    async with _open_work(setup, traffic) as work:
        return await Runner(watch.document(work), ledger, room, books.stop)(documents)


@asynccontextmanager
async def _open_work(setup: Setup, traffic: Traffic) -> AsyncIterator[Work]:
    """In this process, or in as many as are asked for."""
    workers = setup.settings.workers or 1
    if workers == 1:
        async with open_extractor(setup, traffic) as extractor:
            yield extractor
    else:
        from extract.workers.pool import open_pool

        async with open_pool(setup, traffic, workers) as pool:
            yield pool


@asynccontextmanager
async def open_extractor(
    setup: Setup, traffic: Traffic, shelf: Shelf | None = None
) -> AsyncIterator[Extractor]:
    """What makes a result of a document, here. Recorded answers are this machine's, or on `shelf`."""
    async with open_stack(setup, traffic, shelf) as caller:
        yield Extractor(caller, setup.plan, setup.question, setup.format_of, setup.price, setup.calibration)


@asynccontextmanager
async def open_stack(setup: Setup, traffic: Traffic, shelf: Shelf | None = None) -> AsyncIterator[Caller]:
    """The cache around the retries around the server. A local engine starts at the first call it gets."""
    settings = setup.settings
    recorded = shelf or AnswerStore(answers_dir(settings.cache_dir))
    async with (
        _server(setup, traffic) as server,
        CachedCaller(server, recorded, offline=settings.offline) as caller,
    ):
        yield caller


@asynccontextmanager
async def _server(setup: Setup, traffic: Traffic) -> AsyncIterator[Caller]:
    if setup.spec.provider == "local":
        from extract.local.caller import LocalCaller

        async with LocalCaller(setup.spec, setup.settings.models_dir, traffic) as caller:
            yield caller
    else:
        from extract.client.stack import open_caller

        async with open_caller(setup.spec, traffic, api_key=setup.api_key) as caller:
            yield caller


@contextmanager
def _stopped_by_ctrl_c(stop: Stop) -> Iterator[None]:
    """The first Ctrl-C lets calls in flight finish, the second gives them up."""

    def interrupt() -> None:
        if stop.reason is not None:  # a Ctrl-C before, or the budget is spent: it is finishing already
            stop.now.set()
        stop.request("cancelled")
        log.warning("interrupted: %s", "giving up" if stop.now.is_set() else _FINISHING)

    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, interrupt)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


def _first(group: BaseExceptionGroup[AffidavitError]) -> AffidavitError:
    """The first single error of a group."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if not isinstance(error, AffidavitError):
        raise TypeError("not an AffidavitError")
    return error
