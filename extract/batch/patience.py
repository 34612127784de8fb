"""When is a request to the Batch API made again? After faults of the transport, with growing waits."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from extract.errors import CallError, RateLimited

if TYPE_CHECKING:
    from tenacity import RetryCallState

log = logging.getLogger("affidavit")
T = TypeVar("T")
FIRST_WAIT = 0.5
LONGEST_WAIT = 60.0
"""Seconds. What a server asks for is waited for all the same, up to `MOST_ASKED`."""
MOST_ASKED = 600.0


async def patiently(work: Callable[[], Awaitable[T]], *, tries: int) -> T:
    """What `work` gives, tried up to `tries` times; its last error."""
    from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt

    retrying = AsyncRetrying(
        retry=retry_if_exception(lambda error: isinstance(error, CallError) and error.retryable),
        wait=_wait,
        stop=stop_after_attempt(tries),
        before_sleep=_tell,
        reraise=True,
    )
    return await retrying(work)


def _wait(state: RetryCallState) -> float:
    from tenacity import wait_random_exponential

    backoff = wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)(state)
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, RateLimited) else None
    return max(backoff, min(asked or 0.0, MOST_ASKED))


def _tell(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.info("try %d failed, next in %.1f s: %s", state.attempt_number, state.upcoming_sleep, error)
