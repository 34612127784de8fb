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
from dataclasses import dataclass, field
from typing import Any, Protocol

from extract.cache.caller import CachedCaller
from extract.cache.paths import answers_dir
from extract.cache.store import AnswerStore
from extract.client.calls import Caller
from extract.client.stack import Traffic
from extract.client.traffic.budget import Budget
from extract.client.traffic.gate import Gate
from extract.errors import AffidavitError, CallError, RunFolderError, ServerUnusable, TransportError
from extract.pipeline import Extractor
from extract.result import Result
from extract.run.folder import RunFolder
from extract.run.journal import Journal
from extract.run.manifest import RunStatus, closed, new_manifest
from extract.run.room import Room
from extract.run.runner import Item, Redo, Runner, Stop
from extract.run.setup import Setup
from extract.run.totals import Totals

log = logging.getLogger("affidavit")
_FINISHING = "finishing what is in flight; once more gives that up"
SPARE = 1000
"""Documents at most that are begun in place of those whose calls wait to be sent again."""


class Display(Protocol):
    """Sees documents begin and end, with the sums so far, and the gate of the calls once there is one."""

    def started(self, document_id: str, totals: Totals) -> None: ...

    def finished(self, result: Result, totals: Totals, gate: Gate | None) -> None: ...


@dataclass
class Bookkeeper:
    """Keeps the sums of a run, stops it when the budget is spent, and tells the display."""

    display: Display
    stop: Stop
    budget: Budget | None = None
    gate: Gate | None = None
    totals: Totals = field(default_factory=Totals)

    def started(self, document_id: str) -> None:
        self.display.started(document_id, self.totals)

    def opened(self, gate: Gate) -> None:
        self.gate = gate

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
        self.display.finished(result, self.totals, self.gate)


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
    counted: tuple[int | None, str | None] = (None, None)
    with Journal(folder.journal) as journal:
        try:
            counted = asyncio.run(_run(setup, journal, documents, books, redo))
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
    setup: Setup, journal: Journal, documents: Iterator[Item], books: Bookkeeper, redo: Redo
) -> tuple[int | None, str | None]:
    room = Room(setup.concurrency + setup.lead, spare=SPARE)
    traffic = dataclasses.replace(
        setup.traffic,
        budget=books.budget,
        failing=lambda error: books.stop.fail(_unusable(error)),
        budget_spent=lambda: books.stop.request("over_budget"),
        on_retry=books.sent_again,
        opened=books.opened,
        aside=room.waiting,
    )
    async with open_stack(setup, traffic) as caller:
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
        with _stopped_by_ctrl_c(books.stop):
            try:
                return await runner(documents)
            except* AffidavitError as group:
                raise _first(group) from group


@asynccontextmanager
async def open_stack(setup: Setup, traffic: Traffic) -> AsyncIterator[Caller]:
    """The cache around the retries around the server. A local engine starts at the first call it gets."""
    settings = setup.settings
    store = AnswerStore(answers_dir(settings.cache_dir))
    async with (
        _server(setup, traffic) as server,
        CachedCaller(server, store, offline=settings.offline) as caller,
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


def _unusable(error: CallError) -> ServerUnusable:
    return ServerUnusable(
        f"every call fails: {error}", hint=f"{error.hint} Then go on with --resume.".lstrip()
    )


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
