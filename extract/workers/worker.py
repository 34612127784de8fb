"""The program that a worker is: `python -m extract.workers.worker FD`, where FD is its socket to the parent.

It ends when the parent does, however that comes about. Ctrl-C is the parent's business alone.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from contextlib import AsyncExitStack
from typing import Any

from extract.errors import SettingsError
from extract.pipeline import Extractor
from extract.result import Result
from extract.run.serving import open_extractor
from extract.run.setup import prepare
from extract.workers.conversation import Conversation
from extract.workers.messages import Begin, Work
from extract.workers.telling import log_to, told_of
from extract.workers.wire import Wire


class Worker:
    """Serves what the parent asks; `resources` holds what is open until its end."""

    def __init__(self, wire: Wire, resources: AsyncExitStack) -> None:
        self.conversation = Conversation(wire.send, self.serve, _unheard)
        self._resources = resources
        self._extractor: Extractor | None = None

    async def serve(self, what: Begin | Work) -> Result | None:
        if isinstance(what, Begin):
            setup = prepare(what.settings)
            if dict(setup.identity) != dict(what.identity):
                raise SettingsError(
                    "the schema, the prompt or the model has changed since the run began",
                    hint="begin again with --resume, or anew with --overwrite",
                )
            opened = open_extractor(setup, told_of(setup.traffic, self.conversation))
            self._extractor = await self._resources.enter_async_context(opened)
            return None
        assert self._extractor is not None
        return await self._extractor(what.item)


def _unheard(_: Any) -> None:
    """The parent asks; it has nothing to tell."""


async def work(end: socket.socket) -> None:
    """Until the parent is gone."""
    wire = await Wire.over(end)
    async with AsyncExitStack() as resources:
        worker = Worker(wire, resources)
        log_to(worker.conversation)
        while (messages := await wire.receive()) is not None:
            for message in messages:
                worker.conversation.take(message)
        worker.conversation.ended(ConnectionError("the parent is gone"))


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    asyncio.run(work(socket.socket(fileno=int(sys.argv[1]))))


if __name__ == "__main__":
    main()
