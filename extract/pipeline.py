"""How one document becomes one result. Whatever happens to it, it becomes exactly one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from extract.calibration import Calibration, kind_of
from extract.client.asking import Attempt, Question
from extract.client.calls import Caller
from extract.client.wording import one_line
from extract.document import Document, DocumentFailure, published_date
from extract.errors import AffidavitError, CacheError, CallError, ModelUnavailable, SettingsError, StorageFull
from extract.grounding import ground
from extract.limits import full_lists
from extract.plans import Plan
from extract.plans.draft import Confidence, Draft
from extract.plans.interviewer import Format, Interviewer
from extract.result import Result, Usage

log = logging.getLogger("affidavit")

# What no other document would be spared: the run ends with that line, and can be resumed.
STOPS_THE_RUN = (CacheError, ModelUnavailable, SettingsError, StorageFull)
Price = Callable[[Attempt], float | None]


@dataclass(frozen=True)
class Extractor:
    """Everything that is the same for all documents of a run.

    `question` lacks its messages, schema and response format; `format_of` makes the last for any schema.
    """

    caller: Caller
    plan: Plan
    question: Question
    format_of: Format
    price: Price
    calibration: Calibration | None = None

    async def __call__(self, document: Document | DocumentFailure) -> Result:
        """The document's result. Raises only what must stop the run (`STOPS_THE_RUN`) or a cancellation."""
        if isinstance(document, DocumentFailure):
            return _failed_input(document)
        started = time.perf_counter()
        interviewer = Interviewer(self.caller, self.question, self.format_of)
        found = await self._found(document, interviewer)
        usage = _usage(interviewer.attempts, self.price, seconds=time.perf_counter() - started)
        return Result(
            document_id=document.id,
            attempts=len(interviewer.attempts),
            usage=usage,
            meta=dict(document.meta),
            source=_fields(document.source),
            **found,
        )

    async def _found(self, document: Document, interviewer: Interviewer) -> dict[str, Any]:
        """The outcome, and what belongs to it."""
        try:
            draft = await self.plan(document, interviewer)
            return self._grounded(document, draft)
        except STOPS_THE_RUN:
            raise
        except CallError as error:
            return {"outcome": error.outcome, "error": str(error), "hint": error.hint}
        except Exception as error:
            log.exception("document %r failed", document.id)
            hint = error.hint if isinstance(error, AffidavitError) else "the run's log has the trace"
            return {
                "outcome": "api_error",
                "error": one_line(f"{type(error).__name__}: {error}"),
                "hint": hint,
            }

    def _grounded(self, document: Document, draft: Draft) -> dict[str, Any]:
        value = draft.value
        grounding = ground(value, document.text, published=published_date(document.meta))
        return {
            "outcome": "ok",
            "extraction": value.model_dump(mode="json"),
            "grounding": tuple(map(_fields, grounding.evidence)),
            "problems": tuple(map(_fields, (*grounding.problems, *full_lists(value)))),
            "confidence": tuple(self._sure(each) for each in draft.confidence),
            "checks": tuple(map(_fields, draft.checks)),
        }

    def _sure(self, confidence: Confidence) -> dict[str, Any]:
        probability = confidence.probability
        if self.calibration is not None:
            probability = self.calibration.probability(kind_of(confidence.path), confidence.raw)
        raw = round(confidence.raw, 4)
        return {"path": confidence.path, "probability": round(probability, 4), "raw": raw}


def _fields(flat: Any) -> dict[str, Any]:
    """The fields of a dataclass whose values are all plain: `asdict` would copy each of them."""
    return dict(vars(flat))


def _failed_input(failure: DocumentFailure) -> Result:
    return Result(
        document_id=failure.id,
        outcome=failure.outcome,
        error=failure.reason,
        hint=failure.hint,
        source=_fields(failure.source),
    )


def _usage(attempts: Sequence[Attempt], price: Price, *, seconds: float) -> Usage:
    paid = [attempt for attempt in attempts if not attempt.cached]
    saved = [attempt for attempt in attempts if attempt.cached]
    return Usage(
        input_tokens=sum(attempt.usage.input for attempt in attempts),
        output_tokens=sum(attempt.usage.output for attempt in attempts),
        cached=bool(attempts) and not paid,
        cost_usd=_total(paid, price),
        saved_usd=_total(saved, price),
        calls=len(paid),
        seconds=round(seconds, 3),
    )


def _total(attempts: Sequence[Attempt], price: Price) -> float | None:
    """The sum, or None as soon as one price is unknown: an unknown price is never zero."""
    prices = [price(attempt) for attempt in attempts]
    known = [amount for amount in prices if amount is not None]
    return sum(known) if len(known) == len(prices) else None
