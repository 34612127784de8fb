"""Who answers the calls of a run? The cache, around a server, an engine on this machine, or the Batch API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from extract.cache.caller import CachedCaller
from extract.cache.paths import answers_dir
from extract.cache.store import AnswerStore
from extract.client.calls import Caller
from extract.client.stack import Traffic
from extract.errors import RunFolderError
from extract.run.folder import RunFolder
from extract.run.runner import Stop
from extract.run.setup import Setup


@asynccontextmanager
async def open_stack(setup: Setup, traffic: Traffic, batches: Path, stop: Stop) -> AsyncIterator[Caller]:
    """The cache around the retries around the server. A local engine starts at the first call it gets."""
    settings = setup.settings
    store = AnswerStore(answers_dir(settings.cache_dir))
    by_batch = settings.batch and not settings.offline
    server = _by_batch(setup, traffic, batches, stop) if by_batch else _server(setup, traffic)
    async with (
        server as inner,
        CachedCaller(inner, store, offline=settings.offline, locked=not by_batch) as caller,
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
