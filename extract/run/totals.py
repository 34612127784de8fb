"""What a run adds up to, document by document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from extract.result import Result


@dataclass
class Totals:
    """Running sums. `cost_usd` and `saved_usd` are None once a price was unknown.

    `faults` counts calls that failed and were sent again, by what they failed of: "429", "500",
    "connection" …
    """

    documents: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    cached: int = 0
    resumed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0
    saved_usd: float | None = 0.0
    problems: Counter[str] = field(default_factory=Counter)
    grounding: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result, *, resumed: bool = False) -> None:
        """Count a result. A resumed one was paid for by an earlier start of the same run."""
        usage = result.usage
        self.documents += 1
        self.outcomes[result.outcome] += 1
        self.resumed += resumed
        self.cached += usage.cached
        self.calls += usage.calls
        self.input_tokens += usage.input_tokens
        self.output_tokens += usage.output_tokens
        self.cost_usd = _plus(self.cost_usd, usage.cost_usd)
        self.saved_usd = _plus(self.saved_usd, usage.saved_usd)
        self.problems.update(str(problem["kind"]) for problem in result.problems)
        self.grounding.update(str(evidence["status"]) for evidence in result.grounding)

    @property
    def failed(self) -> int:
        return self.documents - self.outcomes["ok"]

    def to_dict(self) -> dict[str, Any]:
        counts = {name: dict(getattr(self, name)) for name in ("outcomes", "problems", "grounding", "faults")}
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in counts}
        return {**plain, **counts}


def _plus(total: float | None, amount: float | None) -> float | None:
    return None if total is None or amount is None else round(total + amount, 10)
