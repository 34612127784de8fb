"""A server with limits and clients that ask it, in simulated time: seconds pass in microseconds."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from extract.client.calls import CallRequest, Completion
from extract.client.retry import RetryingCaller
from extract.client.traffic.gate import Gate, GatedCaller, Limits
from extract.errors import RateLimited
from tests.client.fakes import completion_of


class Simulated(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next event instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__(_Jumping(self))
        self.now = 1000.0

    def time(self) -> float:
        return self.now


class _Jumping(selectors.SelectSelector):
    def __init__(self, loop: Simulated) -> None:
        super().__init__()
        self._its_loop = loop

    def select(self, timeout: float | None = None) -> Any:
        if timeout:
            self._its_loop.now += timeout
        return super().select(0)


def simulate(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=Simulated) as runner:
        runner.run(work())


class Server:
    """Answers after `delay` seconds; 429 beyond `rate` in any second, `in_flight` at once, or by `chance`."""

    def __init__(
        self,
        *,
        delay: float = 0.2,
        rate: int | None = None,
        span: float = 1.0,
        in_flight: int | None = None,
        chance: float = 0.0,
        retry_after: float | None = None,
    ) -> None:
        self.delay, self.rate, self.span, self.most, self.chance = delay, rate, span, in_flight, chance
        self.retry_after = retry_after
        self.requests = self.refused = self.now = 0
        self._recent: deque[float] = deque()
        self._random = random.Random(3)

    async def __call__(self, request: CallRequest) -> Completion:
        self.requests += 1
        time = asyncio.get_running_loop().time()
        while self._recent and self._recent[0] <= time - self.span:
            self._recent.popleft()
        crowded = self.most is not None and self.now >= self.most
        fast = self.rate is not None and len(self._recent) >= self.rate
        if crowded or fast or self._random.random() < self.chance:
            self.refused += 1
            await asyncio.sleep(0.001)
            raise RateLimited("the server answered 429", retry_after=self.retry_after)
        self._recent.append(time)
        self.now += 1
        await asyncio.sleep(self.delay * self._random.uniform(0.9, 1.1))
        self.now -= 1
        return completion_of("{}")


def ask_all(server: Server, count: int, limits: Limits) -> tuple[float, Gate]:
    """Asks `count` times, all wanted at once; the seconds that it took, and the gate at the end."""
    told: list[Any] = []

    async def work() -> None:
        loop = asyncio.get_running_loop()
        gate = Gate(limits, clock=loop.time)
        caller = RetryingCaller(inner=GatedCaller(server, gate), attempts=50, deadline=10**6)
        began = loop.time()
        questions = [CallRequest("e", "m", [{"role": "user", "content": str(n)}]) for n in range(count)]
        await asyncio.gather(*map(caller, questions))
        told.extend((loop.time() - began, gate))

    simulate(work)
    return told[0], told[1]
