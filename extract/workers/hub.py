"""The one gate that the calls of all workers go through, and what they tell of them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from extract.client.reply import TokenUsage
from extract.client.stack import Traffic
from extract.client.traffic.gate import Ending, Gate, Turn
from extract.workers.messages import Aside, Enter, Left, Logged, SentAgain

log = logging.getLogger("affidavit")


class Seat:
    """What one worker has in the air. Once it is lost, its places are free and its calls count as paid."""

    def __init__(self, gate: Gate, traffic: Traffic) -> None:
        self._gate = gate
        self._traffic = traffic
        self._turns: dict[int, Turn] = {}
        self._aside: list[ExitStack] = []
        self._hears: dict[type[Any], Callable[[Any], None]] = {
            Left: self._left,
            SentAgain: self._sent_again,
            Aside: self._set_aside,
            Logged: lambda logged: log.handle(logging.makeLogRecord(dict(logged.record))),
        }

    async def serve(self, what: Enter) -> None:
        """Returns once the call may go out. Raises `OverBudget`."""
        self._turns[what.turn] = await self._gate.enter(what.size)

    def told(self, what: Any) -> None:
        self._hears[type(what)](what)

    def lost(self) -> None:
        """The worker is gone. Nobody knows what its calls took: they cost what was set aside for them."""
        turns, self._turns = self._turns, {}
        for turn in turns.values():
            self._gate.leave(turn, Ending(TokenUsage(known=False)))
        while self._aside:
            self._aside.pop().close()

    def _left(self, what: Left) -> None:
        turn = self._turns.pop(what.turn, None)
        if turn is not None:  # None: given up before it was let through
            self._gate.leave(turn, what.ending)

    def _sent_again(self, what: SentAgain) -> None:
        if self._traffic.on_retry is not None:
            self._traffic.on_retry(what.error, what.seconds)

    def _set_aside(self, what: Aside) -> None:
        if what.begins:
            stack = ExitStack()
            stack.enter_context(self._traffic.aside())
            self._aside.append(stack)
        else:
            self._aside.pop().close()
