"""What does it mean when a batch, a request in it or the whole Batch API comes to nothing?

a request that failed           the error that a single call would have had
… in a batch that expired       TransportError: it goes into a further batch
… in a batch that was cancelled BatchCancelled: `--resume` takes its document up
a batch that was refused        ServerUnusable: the run stops, to be resumed
"""

from __future__ import annotations

from collections.abc import Iterable

from extract.batch.lines import Outcome
from extract.batch.service import State
from extract.client.traffic.breaker import Breaker
from extract.errors import AffidavitError, BatchCancelled, CallError, ServerUnusable, TransportError

_TOO_MUCH = "token_limit_exceeded"
_MORE = "--resume takes it up again"


def outcome_in(state: State, found: Outcome) -> Outcome:
    """What became of a request, by its line: of a batch that was cancelled nothing is asked again."""
    if state.status == "cancelled" and isinstance(found, TransportError):
        return _cancelled(state)
    return found


def missing_from(state: State) -> CallError:
    """What became of a request that no file of its batch tells of."""
    if state.status == "cancelled":
        return _cancelled(state)
    if state.status == "expired":
        return TransportError(f"{state.id} expired before its turn", kind="batch_expired")
    return TransportError(f"{state.id} ended without an answer to it", kind="missing")


def is_too_much(state: State) -> bool:
    """The provider holds as many tokens of this account as it will: there is room once others ended."""
    return any(code == _TOO_MUCH for code, _ in state.faults)


def refusal(state: State) -> ServerUnusable:
    told = "; ".join(message or code for code, message in state.faults[:3]) or "no reason given"
    remedy = "Lower AFFIDAVIT_BATCH_SIZE." if is_too_much(state) else "Mend what it names."
    return ServerUnusable(f"{state.id} was refused: {told}", hint=f"{remedy} Then go on with --resume.")


def ending(error: AffidavitError) -> AffidavitError:
    """What ends the run: the Batch API cannot be spoken to, or its answers cannot be kept."""
    if not isinstance(error, CallError):
        return error
    hint = f"{error.hint} Batches go on at the provider: go on with --resume."
    return ServerUnusable(f"the Batch API fails: {error}", hint=hint.lstrip())


def watch(breaker: Breaker, errors: Iterable[CallError], *, answered: bool) -> None:
    """A batch with answers in it shows that calls can succeed, whatever the order of its lines."""
    if answered:
        breaker.answered()
        return
    for error in errors:
        breaker.failed(error)


def _cancelled(state: State) -> BatchCancelled:
    return BatchCancelled(f"{state.id} was cancelled", hint=_MORE)
