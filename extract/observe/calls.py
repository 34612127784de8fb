"""What is told of one call? A `Caller` around the one that sends it: a span, its time and its tokens.

Nothing of what was asked or answered, and no message of an error: a server may repeat either in it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from opentelemetry.trace import Span, SpanKind, Tracer

from extract.client.calls import Caller, CallRequest, Completion
from extract.client.models import Provider
from extract.client.reply import TokenUsage, read_reply
from extract.errors import RequestRejected, TransportError
from extract.lenient_json import loads
from extract.observe import instruments as names
from extract.observe.instruments import Instruments, failed

Attributes = dict[str, Any]
_CHAT = "chat"
_SAMPLING = {
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "seed": "gen_ai.request.seed",
    "max_tokens": "gen_ai.request.max_tokens",
    "max_completion_tokens": "gen_ai.request.max_tokens",
}
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class TracedCaller:
    """Each call of `inner` is a span `chat <model>`, below the span of its document. One try, one span."""

    inner: Caller
    tracer: Tracer
    instruments: Instruments
    server: Mapping[str, Any] = field(default_factory=dict)

    async def __call__(self, request: CallRequest) -> Completion:
        about = {names.OPERATION: _CHAT, names.REQUEST_MODEL: request.model, **self.server}
        with self._span(request, about) as span:
            started = time.monotonic()
            try:
                completion = await self.inner(request)
            except BaseException as error:
                about[names.ERROR_TYPE] = error_type(error)
                failed(span, about[names.ERROR_TYPE])
                raise
            else:
                self._answered(span, completion, about)
                return completion
            finally:
                self.instruments.duration.record(time.monotonic() - started, about)

    @contextmanager
    def _span(self, request: CallRequest, about: Attributes) -> Iterator[Span]:
        with self.tracer.start_as_current_span(
            f"{_CHAT} {request.model}",
            kind=SpanKind.CLIENT,
            attributes={**about, **_asked(request)},
            record_exception=False,  # its message may hold what was asked
            set_status_on_exception=False,
        ) as span:
            yield span

    def _answered(self, span: Span, completion: Completion, about: Attributes) -> None:
        """`about` gains the model that answered."""
        reply = completion.reply or read_reply(completion.body)
        head = loads(completion.body)
        for key, name in (("model", names.RESPONSE_MODEL), ("id", names.RESPONSE_ID)):
            if isinstance(head.get(key), str):
                span.set_attribute(name, head[key])
        if isinstance(head.get("model"), str):
            about[names.RESPONSE_MODEL] = head["model"]
        if reply.finish_reason:
            span.set_attribute(names.FINISH_REASONS, [reply.finish_reason])
        if reply.usage.known:
            self._used(span, reply.usage, about)

    def _used(self, span: Span, usage: TokenUsage, about: Attributes) -> None:
        span.set_attribute(names.INPUT_TOKENS, usage.input)
        span.set_attribute(names.OUTPUT_TOKENS, usage.output)
        if usage.cached_input:
            span.set_attribute(names.CACHE_READ_TOKENS, usage.cached_input)
        for kind, count in (("input", usage.input), ("output", usage.output)):
            self.instruments.tokens.record(count, {**about, names.TOKEN_TYPE: kind})


def server_of(provider: Provider, base_url: str) -> Attributes:
    """Who answers: the flavour of its protocol, and its host and port. Nothing else of the address."""
    parts = urlsplit(base_url)
    return {
        names.PROVIDER: "llama.cpp" if provider == "local" else "openai",
        names.SERVER_ADDRESS: parts.hostname or "",
        names.SERVER_PORT: parts.port or _PORTS[parts.scheme],
    }


def error_type(error: BaseException) -> str:
    """One of few words: the HTTP status where there is one, "timeout", "connection", or the error's class."""
    if isinstance(error, TransportError):
        return error.kind
    if isinstance(error, RequestRejected) and error.status:
        return str(error.status)
    return type(error).__name__


def _asked(request: CallRequest) -> Attributes:
    """The sampling parameters, and whether JSON was asked for."""
    given = {key: value for key, value in request.parameters.items() if value is not None}
    output = "text" if request.response_format is None else "json"
    return {names.OUTPUT_TYPE: output} | {_SAMPLING[key]: given[key] for key in _SAMPLING.keys() & given}
