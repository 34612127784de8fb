"""Does the budget hold another request of a batch? Each counts with what it may cost until it is answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extract.batch.asks import Ask
from extract.batch.lines import Outcome
from extract.client.calls import Completion
from extract.client.reply import read_reply
from extract.client.traffic.budget import Budget, Size


@dataclass(frozen=True)
class Purse:
    """The run's budget, if it has one."""

    budget: Budget | None = None

    def admits(self, ask: Ask) -> bool:
        """Whether it is held; then its cost is set aside."""
        if self.budget is None or ask.request is None:
            return True
        cost = self.budget.expected(Size.of(ask.request))
        if not self.budget.admits(cost):
            return False
        self._reserve(ask, cost)
        return True

    def hold(self, asks: Iterable[Ask]) -> None:
        """Sets aside what was submitted before, whether there is as much or not."""
        for ask in asks:
            if self.budget is not None and ask.request is not None:
                self._reserve(ask, self.budget.expected(Size.of(ask.request)))

    def settle(self, ask: Ask, found: Outcome) -> None:
        if self.budget is None or ask.request is None:
            return
        usage = None
        if isinstance(found, Completion):
            usage = (found.reply or read_reply(found.body)).usage
        cost, ask.cost = ask.cost, 0.0
        self.budget.settle(cost, Size.of(ask.request), usage)

    def let_go(self, asks: Iterable[Ask]) -> None:
        """They will cost nothing, or nobody will learn what."""
        for ask in asks:
            if self.budget is not None and ask.request is not None:
                cost, ask.cost = ask.cost, 0.0
                self.budget.settle(cost, Size.of(ask.request), None)

    def _reserve(self, ask: Ask, cost: float) -> None:
        assert self.budget is not None
        ask.cost = cost
        self.budget.reserve(cost)
