"""What a model call is: the request, the answer, and the one interface behind which servers stand.

Caching, retrying and limiting each wrap a `Caller` and are `Caller`s themselves; none knows the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from extract.client.reply import Reply


@dataclass(frozen=True)
class CallRequest:
    """All that shapes an answer, and nothing else: this is what the cache key is made of.

    `endpoint` names who answers: "openai", a base URL without credentials, or "local:<sha256>".
    `response_format` is the OpenAI `response_format` object. `parameters` are sampling parameters
    (temperature, seed, max_tokens …). `repeat` counts deliberate repetitions of one question.
    """

    endpoint: str
    model: str
    messages: Sequence[Mapping[str, Any]]
    response_format: Mapping[str, Any] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    repeat: int = 0


@dataclass(frozen=True)
class Completion:
    """One raw answer. `body` is the JSON of the chat completion, byte for byte as the server sent it.

    `seconds` is the time of the call that brought it, also when it now comes from the cache. `reply` is
    what the body says, where somebody has read it already; `headers` came with it, not from the cache.
    `kept`: who brought it has put it into the cache.
    """

    body: bytes
    seconds: float = 0.0
    cached: bool = False
    reply: Reply | None = field(default=None, compare=False, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    kept: bool = field(default=False, compare=False, repr=False)


class Caller(Protocol):
    """Answers one request. Raises `CallError` (see `extract.errors`), never returns a failure."""

    async def __call__(self, request: CallRequest) -> Completion: ...
