"""How are HTTP, the limit and the retries put together?

    RetryingCaller → LimitedCaller → OpenAICaller

A cache goes around the whole: what it holds neither waits nor takes a place.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from extract.client.calls import Caller
from extract.client.limit import LimitedCaller
from extract.client.models import ModelSpec
from extract.client.openai_caller import OpenAICaller
from extract.client.retry import RetryingCaller
from extract.errors import CallError, ModelUnavailable


@asynccontextmanager
async def open_caller(
    spec: ModelSpec,
    *,
    api_key: str | None,
    base_url: str | None = None,
    concurrency: int = 8,
    timeout_seconds: float = 120.0,
    attempts: int = 6,
    on_retry: Callable[[CallError, float], None] | None = None,
) -> AsyncIterator[Caller]:
    """A caller for `spec`, closed at the end. `base_url` says where a local model's engine listens."""
    if spec.provider == "local" and base_url is None:
        raise ModelUnavailable(f"no engine runs for {spec.text}")
    http = OpenAICaller(
        base_url or spec.base_url, api_key, timeout_seconds=timeout_seconds, connections=concurrency
    )
    try:
        limited = LimitedCaller(http, concurrency)
        yield RetryingCaller(inner=limited, attempts=attempts, on_retry=on_retry)
    finally:
        await http.aclose()
