"""When does a batch go out, and who is told of its answers? A `Caller` that gathers its requests.

A batch goes out when it is full, or when for `quiet` seconds no further request came: then all documents
wait for answers. What an earlier start submitted is fetched first; a request that stands in such a batch, or
in any that is under way, waits for it. What failed in the way of the transport goes into a further batch.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from extract.batch.asks import MOST_BYTES, Ask, Batch, Gathering, batch_of, new_ask
from extract.batch.carrier import Carrier
from extract.batch.endings import ending, is_too_much, missing_from, outcome_in, refusal, watch
from extract.batch.flights import Flights
from extract.batch.lines import Outcome
from extract.batch.purse import Purse
from extract.batch.quiet import Quiet
from extract.batch.service import State
from extract.cache.key import describe, key_of
from extract.client.calls import CallRequest, Completion
from extract.client.stack import Traffic
from extract.client.traffic.breaker import Breaker
from extract.errors import AffidavitError, CallError, OverBudget, ServerUnusable

log = logging.getLogger("affidavit")
_MORE = "--resume takes it up again"


@dataclass(frozen=True)
class Terms:
    """`size` requests and `most_bytes` of input make a batch at most; `quiet` seconds without one end it."""

    size: int = 10_000
    quiet: float = 1.5
    most_bytes: int = MOST_BYTES


class BatchCaller:
    """Use as `async with`. Who is told of what stands in `traffic`; its limits are not for batches."""

    def __init__(self, carrier: Carrier, traffic: Traffic, terms: Terms) -> None:
        self._carrier = carrier
        self._traffic = traffic
        self._purse = Purse(traffic.budget)
        self._breaker = Breaker(traffic.failing)
        self._gathering = Gathering(size=terms.size, most_bytes=terms.most_bytes)
        self._known: dict[str, Ask] = {}
        self._earlier: list[Batch] = []
        self.flights = Flights(self._landed)
        self._quiet = Quiet(terms.quiet, self._send)
        self._held_back: Batch | None = None

    async def open(self) -> None:
        """Learns what is under way already."""
        self._earlier = await self._carrier.restored()
        for batch in self._earlier:
            self._known |= batch.open

    async def aclose(self) -> None:
        """Gives up what is under way: it goes on at the provider, and the next start fetches it."""
        self._quiet.end()
        await self.flights.aclose()
        await self._carrier.aclose()

    async def last_look(self) -> None:
        """Fetches into the cache what an earlier start paid for and nobody asked for in this one."""
        for batch in self._earlier:
            try:
                state = await self._carrier.service.look(batch.id)
                if state.ended:
                    await self._settled(batch, state)
            except (CallError, ServerUnusable) as error:
                log.warning("%s is not fetched, --resume tries again: %s", batch.id, error)

    async def __call__(self, request: CallRequest) -> Completion:
        ask = self._ask(request)
        ask.waiting += 1
        self._came()
        try:
            return await asyncio.shield(ask.answer)
        finally:
            ask.waiting -= 1
            if not ask.waiting and ask in self._gathering:
                self._gathering.discard(ask)
                self._forget(ask)

    def _ask(self, request: CallRequest) -> Ask:
        description = describe(request)
        key = key_of(description)
        ask = self._known.get(key)
        if ask is None:
            ask = new_ask(description, request, key=key)
            self._gathering.add(ask)
            self._known[key] = ask
        elif ask.request is None:
            ask.request = request
        return ask

    def _forget(self, ask: Ask) -> None:
        if self._known.get(ask.key) is ask:
            del self._known[ask.key]

    def _came(self) -> None:
        if self._gathering.full:
            self._send(everything=False)
        self._arm()

    def _arm(self) -> None:
        if self._gathering or self._earlier:
            self._quiet.begin()

    def _send(self, *, everything: bool = True) -> None:
        """What was gathered goes out, in as many batches as it takes and the budget holds."""
        self._quiet.end()
        self._take_up()
        while self._held_back is None and (self._gathering.full or (everything and self._gathering)):
            asks = self._gathering.take(self._purse.admits)
            if not asks:
                self._unpaid()
                return
            for ask in asks:
                ask.tries += 1
            batch = batch_of(asks)
            batch.alone = not self.flights
            self.flights.launch(batch, self._carry(batch))

    def _take_up(self) -> None:
        """All documents have asked what they will: what of it was submitted before shows by now."""
        earlier, self._earlier = self._earlier, []
        for batch in earlier:
            self._purse.hold(batch.open.values())
            self.flights.launch(batch, self._carry(batch))

    def _unpaid(self) -> None:
        """The budget holds no further request: unless one under way turns out cheaper, that is the end."""
        if self.flights:
            return
        self._traffic.budget_spent()
        for ask in self._gathering.clear():
            self._fail(ask, OverBudget("the budget does not hold another call", hint=_MORE))

    def _landed(self, batch: Batch, error: BaseException | None) -> None:
        if batch is not self._held_back:
            self._held_back = None
        self._purse.let_go(batch.open.values())
        if isinstance(error, AffidavitError):
            self._traffic.give_up(ending(error))
        elif error is not None:  # a fault of ours: each document that waits has it in its line
            for ask in batch.emptied():
                self._broken(ask, error)
        self._traffic.moved()
        self._arm()

    def _broken(self, ask: Ask, error: BaseException) -> None:
        self._forget(ask)
        if not ask.answer.done():
            ask.answer.set_exception(error)

    async def _carry(self, batch: Batch) -> None:
        if not batch.id:
            await self._carrier.submit(batch)
        self._traffic.moved()
        state = await self._carrier.follow(batch, self._traffic.moved)
        await self._settled(batch, state)

    async def _settled(self, batch: Batch, state: State) -> None:
        if state.status == "failed":
            await self._refused(batch, state)
            return
        answered, errors = False, []
        async for key, found in self._carrier.fetch(batch, state):
            if (ask := batch.open.pop(key, None)) is None:
                continue
            answered = answered or isinstance(found, Completion)
            errors += [found] if isinstance(found, CallError) else []
            self._settle(ask, outcome_in(state, found))
        for ask in batch.emptied():
            self._settle(ask, missing_from(state))
        watch(self._breaker, errors, answered=answered)
        await self._carrier.end(batch, state.status)

    def _settle(self, ask: Ask, found: Outcome) -> None:
        self._purse.settle(ask, found)
        if isinstance(found, Completion):
            self._forget(ask)
            if not ask.answer.done():
                ask.answer.set_result(Completion(found.body, reply=found.reply, kept=True))
        elif found.retryable and ask.waiting and ask.tries < self._traffic.attempts:
            if self._traffic.on_retry is not None:
                self._traffic.on_retry(found, 0.0)
            self._gathering.add(ask)
        else:
            self._fail(ask, found)

    def _fail(self, ask: Ask, error: CallError) -> None:
        if ask.tries > 1:
            error.args = (f"{error} (tried {ask.tries} times)", *error.args[1:])
        self._broken(ask, error)

    async def _refused(self, batch: Batch, state: State) -> None:
        """The provider did not take the batch, and nothing of it was or will be answered.

        Where it held too much already, or where an earlier start submitted this one, it is tried once more.
        """
        await self._carrier.end(batch, state.status)
        crowded = is_too_much(state) and not batch.alone
        if not (crowded or batch.earlier):
            raise refusal(state)
        self._held_back = batch if crowded and len(self.flights) > 1 else None
        for ask in batch.emptied():
            self._again(ask)

    def _again(self, ask: Ask) -> None:
        """Gathered anew, if anybody still wants it; being refused counts as no try."""
        ask.tries = max(0, ask.tries - 1)
        self._purse.let_go([ask])
        if ask.waiting:
            self._gathering.add(ask)
        else:
            self._forget(ask)
