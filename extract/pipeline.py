"""How one document becomes one result. Whatever happens to it, it becomes exactly one."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.client.asking import Answer, Attempt, Question, ask, attempts_of
from extract.client.calls import Caller
from extract.document import Document, DocumentFailure
from extract.errors import AffidavitError, CacheError, CallError, ModelUnavailable, SettingsError, StorageFull
from extract.grounding import ground
from extract.limits import full_lists
from extract.render import Renderer, published_date
from extract.result import Result, Usage

log = logging.getLogger("affidavit")

# What no other document would be spared: the run ends with that line, and can be resumed.
STOPS_THE_RUN = (CacheError, ModelUnavailable, SettingsError, StorageFull)
Price = Callable[[Attempt], float | None]


@dataclass(frozen=True)
class Extractor:
    """Everything that is the same for all documents of a run. `question` lacks only its messages."""

    caller: Caller
    renderer: Renderer
    question: Question
    price: Price

    async def __call__(self, document: Document | DocumentFailure) -> Result:
        """The document's result. Raises only what must stop the run (`STOPS_THE_RUN`) or a cancellation."""
        if isinstance(document, DocumentFailure):
            return _failed_input(document)
        started = time.perf_counter()
        result = await self._guarded(document)
        usage = dataclasses.replace(result.usage, seconds=round(time.perf_counter() - started, 3))
        return dataclasses.replace(result, usage=usage, meta=dict(document.meta), source=_source(document))

    async def _guarded(self, document: Document) -> Result:
        try:
            return await self._extract(document)
        except STOPS_THE_RUN:
            raise
        except CallError as error:
            return self._result(
                document, attempts_of(error), outcome=error.outcome, error=str(error), hint=error.hint
            )
        except Exception as error:
            log.exception("document %r failed", document.id)
            hint = error.hint if isinstance(error, AffidavitError) else "the run's log has the trace"
            return self._result(document, (), outcome="api_error", error=_one_line(error), hint=hint)

    async def _extract(self, document: Document) -> Result:
        question = dataclasses.replace(self.question, messages=self.renderer.messages(document))
        answer = await ask(self.caller, question)
        return self._grounded(document, answer)

    def _grounded(self, document: Document, answer: Answer) -> Result:
        grounding = ground(answer.value, document.text, published=published_date(document.meta))
        return self._result(
            document,
            answer.attempts,
            outcome="ok",
            extraction=answer.value.model_dump(mode="json"),
            grounding=tuple(dataclasses.asdict(evidence) for evidence in grounding.evidence),
            problems=tuple(dataclasses.asdict(p) for p in (*grounding.problems, *full_lists(answer.value))),
        )

    def _result(self, document: Document, attempts: Sequence[Attempt], **fields: Any) -> Result:
        return Result(
            document_id=document.id, attempts=len(attempts), usage=_usage(attempts, self.price), **fields
        )


def _failed_input(failure: DocumentFailure) -> Result:
    return Result(
        document_id=failure.id,
        outcome=failure.outcome,
        error=failure.reason,
        hint=failure.hint,
        source=dataclasses.asdict(failure.source),
    )


def _source(document: Document) -> Mapping[str, Any]:
    return dataclasses.asdict(document.source)


def _usage(attempts: Sequence[Attempt], price: Price) -> Usage:
    paid = [attempt for attempt in attempts if not attempt.cached]
    saved = [attempt for attempt in attempts if attempt.cached]
    return Usage(
        input_tokens=sum(attempt.usage.input for attempt in attempts),
        output_tokens=sum(attempt.usage.output for attempt in attempts),
        cached=bool(attempts) and not paid,
        cost_usd=_total(paid, price),
        saved_usd=_total(saved, price),
        calls=len(paid),
    )


def _total(attempts: Sequence[Attempt], price: Price) -> float | None:
    """The sum, or None as soon as one price is unknown: an unknown price is never zero."""
    prices = [price(attempt) for attempt in attempts]
    known = [amount for amount in prices if amount is not None]
    return sum(known) if len(known) == len(prices) else None


def _one_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
