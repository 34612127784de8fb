"""The named actor that has what must be one for all workers: the gate, the budget, the recorded answers.

Workers ask in chunks: what gathers while one exchange is under way goes with the next, so that a thousand
calls do not take a thousand messages. A worker that is not heard of for a while is lost: its places and
claims are free again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field, replace
from typing import Any

from extract.cache.paths import answers_dir
from extract.cache.shelf import StoreShelf
from extract.cache.store import AnswerStore
from extract.client.stack import new_gate
from extract.cluster.kit import Kit, unpack
from extract.cluster.remote_shelf import Find, Keep, Release, Replay
from extract.errors import CallError
from extract.outcome import Outcome
from extract.workers.conversation import Conversation, Message, Tell
from extract.workers.hub import Seat
from extract.workers.messages import Enter
from extract.workers.telling import Teller

log = logging.getLogger("affidavit")
FETCH_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Halt:
    """Told to a worker: begin nothing more, for this reason. `now` gives up what is in flight as well."""

    reason: Outcome
    now: bool = False


@dataclass
class State:
    """What the driver wants to know. What is in the lists was not told before."""

    in_flight: int = 0
    in_words: str = ""
    workers: int = 0
    lost: int = 0
    budget_spent: bool = False
    unusable: CallError | None = None
    faults: list[tuple[CallError, float]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)


class _Desk:
    """One worker, seen from the hub."""

    def __init__(self, seat: Seat, shelf: StoreShelf) -> None:
        self._seat = seat
        self._shelf = shelf
        self._claims: dict[int, Any] = {}
        self._outbox: list[Message] = []
        self._filled = asyncio.Event()
        self._releases: set[asyncio.Task[None]] = set()
        self.conversation = Conversation(self.send, self._serve, self._told, lasting=(Keep,))
        self.heard_at = time.monotonic()

    def send(self, message: Message) -> None:
        self._outbox.append(message)
        self._filled.set()

    async def fetched(self) -> list[Message]:
        """What there is for the worker; nothing after some seconds without."""
        try:
            await asyncio.wait_for(self._filled.wait(), FETCH_SECONDS)
        except TimeoutError:
            return []
        self._filled.clear()
        messages, self._outbox = self._outbox, []
        return messages

    def lost(self) -> None:
        self.conversation.ended(ConnectionError("the worker is lost"))
        self._seat.lost()
        for number in tuple(self._claims):
            self._release(number)

    async def _serve(self, what: Any) -> Any:
        if isinstance(what, Enter):
            return await self._seat.serve(what)
        if isinstance(what, Keep):
            return await self._shelf.keep(what.entry)
        if isinstance(what, Replay):
            return await self._shelf.replay(what.key, what.description)
        assert isinstance(what, Find)
        claim = self._claims[what.number] = self._shelf.claim(what.key)
        found = await self._shelf.find(what.key, claim)
        if found is not None:
            self._claims.pop(what.number, None)
        return found

    def _told(self, what: Any) -> None:
        if isinstance(what, Release):
            self._release(what.number)
        else:
            self._seat.told(what)

    def _release(self, number: int) -> None:
        claim = self._claims.pop(number, None)
        if claim is not None:
            task = asyncio.create_task(self._shelf.release(claim))
            self._releases.add(task)
            task.add_done_callback(self._releases.discard)


class Hub:
    """An actor: all its methods run on one event loop. `spent` dollars are gone already."""

    def __init__(self, kit: Kit, *, spent: float, patience: float) -> None:
        setup = unpack(kit)
        self._kit = kit
        self._patience = patience
        self._state = State()
        budget = setup.budget
        if budget is not None:
            budget.spent = spent
        self._traffic = replace(
            setup.traffic,
            budget=budget,
            failing=self._fails,
            budget_spent=self._budget_spent,
            on_retry=lambda error, seconds: self._state.faults.append((error, seconds)),
        )
        self._gate = new_gate(self._traffic)
        self._shelf = StoreShelf(AnswerStore(answers_dir(setup.settings.cache_dir)))
        self._desks: dict[str, _Desk] = {}
        self._lost: set[str] = set()
        self._halt: Halt | None = None

    async def open(self) -> None:
        """From here on, what is logged here is the driver's to write."""
        log.setLevel(logging.DEBUG)
        log.propagate = False
        log.addHandler(Teller(lambda record: self._state.records.append(record)))

    async def kit(self) -> Kit:
        """What a worker prepares from. Asked for here, as Ray writes down what its actors are made with."""
        return self._kit

    async def take(self, worker: str, messages: list[Message]) -> None:
        """Messages of a worker. Raises `ConnectionError` for one that was given up."""
        desk = self._desk(worker)
        for message in messages:
            desk.conversation.take(message)

    async def fetch(self, worker: str) -> list[Message]:
        """Messages for a worker, waited for. Raises as `take`."""
        messages = await self._desk(worker).fetched()
        self._desk(worker)
        return messages

    async def halt(self, halt: Halt) -> None:
        self._halt = halt
        for desk in self._desks.values():
            desk.send(Tell(halt))

    async def state(self) -> State:
        """To be asked for every second or so: it is also when lost workers are noticed."""
        self._give_up_the_silent()
        told, self._state = self._state, State()
        self._state.unusable, self._state.budget_spent = told.unusable, told.budget_spent
        told.in_flight, told.in_words = self._gate.in_flight, self._gate.in_words
        told.workers, told.lost = len(self._desks), len(self._lost)
        return told

    async def aclose(self) -> None:
        for desk in self._desks.values():
            desk.lost()
        await self._shelf.aclose()

    def _desk(self, worker: str) -> _Desk:
        if worker in self._lost:
            raise ConnectionError("given up")
        desk = self._desks.get(worker)
        if desk is None:
            desk = self._desks[worker] = _Desk(Seat(self._gate, self._traffic), self._shelf)
            if self._halt is not None:
                desk.send(Tell(self._halt))
        desk.heard_at = time.monotonic()
        return desk

    def _give_up_the_silent(self) -> None:
        now = time.monotonic()
        for name, desk in tuple(self._desks.items()):
            if now - desk.heard_at > self._patience:
                log.warning("a worker is lost: its documents go to another")
                self._lost.add(name)
                self._desks.pop(name).lost()

    def _fails(self, error: CallError) -> None:
        self._state.unusable = error

    def _budget_spent(self) -> None:
        self._state.budget_spent = True
