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
from dataclasses import dataclass, field
from typing import Any, Protocol

from extract.client.traffic.budget import Budget
from extract.client.traffic.flow import Flow
from extract.errors import AffidavitError, CallError, RunFolderError, ServerUnusable, TransportError
from extract.pipeline import Extractor
from extract.result import Result
from extract.run.folder import RunFolder
from extract.run.journal import Journal
from extract.run.manifest import RunStatus, closed, new_manifest
from extract.run.room import Room
from extract.run.runner import Item, Redo, Runner, Stop
from extract.run.serving import check_batches, open_stack
from extract.run.setup import Setup
from extract.run.totals import Totals

log = logging.getLogger("affidavit")
_FINISHING = "finishing what is in flight; once more gives that up"
_GIVING_UP = {True: "giving up", False: "batches go on at the provider, --resume fetches them"}
SPARE = 1000
"""Documents at most that are begun in place of those whose calls wait to be sent again."""


class Display(Protocol):
    """Sees documents begin and end and calls move on, with the sums so far, and what tells of the calls."""

    def started(self, document_id: str, totals: Totals) -> None: ...

    def finished(self, result: Result, totals: Totals, flow: Flow | None) -> None: ...

    def moved(self, totals: Totals, flow: Flow | None) -> None: ...


@dataclass
class Bookkeeper:
    """Keeps the sums of a run, stops it when the budget is spent, and tells the display."""

    display: Display
    stop: Stop
    budget: Budget | None = None
    flow: Flow | None = None
    totals: Totals = field(default_factory=Totals)

    def started(self, document_id: str) -> None:
        self.display.started(document_id, self.totals)

    def opened(self, flow: Flow) -> None:
        self.flow = flow

    def moved(self) -> None:
        self.display.moved(self.totals, self.flow)

    def sent_again(self, error: CallError, _wait: float) -> None:
        self.totals.faults[error.kind if isinstance(error, TransportError) else "other"] += 1

    def finished(self, result: Result, *, resumed: bool) -> None:
        self.totals.add(result, resumed=resumed)
        if self.budget is not None:
            if resumed:  # paid for before, out of the same budget
                self.budget.spent += result.usage.cost_usd or 0.0
            spent = self.totals.cost_usd
            # A cost that is not known may be any: a budget is not kept by hoping.
            if spent is None or max(spent, self.budget.spent) >= self.budget.limit:
                self.stop.request("over_budget")
        self.display.finished(result, self.totals, self.flow)


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
    counted: tuple[int | None, str | None] = (None, None)
    with Journal(folder.journal) as journal:
        try:
            counted = asyncio.run(_run(setup, folder, journal, documents, books, redo))
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
    setup: Setup,
    folder: RunFolder,
    journal: Journal,
    documents: Iterator[Item],
    books: Bookkeeper,
    redo: Redo,
) -> tuple[int | None, str | None]:
    room = Room(setup.concurrency + setup.lead, spare=SPARE)
    traffic = dataclasses.replace(
        setup.traffic,
        budget=books.budget,
        failing=lambda error: books.stop.fail(_unusable(error)),
        budget_spent=lambda: books.stop.request("over_budget"),
        on_retry=books.sent_again,
        give_up=books.stop.fail,
        opened=books.opened,
        moved=books.moved,
        aside=room.waiting,
    )
    async with open_stack(setup, traffic, folder.batches, books.stop) as caller:
        runner = Runner(
            work=Extractor(
                caller, setup.plan, setup.question, setup.format_of, setup.price, setup.calibration
            ),
            journal=journal,
            observer=books,
            room=room,
            stop=books.stop,
            redo=redo,
        )
        with _stopped_by_ctrl_c(books.stop, waits=not setup.settings.batch):
            try:
                return await runner(documents)
            except* AffidavitError as group:
                raise _first(group) from group


def _unusable(error: CallError) -> ServerUnusable:
    return ServerUnusable(
        f"every call fails: {error}", hint=f"{error.hint} Then go on with --resume.".lstrip()
    )


@contextmanager
def _stopped_by_ctrl_c(stop: Stop, *, waits: bool = True) -> Iterator[None]:
    """The first Ctrl-C lets calls in flight finish, the second gives them up.

    Without `waits` the first gives up as well: batches may take a day, and lose nothing by it.
    """

    def interrupt() -> None:
        if (
            stop.reason is not None or not waits
        ):  # a Ctrl-C before, or the budget is spent: it is finishing already
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
