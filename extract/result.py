"""What comes out: one result a document, and its line in `results.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson

from extract.outcome import Outcome


@dataclass(frozen=True)
class Usage:
    """What the document took. Tokens count every attempt, also failed ones.

    `cached` is True when no attempt needed a call. `cost_usd` is what this run paid: 0.0 from the cache,
    None where the model's price is unknown. `saved_usd` is what cached answers would have cost.
    `seconds` is the wall time of the document in this run. A run that was resumed is one run.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached: bool = False
    cost_usd: float | None = 0.0
    seconds: float = 0.0
    saved_usd: float | None = 0.0
    calls: int = 0

    def after(self, earlier: Usage) -> Usage:
        """With what an earlier start of the run took for the document, whose result this one's replaces.

        Its answers are among this one's, from the cache: tokens are not counted twice, nor is it a saving.
        """
        unknown = self.cost_usd is None or earlier.cost_usd is None
        before = earlier.cost_usd or 0.0
        return replace(
            self,
            cached=self.cached and not earlier.calls,
            cost_usd=None if unknown else (self.cost_usd or 0.0) + before,
            saved_usd=None if unknown or self.saved_usd is None else max(0.0, self.saved_usd - before),
            seconds=round(self.seconds + earlier.seconds, 3),
            calls=self.calls + earlier.calls,
        )


@dataclass(frozen=True)
class Result:
    """The outcome of one document. `error` is one line, empty for `ok`; `hint` says what to do.

    `grounding` and `problems` hold the dictionaries of `extract.grounding`'s Evidence and Problem,
    `confidence` and `checks` those of `extract.plans.draft`.
    """

    document_id: str
    outcome: Outcome
    extraction: Mapping[str, Any] | None = None
    grounding: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[Mapping[str, Any], ...] = ()
    confidence: tuple[Mapping[str, Any], ...] = ()
    checks: tuple[Mapping[str, Any], ...] = ()
    attempts: int = 0
    usage: Usage = field(default_factory=Usage)
    error: str = ""
    hint: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """One line of JSON in UTF-8, without its end. Lone surrogates are let through."""
        try:
            return orjson.dumps(self, default=_plain)
        except TypeError:  # a lone surrogate, or a number of more than 64 bits
            return json.dumps(asdict(self), ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Result:
        """A result as read back from a line. Keys of later versions are passed over."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["usage"] = Usage(**{k: v for k, v in data["usage"].items() if k in Usage.__dataclass_fields__})
        for name in ("grounding", "problems", "confidence", "checks"):
            known[name] = tuple(data.get(name, ()))
        return cls(**known)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)
