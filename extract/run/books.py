"""What a run adds up to while it goes on, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from extract.client.traffic.budget import Budget
from extract.client.traffic.flow import Flow
from extract.errors import CallError, ServerUnusable, TransportError
from extract.result import Result
from extract.run.stop import Stop
from extract.run.totals import Totals


class Display(Protocol):
    """Sees documents begin and end and calls move on, with the sums so far, and what tells of the calls."""

    def started(self, document_id: str, totals: Totals) -> None: ...

    def finished(self, result: Result, totals: Totals, flow: Flow | None) -> None: ...

    def moved(self, totals: Totals, flow: Flow | None) -> None: ...


@dataclass
class Bookkeeper:
    """Keeps the sums of a run, stops it when the budget is spent, and tells the display."""

    display: Display
    stop: Stop
    budget: Budget | None = None
    flow: Flow | None = None
    totals: Totals = field(default_factory=Totals)

    def started(self, document_id: str) -> None:
        self.display.started(document_id, self.totals)

    def again(self, before: Result) -> None:
        """What a document took that is taken up again comes out of the same budget."""
        if self.budget is not None:
            self.budget.spent += before.usage.cost_usd or 0.0

    def opened(self, flow: Flow) -> None:
        self.flow = flow

    def moved(self) -> None:
        self.display.moved(self.totals, self.flow)

    def sent_again(self, error: CallError, _wait: float) -> None:
        self.totals.faults[error.kind if isinstance(error, TransportError) else "other"] += 1

    def finished(self, result: Result, *, resumed: bool) -> None:
        self.totals.add(result, resumed=resumed)
        if self.budget is not None:
            if resumed:  # paid for before, out of the same budget
                self.budget.spent += result.usage.cost_usd or 0.0
            spent = self.totals.cost_usd
            # A cost that is not known may be any: a budget is not kept by hoping.
            if spent is None or max(spent, self.budget.spent) >= self.budget.limit:
                self.stop.request("over_budget")
        self.display.finished(result, self.totals, self.flow)


def unusable(error: CallError) -> ServerUnusable:
    """Why a run ends in which every call fails."""
    return ServerUnusable(
        f"every call fails: {error}", hint=f"{error.hint} Then go on with --resume.".lstrip()
    )
