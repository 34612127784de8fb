"""What does the body of a chat completion say?

Read without the openai package, so that a replay from the cache need not import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from extract.client.wording import one_line
from extract.errors import TransportError
from extract.lenient_json import loads


@dataclass(frozen=True)
class TokenUsage:
    """Tokens of a call. `cached_input`, what the provider had in its own cache, is a part of `input`.

    `known` is False where the server did not say: then the numbers are zeros that mean nothing.
    """

    input: int = 0
    output: int = 0
    cached_input: int = 0
    known: bool = True

    def __add__(self, other: TokenUsage) -> TokenUsage:
        return TokenUsage(
            self.input + other.input,
            self.output + other.output,
            self.cached_input + other.cached_input,
            self.known and other.known,
        )


class Token(NamedTuple):
    """A token of an answer, the logarithm of its probability, and those likeliest in its place, if told."""

    text: str
    logprob: float
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Reply:
    """The first choice of a completion. `refusal` is empty where the model did not decline.

    `tokens` are the answer's; empty unless their probabilities were asked for.
    """

    content: str
    refusal: str
    finish_reason: str
    usage: TokenUsage
    tokens: tuple[Token, ...] = ()

    @property
    def truncated(self) -> bool:
        return self.finish_reason == "length"


def read_reply(body: bytes) -> Reply:
    """Raises `TransportError` for a body that is no chat completion: cut short, not JSON, an error page."""
    data = _json(body)
    choice = _first_choice(data)
    if choice is None:
        raise TransportError(f"the answer is not a chat completion: {_excerpt(body)}", kind="malformed")
    message = choice["message"]
    finish_reason = str(choice.get("finish_reason") or "")
    refusal = message.get("refusal") or ("content filter" if finish_reason == "content_filter" else "")
    return Reply(
        _text(message.get("content")),
        str(refusal),
        finish_reason,
        _usage(data.get("usage")),
        _tokens(choice.get("logprobs")),
    )


def _json(body: bytes) -> Any:
    try:
        return loads(body)
    except (ValueError, RecursionError):
        raise TransportError(f"the answer is not JSON: {_excerpt(body)}", kind="malformed") from None


def _first_choice(data: Any) -> Mapping[str, Any] | None:
    choices = data.get("choices") if isinstance(data, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    if isinstance(choice, dict) and isinstance(choice.get("message"), dict):
        return choice
    return None


def _text(content: Any) -> str:
    """The text of a message; some servers send it as a list of parts, or cut an emoji in two."""
    if isinstance(content, list):
        content = "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    text = content if isinstance(content, str) else ""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _tokens(logprobs: Any) -> tuple[Token, ...]:
    """As OpenAI and llama.cpp tell them; what is no such list is none."""
    content = logprobs.get("content") if isinstance(logprobs, dict) else None
    try:
        return tuple(
            Token(*_told(each), tuple(_told(other) for other in each.get("top_logprobs") or ()))
            for each in content or ()
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()


def _told(token: Any) -> tuple[str, float]:
    return str(token["token"]), float(token["logprob"])


def _usage(usage: Any) -> TokenUsage:
    if not isinstance(usage, dict) or not {"prompt_tokens", "completion_tokens"} <= usage.keys():
        return TokenUsage(known=False)
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    return TokenUsage(_count(usage["prompt_tokens"]), _count(usage["completion_tokens"]), _count(cached))


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _excerpt(body: bytes) -> str:
    return one_line(body[:400].decode("utf-8", "replace"), limit=80) or "it is empty"
