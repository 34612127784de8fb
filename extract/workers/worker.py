"""The program that a worker is: `python -m extract.workers.worker FD`, where FD is its socket to the parent.

It ends when the parent does, however that comes about. Ctrl-C is the parent's business alone.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from typing import Any

from extract.errors import CallError, SettingsError
from extract.pipeline import Extractor
from extract.result import Result
from extract.run.session import open_extractor
from extract.run.setup import Setup, prepare
from extract.workers.conversation import Conversation
from extract.workers.messages import Aside, Begin, Logged, SentAgain, Work
from extract.workers.remote_gate import RemoteGate
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
            self._extractor = await self._resources.enter_async_context(self._open(setup))
            return None
        assert self._extractor is not None
        return await self._extractor(what.item)

    def _open(self, setup: Setup) -> Any:
        """The same as without workers, but for the gate, which is the parent's."""
        talk = self.conversation

        @contextmanager
        def aside() -> Iterator[None]:
            talk.tell(Aside(True))
            try:
                yield
            finally:
                talk.tell(Aside(False))

        def sent_again(error: CallError, seconds: float) -> None:
            talk.tell(SentAgain(error, seconds))

        keeper = RemoteGate(talk.ask, talk.tell)
        return open_extractor(setup, replace(setup.traffic, keeper=keeper, on_retry=sent_again, aside=aside))


class _ToParent(logging.Handler):
    def __init__(self, conversation: Conversation) -> None:
        super().__init__(logging.DEBUG)
        self._conversation = conversation

    def emit(self, record: logging.LogRecord) -> None:
        trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else None
        told = {"levelno": record.levelno, "levelname": record.levelname, "created": record.created}
        self._conversation.tell(Logged({**told, "msg": record.getMessage(), "exc_text": trace}))


def _unheard(_: Any) -> None:
    """The parent asks; it has nothing to tell."""


async def work(end: socket.socket) -> None:
    """Until the parent is gone."""
    wire = await Wire.over(end)
    async with AsyncExitStack() as resources:
        worker = Worker(wire, resources)
        log = logging.getLogger("affidavit")
        log.setLevel(logging.DEBUG)
        log.propagate = False
        log.addHandler(_ToParent(worker.conversation))
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
