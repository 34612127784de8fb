"""How a running extraction is shown: a live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Protocol

from extract.cli.terminal import clean
from extract.result import Result
from extract.run.totals import Totals

if TYPE_CHECKING:
    from rich.progress import Progress

    from extract.client.traffic.flow import Flow

log = logging.getLogger("affidavit")
PLAIN_SECONDS = 10.0


class Display(Protocol):
    """A context manager that sees documents begin and end; `totals` is kept by the run."""

    def __enter__(self) -> Display: ...

    def __exit__(self, *error: object) -> None: ...

    def started(self, document_id: str, totals: Totals) -> None: ...

    def finished(self, result: Result, totals: Totals, flow: Flow | None) -> None: ...

    def moved(self, totals: Totals, flow: Flow | None) -> None: ...


def display(total: int | None) -> Display:
    """The display that fits where stderr goes. `total` documents are expected, None if not known."""
    import sys

    return LiveDisplay(total) if sys.stderr.isatty() else PlainDisplay(total)


def figures(totals: Totals, rate: float, *, flow: Flow | None = None, expected: int | None = None) -> str:
    """The running figures: calls, in flight, cached, failed, tokens, cost so far and projected, rate."""
    tokens = totals.input_tokens + totals.output_tokens
    faults = totals.faults.total()
    parts = [
        f"{totals.calls} calls",
        f"{flow.in_flight} in flight" if flow is not None else "",
        f"{faults} sent again" if faults else "",
        flow.in_words if flow is not None else "",
        f"{totals.cached} cached",
        f"{totals.failed} failed",
        f"{_short(tokens)} tokens",
        _cost(totals, expected),
        f"{rate:.2f}/s",
    ]
    return " · ".join(filter(None, parts))


def _cost(totals: Totals, expected: int | None) -> str:
    """So far, and what it comes to if the other documents cost the same."""
    spent = dollars(totals.cost_usd)
    if not totals.cost_usd or not expected or expected <= totals.documents:
        return spent
    return f"{spent} of about {dollars(totals.cost_usd / totals.documents * expected)}"


def dollars(amount: float | None) -> str:
    if amount is None:
        return "cost unknown"
    return f"${amount:.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"


class PlainDisplay:
    """Log lines: the first failure of each kind at once, the figures every ten seconds."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._started = time.monotonic()
        self._next = self._started + PLAIN_SECONDS
        self._live = 0

    def __enter__(self) -> PlainDisplay:
        return self

    def __exit__(self, *error: object) -> None: ...

    def started(self, document_id: str, totals: Totals) -> None:
        if self._live == 0 and totals.documents == 0:
            log.info("first document: %s", document_id)
        self._live += 1

    def finished(self, result: Result, totals: Totals, flow: Flow | None) -> None:
        if result.outcome != "ok" and totals.outcomes[result.outcome] == 1:
            log.warning("%s: %s: %s", result.document_id, result.outcome, result.error)
        self.moved(totals, flow)

    def moved(self, totals: Totals, flow: Flow | None) -> None:
        """Something happened, and no document need have ended."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + PLAIN_SECONDS
            elapsed = now - self._started
            of = f" of {self._total}" if self._total else ""
            log.info(
                "%d%s documents · %s%s",
                totals.documents,
                of,
                figures(totals, totals.documents / elapsed, flow=flow, expected=self._total),
                self._left(totals, elapsed),
            )

    def _left(self, totals: Totals, elapsed: float) -> str:
        if not self._total or not totals.documents:
            return ""
        seconds = elapsed / totals.documents * (self._total - totals.documents)
        return f" · {_clock(seconds)} left"


class LiveDisplay:
    """A Rich progress bar on stderr, with the figures beside it."""

    def __init__(self, total: int | None) -> None:
        self._progress = _bar()
        self._total = total
        self._begun = time.monotonic()

    def __enter__(self) -> LiveDisplay:
        self._progress.start()
        self._task = self._progress.add_task("documents", total=self._total, figures="", now="")
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def started(self, document_id: str, totals: Totals) -> None:
        self._progress.update(self._task, now=clean(document_id, width=30))

    def finished(self, result: Result, totals: Totals, flow: Flow | None) -> None:
        self.moved(totals, flow)

    def moved(self, totals: Totals, flow: Flow | None) -> None:
        rate = totals.documents / max(time.monotonic() - self._begun, 0.001)
        told = figures(totals, rate, flow=flow, expected=self._total)
        shown: dict[str, Any] = {"completed": totals.documents, "figures": told}
        self._progress.update(self._task, **shown)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[figures]}", markup=False),
        TimeRemainingColumn(),
        TextColumn("{task.fields[now]}", markup=False, style="dim"),
        console=Console(stderr=True),
        transient=True,
    )


def _short(count: int) -> str:
    return (
        str(count)
        if count < 10_000
        else f"{count / 1000:.0f}k"
        if count < 1_000_000
        else f"{count / 1e6:.1f}M"
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
