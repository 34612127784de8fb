"""How does a model on this machine answer? As a `Caller` that fetches and starts it when it is first asked.

A run whose answers are all in the cache neither fetches weights nor starts an engine.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from extract.client.calls import Caller, CallRequest, Completion
from extract.client.models import ModelSpec
from extract.errors import ModelUnavailable
from extract.local.engine import Engine, start
from extract.local.fetch import Progress, ensure
from extract.local.paths import models_dir
from extract.local.registry import Weights, resolve
from extract.local.shelf import held

if TYPE_CHECKING:
    from extract.client.stack import Traffic

log = logging.getLogger("affidavit")

MOST_STARTS = 4
"""An engine that ended on its own is started again, but not for ever: the next document may end it too."""


def weights_sha256(name: str, folder: Path | None = None) -> str:
    """What the answers of `local/<name>` are filed under. Raises `SettingsError` for an unknown name."""
    return resolve(name, folder or models_dir()).sha256


def weights_state(name: str, folder: Path | None = None) -> tuple[Literal["ok", "note"], str, str]:
    """For `affidavit doctor`: the state of the file, where it is, and what to do."""
    folder = folder or models_dir()
    weights = resolve(name, folder)
    if weights.path is not None:
        return "ok", f"your own file {weights.path}", ""
    here = held(weights, folder)
    if here.complete:
        return "ok", f"{here.path}{'' if here.verified else ', not yet verified'}", ""
    return "note", f"local/{name} is not on this machine", f"`affidavit model pull {name}` fetches it"


class LocalCaller:
    """Answers from an engine of its own; use as `async with`. `traffic` goes to `open_caller`.

    A call that cannot have its model raises `ModelUnavailable`. An engine that ended on its own is started
    again for the next document.
    """

    def __init__(self, spec: ModelSpec, folder: Path | None, traffic: Traffic | None = None) -> None:
        self._spec = spec
        self._folder = folder or models_dir()
        self._traffic = traffic
        self._exit = AsyncExitStack()
        self._starting = asyncio.Lock()
        self._caller: Caller | None = None
        self._engine: Engine | None = None
        self._starts = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exit.aclose()

    async def __call__(self, request: CallRequest) -> Completion:
        async with self._starting:
            if self._caller is None or not self._alive():
                await self._exit.aclose()
                self._caller = await self._start()
        return await self._caller(request)

    def _alive(self) -> bool:
        return self._engine is not None and self._engine.alive

    async def _start(self) -> Caller:
        from extract.client.stack import open_caller

        weights = resolve(self._spec.name, self._folder)
        path = await self._fetched(weights)
        log.info("loading %s", weights.title)
        self._starts += 1
        if self._starts > MOST_STARTS:
            raise ModelUnavailable(
                f"the engine of local/{self._spec.name} ended {MOST_STARTS} times on its own",
                hint="the run's log says how; go on with --resume, or take another model",
            )
        engine = await asyncio.to_thread(start, path, context=weights.context)
        self._engine = engine
        self._exit.callback(engine.stop)
        opened = open_caller(self._spec, self._traffic, api_key=engine.api_key, base_url=engine.base_url)
        return await self._exit.enter_async_context(opened)

    async def _fetched(self, weights: Weights) -> Path:
        """Where they are. A thread cannot be cancelled, so it is told that nobody waits any longer."""
        given_up = Event()
        try:
            return await asyncio.to_thread(
                ensure, weights, models_dir=self._folder, on_progress=_Told(weights), given_up=given_up
            )
        except asyncio.CancelledError:
            given_up.set()
            raise


class _Told:
    """Says in the log how far a download has come, at every twentieth part."""

    def __init__(self, weights: Weights) -> None:
        self._title = weights.title
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        share = progress.done / progress.total
        if share >= self._next:
            self._next = share + 0.05
            megabytes = f"{progress.done >> 20} of {progress.total >> 20} MiB"
            log.info("fetching %s from %s: %s", self._title, progress.source, megabytes)
