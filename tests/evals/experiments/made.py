"""Runs of variants made by hand: of one field and one kind of claim, so that each figure is plain to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from evals.evaluation import ClaimCounts, DocumentCounts, EvaluatedDocument, Evaluation
from evals.experiments.running import Status, VariantRun
from evals.experiments.variants import Variant
from evals.labels.gold import GoldSet

FIELDS = {"tolls[].killed": {"weight": 1.0, "evidence": False, "kind": "tolls[]"}}
GOLD = GoldSet(Path("gold"), "s", BaseModel, "digest", "1", ())
_TOKENS = {"input_tokens": 100, "output_tokens": 10}
_USAGE = {**_TOKENS, "calls": 1, "seconds": 2.0, "cost_usd": 0.0, "saved_usd": 0.0}


def evaluated(
    name: str, right: int, *, of: int = 10, outcome: str = "ok", usage: Mapping[str, Any] = _USAGE
) -> EvaluatedDocument:
    """`right` of the `of` numbers in gold are given, the others are wrong: F1 = right / of."""
    cells = {"tolls[].killed": (right, 0, of - right, 0, 0, 0, 0)}
    claims = {"tolls[]": ClaimCounts(gold=of, predicted=of, strict=right, lenient=right)}
    return EvaluatedDocument(name, outcome, DocumentCounts(cells, claims), usage)


def run(
    prompt: str,
    right: Sequence[int],
    *,
    model: str = "local/m",
    of: int = 10,
    status: Status = "finished",
    outcome: str = "ok",
    usages: Sequence[Mapping[str, Any]] = (),
) -> VariantRun:
    """The run of a variant with that many right in each document; `usages` change what each took."""
    taken = [{**_USAGE, **usage} for usage in usages] or [_USAGE] * len(right)
    documents = tuple(
        evaluated(f"d{place}", count, of=of, outcome=outcome, usage=usage)
        for place, (count, usage) in enumerate(zip(right, taken, strict=True))
    )
    evaluation = Evaluation({"id": "r"}, {"name": "s"}, {"name": "gold"}, FIELDS, documents)
    return VariantRun(Variant(prompt, model), status, evaluation)
