"""What a worker does not decide by itself it asks for, and what it learns of its calls it tells."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from extract.client.stack import Traffic
from extract.errors import CallError
from extract.workers.conversation import Conversation
from extract.workers.messages import Aside, Logged, SentAgain
from extract.workers.remote_gate import RemoteGate


def told_of(traffic: Traffic, talk: Conversation) -> Traffic:
    """`traffic` as a worker has it: the gate is the other side's, who also hears of each wait."""

    @contextmanager
    def aside() -> Iterator[None]:
        talk.tell(Aside(True))
        try:
            yield
        finally:
            talk.tell(Aside(False))

    def sent_again(error: CallError, seconds: float) -> None:
        talk.tell(SentAgain(error, seconds))

    return replace(traffic, keeper=RemoteGate(talk.ask, talk.tell), on_retry=sent_again, aside=aside)


def log_to(talk: Conversation) -> None:
    """From here on, what this process logs is the other side's to write."""
    log = logging.getLogger("affidavit")
    log.setLevel(logging.DEBUG)
    log.propagate = False
    log.addHandler(Teller(lambda record: talk.tell(Logged(record))))


class Teller(logging.Handler):
    """Gives what is logged, in any thread, to `tell` on the loop that it was made on.

    A record becomes what can travel and `logging.makeLogRecord` takes: its trace is text.
    """

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(logging.DEBUG)
        self._tell = tell
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else record.exc_text
        told = {"levelno": record.levelno, "levelname": record.levelname, "created": record.created}
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(
                self._tell, {**told, "msg": record.getMessage(), "exc_text": trace}
            )
