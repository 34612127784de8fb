"""How a run is carried out, from the open folder to the written results.

Documents go through the runner into the journal; `results.jsonl` is written from the journal at the end,
in input order, whether the run finished, was interrupted or hit its budget.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from extract.errors import AffidavitError, RunFolderError
from extract.observe.watch import Watch, watching
from extract.run.books import Bookkeeper, Display, unusable
from extract.run.folder import RunFolder
from extract.run.intake import Counted, Item
from extract.run.journal import Journal
from extract.run.ledger import Ledger, Redo
from extract.run.manifest import RunStatus, closed, new_manifest
from extract.run.room import Room
from extract.run.runner import Runner
from extract.run.serving import check_batches, open_work
from extract.run.setup import Setup
from extract.run.stop import Stop

log = logging.getLogger("affidavit")
_FINISHING = "finishing what is in flight; once more gives that up"
_GIVING_UP = {True: "giving up", False: "batches go on at the provider, --resume fetches them"}
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
    check_batches(setup, folder)
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
            counted = asyncio.run(_run(setup, folder, ledger, documents, books, watch))
            status = _status(books)
            if counted[0] is not None:
                _tell_left_out(journal.forget_after(counted[0]))
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


def _tell_left_out(count: int) -> None:
    """Of a run that is resumed with fewer documents than it had, by --limit or a shorter input."""
    if count:
        log.warning(
            "%d documents of this run lie beyond those given: they are not in the results, stay in the "
            "journal, and come back with --resume and all documents",
            count,
        )


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
    setup: Setup,
    folder: RunFolder,
    ledger: Ledger,
    documents: Iterator[Item],
    books: Bookkeeper,
    watch: Watch,
) -> Counted:
    with _stopped_by_ctrl_c(books.stop, waits=not setup.settings.batch):
        try:
            if setup.settings.engine == "ray":
                from extract.cluster.engine import run_on_ray

                return await run_on_ray(setup, ledger, documents, books)
            return await _run_here(setup, folder, ledger, documents, books, watch)
        except* AffidavitError as group:
            raise _first(group) from group


async def _run_here(
    setup: Setup,
    folder: RunFolder,
    ledger: Ledger,
    documents: Iterator[Item],
    books: Bookkeeper,
    watch: Watch,
) -> Counted:
    room = Room(setup.concurrency + setup.lead, spare=SPARE)
    traffic = dataclasses.replace(
        setup.traffic,
        budget=books.budget,
        failing=lambda error: books.stop.fail(unusable(error)),
        budget_spent=lambda: books.stop.request("over_budget"),
        on_retry=books.sent_again,
        give_up=books.stop.fail,
        opened=books.opened,
        moved=books.moved,
        aside=room.waiting,
        around=watch.call,
    )
    async with open_work(setup, traffic, folder.batches, books.stop) as work:
        return await Runner(watch.document(work), ledger, room, books.stop)(documents)


@contextmanager
def _stopped_by_ctrl_c(stop: Stop, *, waits: bool = True) -> Iterator[None]:
    """The first Ctrl-C lets calls in flight finish, the second gives them up.

    Without `waits` the first gives up as well: batches may take a day, and lose nothing by it.
    """

    def interrupt() -> None:
        finishing = stop.reason is not None  # a Ctrl-C before, or the budget is spent
        if finishing or not waits:
            stop.now.set()
        stop.request("cancelled")
        log.warning("interrupted: %s", _GIVING_UP[waits] if stop.now.is_set() else _FINISHING)

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
