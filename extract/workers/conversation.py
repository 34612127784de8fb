"""Two sides that ask and tell each other things. What carries the messages is not its business."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from extract.errors import AffidavitError

log = logging.getLogger("affidavit")


@dataclass(frozen=True, slots=True)
class Ask:
    """Wants an `Answer` of the same number."""

    number: int
    what: Any


@dataclass(frozen=True, slots=True)
class Answer:
    number: int
    value: Any = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Nobody waits for that answer any more: the work on it is to end."""

    number: int


@dataclass(frozen=True, slots=True)
class Tell:
    what: Any


Message = Ask | Answer | Withdraw | Tell
Serve = Callable[[Any], Awaitable[Any]]


class Conversation:
    """One side of it. `send` gives a message to the other side and does not wait.

    `serve` works on what is asked here, `told` hears what is only told. Work on questions of a kind in
    `lasting` goes on to its end, whoever still waits for it.
    """

    def __init__(
        self,
        send: Callable[[Message], None],
        serve: Serve,
        told: Callable[[Any], None],
        *,
        lasting: tuple[type[Any], ...] = (),
    ) -> None:
        self._send = send
        self._serve = serve
        self._told = told
        self._lasting = lasting
        self._to_end: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count()
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._serving: dict[int, asyncio.Task[None]] = {}
        self._end: BaseException | None = None

    @property
    def open_questions(self) -> int:
        """How many answers of the other side are waited for."""
        return len(self._asked)

    async def ask(self, what: Any) -> Any:
        """The other side's answer. Raises what it raised; a cancellation here ends the work there."""
        if self._end is not None:
            raise self._end
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        self._send(Ask(number, what))
        try:
            return await answer
        except asyncio.CancelledError:
            self._send(Withdraw(number))
            raise
        finally:
            self._asked.pop(number, None)

    def tell(self, what: Any) -> None:
        self._send(Tell(what))

    def take(self, message: Message) -> None:
        """A message of the other side."""
        if isinstance(message, Answer):
            self._settle(message)
        elif isinstance(message, Ask):
            self._begin(message)
        elif isinstance(message, Withdraw):
            if message.number in self._serving:
                self._serving[message.number].cancel()
        else:
            self._told(message.what)

    def ended(self, error: BaseException) -> None:
        """The other side is gone: whoever asks it gets `error`, and nobody works for it any more."""
        self._end = error
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(error)
        for task in self._serving.values():
            task.cancel()

    def _begin(self, message: Ask) -> None:
        task = asyncio.create_task(self._work_on(message))
        if isinstance(message.what, self._lasting):
            self._to_end.add(task)
            task.add_done_callback(self._to_end.discard)
        else:
            self._serving[message.number] = task
            task.add_done_callback(lambda _: self._serving.pop(message.number))

    def _settle(self, message: Answer) -> None:
        answer = self._asked.get(message.number)
        if answer is None or answer.done():
            return
        if message.error is None:
            answer.set_result(message.value)
        else:
            answer.set_exception(message.error)

    async def _work_on(self, message: Ask) -> None:
        try:
            answer = Answer(message.number, await self._serve(message.what))
        except AffidavitError as error:
            answer = Answer(message.number, error=error)
        except Exception as error:
            log.exception("a worker failed")  # the trace does not travel
            answer = Answer(message.number, error=RuntimeError(f"{type(error).__name__}: {error}"))
        self._send(answer)
