"""Who answers the calls of a run? The cache, around a server, an engine on this machine, or the Batch API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from extract.cache.caller import CachedCaller
from extract.cache.paths import answers_dir
from extract.cache.shelf import Shelf, StoreShelf
from extract.cache.store import AnswerStore
from extract.client.calls import Caller
from extract.client.stack import Traffic
from extract.errors import RunFolderError
from extract.pipeline import Extractor
from extract.run.folder import RunFolder
from extract.run.runner import Work
from extract.run.setup import Setup
from extract.run.stop import Stop


@asynccontextmanager
async def open_work(setup: Setup, traffic: Traffic, batches: Path, stop: Stop) -> AsyncIterator[Work]:
    """What makes a result of a document: in this process, or in as many as are asked for."""
    settings = setup.settings
    workers = settings.workers or 1
    if workers > 1:
        from extract.workers.pool import open_pool

        async with open_pool(setup, traffic, workers) as pool:
            yield pool
    elif settings.batch and not settings.offline:
        shelf = StoreShelf(_store(setup), locked=False)
        async with (
            _by_batch(setup, traffic, batches, stop) as caller,
            _extractor(setup, caller, shelf) as work,
        ):
            yield work
    else:
        async with open_extractor(setup, traffic) as extractor:
            yield extractor


@asynccontextmanager
async def open_extractor(
    setup: Setup, traffic: Traffic, shelf: Shelf | None = None
) -> AsyncIterator[Extractor]:
    """By single calls from this process. Recorded answers are this machine's, or on `shelf`."""
    shelf = shelf or StoreShelf(_store(setup))
    async with _server(setup, traffic) as caller, _extractor(setup, caller, shelf) as extractor:
        yield extractor


@asynccontextmanager
async def _extractor(setup: Setup, caller: Caller, shelf: Shelf) -> AsyncIterator[Extractor]:
    async with CachedCaller(caller, shelf, offline=setup.settings.offline) as cached:
        yield Extractor(cached, setup.plan, setup.question, setup.format_of, setup.price, setup.calibration)


def _store(setup: Setup) -> AnswerStore:
    return AnswerStore(answers_dir(setup.settings.cache_dir))


@asynccontextmanager
async def _server(setup: Setup, traffic: Traffic) -> AsyncIterator[Caller]:
    """The retries around the server. A local engine starts at the first call it gets."""
    if setup.spec.provider == "local":
        from extract.local.caller import LocalCaller

        async with LocalCaller(setup.spec, setup.settings.models_dir, traffic) as caller:
            yield caller
    else:
        from extract.client.stack import open_caller

        async with open_caller(setup.spec, traffic, api_key=setup.api_key) as caller:
            yield caller


def _by_batch(
    setup: Setup, traffic: Traffic, ledger: Path, stop: Stop
) -> AbstractAsyncContextManager[Caller]:
    from extract.batch.caller import Terms
    from extract.batch.stack import Batching, open_batches

    settings = setup.settings
    batching = Batching(
        ledger=ledger,
        answers=answers_dir(settings.cache_dir),
        terms=Terms(settings.batch_size, settings.batch_quiet),
        longest_poll=settings.batch_poll,
        stopped=lambda: stop.reason is not None,
    )
    return open_batches(setup.spec, traffic, batching, api_key=setup.api_key)


def check_batches(setup: Setup, folder: RunFolder) -> None:
    """What is in batches already is not to be asked, and paid for, by single calls as well."""
    from extract.batch.ledger import Ledger

    if setup.settings.batch or setup.settings.offline or not folder.batches.exists():
        return
    if count := len(Ledger(folder.batches).outstanding()):
        raise RunFolderError(
            f"{folder.path} has {count} batches whose answers are not fetched yet",
            hint="give --batch as well; or remove journal/batches.jsonl there to give their answers up",
        )
