"""How are HTTP, the limits and the retries put together?

    RetryingCaller → GatedCaller → LeanCaller or OpenAICaller

A cache goes around the whole: what it holds neither waits nor takes a place.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from extract.client.calls import Caller
from extract.client.lean_caller import LeanCaller
from extract.client.models import ModelSpec
from extract.client.openai_caller import OpenAICaller
from extract.client.retry import RetryingCaller
from extract.client.traffic.breaker import Breaker
from extract.client.traffic.budget import Budget
from extract.client.traffic.flow import Flow
from extract.client.traffic.gate import Gate, GatedCaller, Keeper, Limits
from extract.errors import AffidavitError, CallError, ModelUnavailable, SettingsError

Transport = Literal["auto", "openai", "lean"]


@dataclass(frozen=True)
class Traffic:
    """How calls are sent, and who is told of what happens. `transport` auto: see `_http`.

    `failing` is told when every call fails, `give_up` of what else ends the run, `budget_spent` when no
    further call can be paid for, `on_retry` each error that is tried again and the wait; `aside` goes around
    each such wait, `around` around what sends a request to the server at a base URL. Calls ask `keeper` where
    there is one, else a gate of their own. `opened` is given what tells of the calls under way, `moved` is
    told when that changed and no document ended.
    """

    limits: Limits = field(default_factory=lambda: Limits(8))
    timeout_seconds: float = 120.0
    attempts: int = 6
    transport: Transport = "auto"
    budget: Budget | None = None
    failing: Callable[[CallError], None] = lambda _: None
    budget_spent: Callable[[], None] = lambda: None
    give_up: Callable[[AffidavitError], None] = lambda _: None
    keeper: Keeper | None = None
    opened: Callable[[Flow], None] = lambda _: None
    moved: Callable[[], None] = lambda: None
    on_retry: Callable[[CallError, float], None] | None = None
    aside: Callable[[], AbstractContextManager[None]] = nullcontext
    around: Callable[[Caller, str], Caller] = lambda caller, _: caller


@asynccontextmanager
async def open_caller(
    spec: ModelSpec, traffic: Traffic | None = None, *, api_key: str | None, base_url: str | None = None
) -> AsyncIterator[Caller]:
    """A caller for `spec`, closed at the end. `base_url` says where a local model's engine listens."""
    traffic = traffic or Traffic()
    if spec.provider == "local" and base_url is None:
        raise ModelUnavailable(f"no engine runs for {spec.text}")
    http = _http(spec, traffic, api_key, base_url or spec.base_url)
    try:
        yield RetryingCaller(
            inner=GatedCaller(traffic.around(http, http.base_url), traffic.keeper or new_gate(traffic)),
            attempts=traffic.attempts,
            on_retry=traffic.on_retry,
            aside=traffic.aside,
        )
    finally:
        await http.aclose()


def new_gate(traffic: Traffic) -> Gate:
    """The gate that keeps the limits of `traffic`."""
    gate = Gate(traffic.limits, traffic.budget, traffic.budget_spent, Breaker(traffic.failing))
    traffic.opened(gate)
    return gate


def transport_of(name: str) -> Transport:
    """Raises `SettingsError` for what is no transport."""
    for known in get_args(Transport):
        if name == known:
            return cast(Transport, known)
    raise SettingsError(f"{name!r} is no transport", hint=f"one of: {', '.join(get_args(Transport))}")


def _http(
    spec: ModelSpec, traffic: Traffic, api_key: str | None, base_url: str | None
) -> LeanCaller | OpenAICaller:
    """By itself: the openai package for OpenAI, the lean client for servers that copy its protocol."""
    lean = traffic.transport == "lean" or (traffic.transport == "auto" and spec.provider != "openai")
    timeout, connections = traffic.timeout_seconds, traffic.limits.at_once
    if lean and base_url is not None:
        return LeanCaller(base_url, api_key, timeout_seconds=timeout, connections=connections)
    return OpenAICaller(base_url, api_key, timeout_seconds=timeout, connections=connections)
