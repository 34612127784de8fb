"""What does a server say of its limits? The `x-ratelimit-*` headers of OpenAI and of those who copy it.

    x-ratelimit-limit-requests: 5000        x-ratelimit-limit-tokens: 600000
    x-ratelimit-remaining-requests: 4999    x-ratelimit-remaining-tokens: 599000
    x-ratelimit-reset-requests: 12ms        x-ratelimit-reset-tokens: 6m0s

The reset is when all would be there again if nothing more were asked: so it tells the rate, whatever the
span of the limit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["requests", "tokens"]
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")


@dataclass(frozen=True)
class Allowance:
    """`remaining` of `limit` units; all of them in `reset` seconds."""

    limit: float
    remaining: float
    reset: float

    @property
    def rate(self) -> float | None:
        """Units a second that flow back; None where nothing is missing, so that it cannot be told."""
        used = self.limit - self.remaining
        return used / self.reset if used > 0 and self.reset > 0 else None


def allowance(headers: Mapping[str, str], kind: Kind) -> Allowance | None:
    """What the headers of an answer say; None where they do not, or not in this form."""
    limit = _number(headers.get(f"x-ratelimit-limit-{kind}"))
    remaining = _number(headers.get(f"x-ratelimit-remaining-{kind}"))
    reset = seconds(headers.get(f"x-ratelimit-reset-{kind}") or "")
    if limit is None or remaining is None or reset is None or limit <= 0:
        return None
    return Allowance(limit, min(remaining, limit), reset)


def seconds(text: str) -> float | None:
    """`1h2m3.5s`, `12ms`, or a plain number of seconds."""
    text = text.strip()
    if (plain := _number(text)) is not None:
        return plain
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _number(text: str | None) -> float | None:
    """Not negative, and finite."""
    return float(text) if text and re.fullmatch(r"\d{1,15}(\.\d{1,9})?", text.strip()) else None
