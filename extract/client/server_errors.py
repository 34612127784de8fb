"""What does an HTTP error of a model server mean for the document?

429                       RateLimited, with the wait the server asks for; out of credit: RequestRejected
503 with a Retry-After    RateLimited, for its wait
408, 409, 5xx             TransportError: worth another try
400, 413: prompt too big  PromptTooLong
everything else           RequestRejected: each further call would fail in the same way
"""

from __future__ import annotations

import email.utils
import json
import math
import time
from collections.abc import Iterator, Mapping
from typing import Any

from extract.client.wording import one_line
from extract.errors import CallError, PromptTooLong, RateLimited, RequestRejected, TransportError

# OpenAI's code; llama.cpp's type; vLLM says it in the message only.
_TOO_LONG = ("context_length_exceeded", "exceed_context_size_error", "maximum context length")
_NO_CREDIT = ("insufficient_quota", "billing_hard_limit_reached")
_LONG_HINT = "Take a model or a server with a larger context window, or split the document."
_HINTS = {
    400: "The server does not take this request: check the parameters and whether it knows JSON schemas.",
    401: "Set OPENAI_API_KEY, or AFFIDAVIT_API_KEY for a server by its URL; `affidavit doctor` shows both.",
    402: "The account is out of credit.",
    403: "The key (OPENAI_API_KEY, AFFIDAVIT_API_KEY) may not use this model or this server.",
    404: "Check the name of the model, and that the URL ends in /v1; `affidavit doctor` shows both.",
    422: "The server does not take this request: check the parameters and whether it knows JSON schemas.",
}
_CREDIT_HINT = "The account is out of credit or over its budget: waiting does not help."


def error_of(
    status: int, headers: Mapping[str, str], body: bytes, *, secrets: tuple[str, ...] = ()
) -> CallError:
    """The error that an answer with an HTTP status other than 2xx stands for."""
    told = [word for word in _said(body) if word]
    line = one_line(told[0] if told else "no reason given", secrets=secrets)
    message = f"the server answered {status}: {line}"
    everything = " ".join(told).lower()
    if status == 413 or (status in (400, 422) and any(mark in everything for mark in _TOO_LONG)):
        return PromptTooLong(f"the prompt is too long: {line}", hint=_LONG_HINT)
    if any(mark in everything for mark in _NO_CREDIT):
        return RequestRejected(message, status=status, hint=_CREDIT_HINT)
    wait = retry_after(headers)
    if status == 429 or (status == 503 and wait is not None):
        return RateLimited(message, retry_after=wait, kind=str(status), hint="Lower --concurrency.")
    if status in (408, 409) or status >= 500:
        return TransportError(message, kind=str(status))
    return RequestRejected(message, status=status, hint=_hint(status, headers))


def retry_after(headers: Mapping[str, str], *, now: float | None = None) -> float | None:
    """The wait asked for, in seconds: `retry-after-ms`, or `Retry-After` in seconds or as a date."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    try:
        moment = email.utils.parsedate_to_datetime(headers.get("retry-after", "")).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(moment - (time.time() if now is None else now), 0.0)


def _hint(status: int, headers: Mapping[str, str]) -> str:
    if 300 <= status < 400:
        target = one_line(headers.get("location", ""), limit=120)
        return f"The server redirects to {target or 'another place'}; give that URL if you trust it."
    return _HINTS.get(status, "")


def _said(body: bytes) -> Iterator[str]:
    """The server's message first, then its code and type, in any of the shapes that are in use."""
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        yield body[:2000].decode("utf-8", "replace")
        return
    error = data.get("error", data) if isinstance(data, dict) else data
    if not isinstance(error, dict):
        yield str(error)
        return
    yield str(error.get("message") or error.get("detail") or "")
    yield from (str(error.get(key) or "") for key in ("code", "type"))
