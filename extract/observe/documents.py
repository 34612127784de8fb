"""What is told of one document? A span with its id, its outcome and what it took; of its text nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from opentelemetry.trace import Span, Tracer

from extract.errors import AffidavitError
from extract.observe import instruments as names
from extract.observe.instruments import Instruments, failed
from extract.result import Result
from extract.run.intake import Item
from extract.run.runner import Work


@dataclass(frozen=True)
class TracedWork:
    """Each document's work is a span, in which its calls are."""

    inner: Work
    tracer: Tracer
    instruments: Instruments

    async def __call__(self, item: Item) -> Result:
        with self.tracer.start_as_current_span(
            "document",
            attributes={names.DOCUMENT_ID: item.id},
            record_exception=False,  # its message may hold what was asked
            set_status_on_exception=False,
        ) as span:
            try:
                result = await self.inner(item)
            except asyncio.CancelledError:
                self._ended(span, "cancelled")
                raise
            except AffidavitError as error:
                failed(span, type(error).__name__)
                raise
            self._took(span, result)
            self._ended(span, result.outcome)
            return result

    def _took(self, span: Span, result: Result) -> None:
        cached = result.attempts - result.usage.calls
        span.set_attribute(names.CALLS, result.usage.calls)
        span.set_attribute(names.CACHED_ANSWERS, cached)
        if result.usage.cost_usd is not None:
            span.set_attribute(names.COST, result.usage.cost_usd)
        if cached:
            self.instruments.cached.add(cached)

    def _ended(self, span: Span, outcome: str) -> None:
        span.set_attribute(names.OUTCOME, outcome)
        if outcome != "ok":
            failed(span, outcome)
        self.instruments.documents.add(1, {names.OUTCOME: outcome})
