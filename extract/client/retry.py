"""When is a failed call tried again, and after how long?

Only faults of the transport are (`error.retryable`): 429, 5xx, resets, timeouts, unreadable bodies.
Invalid and truncated answers are another owner's: see `extract.client.asking`. This stands around HTTP
alone, beneath the cache, so that a cached answer never waits.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.client.calls import Caller, CallRequest, Completion
from extract.errors import CallError, RateLimited

if TYPE_CHECKING:
    from tenacity import AsyncRetrying, RetryCallState

_log = logging.getLogger("affidavit")


@dataclass(frozen=True, kw_only=True)
class RetryingCaller:
    """Tries `inner` up to `attempts` times within `deadline` seconds. All times are in seconds.

    Waits grow from `first_wait`: doubled each time and drawn at random below that (full jitter), but
    never shorter than what the server asks for. A server that asks for more than `max_wait` is not
    waited for: the call fails at once. `on_retry` is told each error that is tried again, and the wait.
    `aside` goes around each wait.
    """

    inner: Caller
    attempts: int = 6
    first_wait: float = 0.5
    max_wait: float = 120.0
    deadline: float = 900.0
    on_retry: Callable[[CallError, float], None] | None = None
    aside: Callable[[], AbstractContextManager[None]] = nullcontext

    async def __call__(self, request: CallRequest) -> Completion:
        try:
            return await self.inner(request)
        except CallError as error:
            if not error.retryable:
                raise
            return await self._again(request, error)

    async def _again(self, request: CallRequest, first: CallError) -> Completion:
        """From the first failure on. What succeeds at once, as nearly all do, needs none of this."""
        tries = 0
        try:
            async for attempt in self._retrying():
                tries = attempt.retry_state.attempt_number
                with attempt:
                    if tries == 1:
                        raise first
                    return await self.inner(request)
        except CallError as error:
            error.args = (self._last_words(error, tries), *error.args[1:])
            raise
        raise AssertionError("tenacity ends with an answer or an error")

    async def _sleep(self, seconds: float) -> None:
        with self.aside():
            await asyncio.sleep(seconds)

    def _retrying(self) -> AsyncRetrying:
        from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, stop_before_delay

        def stop(state: RetryCallState) -> bool:
            limits = (
                stop_after_attempt(self.attempts),
                stop_before_delay(self.deadline),
                self._asks_too_much,
            )
            return any(limit(state) for limit in limits)

        return AsyncRetrying(
            retry=retry_if_exception(lambda error: isinstance(error, CallError) and error.retryable),
            wait=self._wait,
            stop=stop,
            before_sleep=self._tell,
            sleep=self._sleep,
            reraise=True,
        )

    def _wait(self, state: RetryCallState) -> float:
        backoff = random.uniform(0, min(self.first_wait * 2 ** (state.attempt_number - 1), self.max_wait))
        asked = _asked(_error(state))
        # A little over what was asked, so that callers sent away together do not return together.
        return backoff if asked is None else asked + min(backoff, 0.1 * asked + 0.05)

    def _asks_too_much(self, state: RetryCallState) -> bool:
        return (_asked(_error(state)) or 0) > self.max_wait

    def _tell(self, state: RetryCallState) -> None:
        error, wait = _error(state), state.upcoming_sleep
        _log.info("try %d of %d failed, next in %.1f s: %s", state.attempt_number, self.attempts, wait, error)
        if self.on_retry is not None:
            self.on_retry(error, wait)

    def _last_words(self, error: CallError, tries: int) -> str:
        asked = _asked(error) or 0
        if asked > self.max_wait:
            return f"{error}; it asks to wait {asked:.0f} s, longer than the {self.max_wait:.0f} s allowed"
        return f"{error} (tried {tries} times)" if tries > 1 else str(error)


def _error(state: RetryCallState) -> CallError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, CallError), "only a CallError is tried again"
    return error


def _asked(error: CallError) -> float | None:
    return error.retry_after if isinstance(error, RateLimited) else None
