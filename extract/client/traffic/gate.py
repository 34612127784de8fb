"""Which call goes out next? A `Caller` that lets calls through in order, as soon as all the limits allow it.

Stands beneath the retrier: a call that waits for its next try holds no place, and the others go on.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from extract.client.calls import Caller, CallRequest, Completion
from extract.client.reply import TokenUsage, read_reply
from extract.client.traffic.breaker import Breaker
from extract.client.traffic.bucket import Bucket, per_minute
from extract.client.traffic.budget import Budget, Size
from extract.client.traffic.headers import Allowance, Kind, allowance
from extract.client.traffic.learning import Learned, Sent
from extract.errors import CallError, OverBudget, RateLimited

_STEP = 0.0004
"""Seconds between two calls as long as a limit is to be found, so that a refusal is read in time."""


@dataclass(frozen=True)
class Limits:
    """What is allowed, where it is known: calls at once, and calls and tokens a minute."""

    at_once: int
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None


@dataclass(frozen=True)
class Ending:
    """How a call ended: with an answer (`usage`, and the `headers` it came with), an error, or given up."""

    usage: TokenUsage | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    error: CallError | None = None


class Keeper(Protocol):
    """Whom a call asks before it goes out, and tells when it is over. In this process or in another."""

    async def enter(self, size: Size) -> Turn: ...

    def leave(self, turn: Turn, ending: Ending) -> None: ...


@dataclass(eq=False)
class Turn:
    """One call on its way through."""

    size: Size
    tokens: int = 0
    cost: float = 0.0
    tokens_sent: int = 0
    """By all calls up to this one."""
    sent: Sent | None = None
    admitted: asyncio.Future[None] | None = None


@dataclass
class Gate:
    """The limits of one server, and who waits for them. `clock` gives seconds and does not go back.

    `budget_spent` is told once no call can be paid for any more; `breaker` is told how each call ended.
    """

    limits: Limits
    budget: Budget | None = None
    budget_spent: Callable[[], None] = lambda: None
    breaker: Breaker | None = None
    clock: Callable[[], float] = time.monotonic
    in_flight: int = 0
    _waiting: deque[Turn] = field(default_factory=deque)
    _timer: asyncio.TimerHandle | None = None
    _heard: bool = False
    _tokens_sent: int = 0
    _answers: int = 0
    _answered_tokens: int = 0
    _next_step: float = 0.0

    def __post_init__(self) -> None:
        now = self.clock()
        self.learned = Learned(self.limits.at_once)
        self._given = [
            (kind, per_minute(limit, now))
            for kind, limit in (
                ("requests", self.limits.requests_per_minute),
                ("tokens", self.limits.tokens_per_minute),
            )
            if limit is not None
        ]
        self._told: dict[Kind, Bucket] = {}
        self._counts_tokens = self.limits.tokens_per_minute is not None

    @property
    def in_words(self) -> str:
        """What was learned of the server's limits, in words; empty as long as it is nothing."""
        if self.learned.pace is not None:
            return f"{self.learned.pace.rate:.3g} calls/s found"
        return "" if self.learned.window is None else f"{self.learned.window} at once found"

    async def enter(self, size: Size) -> Turn:
        """Waits until this call may go out. Raises `OverBudget`."""
        turn = Turn(size)
        if self._counts_tokens:
            turn.tokens = size.prompt_tokens + self._answer_tokens(size)
        if self._waiting or self._delay(turn) > 0:
            await self._queue(turn)
        else:
            self._begin(turn)
        return turn

    def leave(self, turn: Turn, ending: Ending) -> None:
        """The call is over."""
        usage = ending.usage
        if usage is not None:
            self._answered(turn, ending.headers)
        elif isinstance(ending.error, RateLimited):
            self._refused(turn)
        self._tell(ending)
        self.in_flight -= 1
        if self.budget is not None:
            self.budget.settle(turn.cost, turn.size, usage)
        if usage is not None and usage.known:
            self._answers += 1
            self._answered_tokens += usage.output
            self._correct(turn.tokens - usage.input - usage.output)
        self._pump()

    def _tell(self, ending: Ending) -> None:
        if self.breaker is None:
            return
        if ending.error is not None:
            self.breaker.failed(ending.error)
        elif ending.usage is not None:
            self.breaker.answered()

    def _answer_tokens(self, size: Size) -> int:
        """As many as answers had on the average; before the first one, as many as this one may have."""
        return self._answered_tokens // self._answers if self._answers else size.room

    def _correct(self, surplus: int) -> None:
        """A call took so many tokens less than it was counted with."""
        for kind, bucket in self._given:
            if kind == "tokens":
                bucket.give_back(surplus)

    def _answered(self, turn: Turn, headers: Mapping[str, str]) -> None:
        self._heard = True
        self.learned.answered(self.clock())
        kinds: tuple[Kind, ...] = ("requests", "tokens")
        for kind in kinds:
            if told := allowance(headers, kind):
                self._listen(kind, told, turn)

    def _refused(self, turn: Turn) -> None:
        if turn.sent is not None:
            self.learned.refused(turn.sent, self.clock(), in_flight=self.in_flight - 1)

    def _listen(self, kind: Kind, told: Allowance, turn: Turn) -> None:
        """What was sent after the call that it is told of is not in the server's count yet."""
        self._counts_tokens = self._counts_tokens or kind == "tokens"
        known = self._told.get(kind)
        rate = told.rate or (known.rate if known else told.limit / 60)
        assert turn.sent is not None
        calls, tokens = self.learned.calls - turn.sent.number, self._tokens_sent - turn.tokens_sent
        left = told.remaining - (tokens if kind == "tokens" else calls)
        self._told[kind] = Bucket(rate, told.limit, left, turn.sent.at)

    def _buckets(self) -> list[tuple[str, Bucket]]:
        return [*self._given, *self._told.items()]

    def _delay(self, turn: Turn) -> float:
        """Seconds until this call may go out; infinity where it waits for another to end."""
        if self.in_flight >= min(self.limits.at_once, self.learned.at_once):
            return math.inf
        if self.budget is not None and not self._affordable(self.budget, turn):
            return math.inf
        now = self.clock()
        searching = not self._heard or self.learned.searching
        waits = [self.learned.wait(now), self._next_step - now if searching else 0.0]
        waits += [bucket.wait(now, self._units(kind, turn)) for kind, bucket in self._buckets()]
        return max(waits)

    def _affordable(self, budget: Budget, turn: Turn) -> bool:
        """Whether it may go out as far as money is concerned; what is in flight may turn out cheaper."""
        turn.cost = budget.expected(turn.size)
        if budget.admits(turn.cost):
            return True
        if not self.in_flight:
            self.budget_spent()
            raise OverBudget("the budget does not hold another call", hint="--resume takes it up again")
        return False

    def _units(self, kind: str, turn: Turn) -> float:
        return turn.tokens if kind == "tokens" else 1.0

    def _begin(self, turn: Turn) -> None:
        now = self.clock()
        turn.sent = self.learned.sent(now)
        self._tokens_sent += turn.tokens
        turn.tokens_sent = self._tokens_sent
        self.in_flight += 1
        self._next_step = now + _STEP
        for kind, bucket in self._buckets():
            bucket.take(now, self._units(kind, turn))
        if self.budget is not None:
            self.budget.reserve(turn.cost)

    async def _queue(self, turn: Turn) -> None:
        turn.admitted = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._pump()
        try:
            await turn.admitted
        except asyncio.CancelledError:
            if turn.sent is not None:
                self.leave(turn, Ending())
            elif turn in self._waiting:
                self._waiting.remove(turn)
            raise

    def _pump(self) -> None:
        """Lets through who may; sees to it that the next one is asked about in time."""
        while self._waiting:
            turn = self._waiting[0]
            assert turn.admitted is not None
            try:
                delay = self._delay(turn)
            except OverBudget as error:
                self._waiting.popleft()
                if not turn.admitted.done():
                    turn.admitted.set_exception(error)
                continue
            if delay > 0:
                self._come_back(delay)
                return
            self._waiting.popleft()
            if not turn.admitted.done():
                self._begin(turn)
                turn.admitted.set_result(None)

    def _come_back(self, delay: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if math.isfinite(delay):
            self._timer = asyncio.get_running_loop().call_later(delay, self._timed)

    def _timed(self) -> None:
        self._timer = None
        self._pump()


@dataclass(frozen=True)
class GatedCaller:
    """Each call of `inner` in its turn."""

    inner: Caller
    gate: Keeper

    async def __call__(self, request: CallRequest) -> Completion:
        turn = await self.gate.enter(Size.of(request))
        ending = Ending()
        try:
            completion = await self.inner(request)
            usage = (completion.reply or read_reply(completion.body)).usage
            ending = Ending(usage, completion.headers)
            return completion
        except CallError as error:
            ending = Ending(error=error)
            raise
        finally:
            self.gate.leave(turn, ending)
