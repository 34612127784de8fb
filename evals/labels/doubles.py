"""Is a claim labelled twice? To the scorer what is said twice is one claim, and the second a fault."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from evals.labels.errors import Fault
from evals.labels.gold import GoldDocument
from evals.score.plan import Plan
from evals.score.values import Filled, Side, join


def doubles(plan: Plan, gold: GoldDocument) -> Iterator[Fault]:
    """Each claim that says exactly what another of its list says, on the same words."""
    yield from _in_object(plan, Side(gold.spans, gold), gold.extraction, "")


def _in_object(plan: Plan, side: Side, data: Mapping[str, Any], path: str) -> Iterator[Fault]:
    yield from _in_claim(side.filled(plan, data, path))
    for name, inner in plan.singles:
        if isinstance(data.get(name), Mapping):
            yield from _in_object(inner, side, data[name], join(path, name))


def _in_claim(claim: Filled) -> Iterator[Fault]:
    for children in claim.children:
        first: dict[Hashable, str] = {}
        for child in children:
            before = first.setdefault(child.said, child.path)
            if before != child.path:
                yield Fault(child.path, f"says exactly what {before} says", "remove one of them")
            yield from _in_claim(child)
