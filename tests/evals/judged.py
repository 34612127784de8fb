"""Evaluations made by hand, claim by claim: what `compare` and its command are tried on."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from evals.evaluation import EvaluatedDocument, Evaluation
from evals.score.cells import Cell, Claim, ClaimVerdict, Outcome
from evals.score.counts import counts_of

KIND = "deaths[]"
FIELDS = {
    f"{KIND}.number": {"weight": 1.0, "evidence": False, "kind": KIND},
    f"{KIND}.town": {"weight": 1.0, "evidence": False, "kind": KIND},
    f"{KIND}.quote": {"weight": 1.0, "evidence": True, "kind": KIND},
}
Judged = tuple[Outcome, Any, Any]
"""Outcome, gold's value, the value given."""


def claim(index: int, *, quote: str = "forty died", **cells: Judged) -> Claim:
    """A claim that gold has at that index, given with the same quote."""
    path = f"{KIND[:-2]}[{index}]"
    words = Cell(f"{KIND}.quote", "correct", quote, quote, f"{path}.quote", f"{path}.quote", 1.0, True)
    found = [
        Cell(f"{KIND}.{name}", outcome, gold, given, f"{path}.{name}", f"{path}.{name}")
        for name, (outcome, gold, given) in cells.items()
    ]
    right = all(cell.outcome in ("correct", "noncommittal") for cell in found)
    return Claim(KIND, "strict" if right else "wrong", path, path, 1.0, (words, *found))


def lone(verdict: ClaimVerdict, *, quote: str = "forty died", **values: Any) -> Claim:
    """A claim that only gold (missing) or only the run (spurious) has."""
    in_gold = verdict == "missing"
    path = f"{KIND[:-2]}[0]"
    cells = tuple(
        Cell(
            f"{KIND}.{name}",
            "noncommittal" if value is None else "missing" if in_gold else "spurious",
            value if in_gold else None,
            None if in_gold else value,
            f"{path}.{name}" if in_gold else None,
            None if in_gold else f"{path}.{name}",
            evidence=name == "quote",
        )
        for name, value in {"quote": quote, **values}.items()
    )
    return Claim(KIND, verdict, path if in_gold else None, None if in_gold else path, 0.0, cells)


def document(
    name: str, *claims: Claim, outcome: str = "ok", usage: Mapping[str, Any] | None = None
) -> EvaluatedDocument:
    """As it is read back from a file."""
    given = {"input_tokens": 100, "output_tokens": 10, "cost_usd": 0.01, "saved_usd": 0.0, "seconds": 2.0}
    judged = json.loads(json.dumps([dataclasses.asdict(each) for each in claims]))
    counts = counts_of(claims, {"exact": len(claims)})
    return EvaluatedDocument(name, outcome, counts, given if usage is None else usage, tuple(judged))


def numbers(name: str, right: int, of: int = 10) -> EvaluatedDocument:
    """A document with `of` claims in gold, of which the first `right` have the right number."""
    claims = (claim(i, number=("correct", i, i) if i < right else ("incorrect", i, 99)) for i in range(of))
    return document(name, *claims)


def evaluation(*documents: EvaluatedDocument, run: str = "a", **digests: str) -> Evaluation:
    """`digests`: gold, schema, scoring, where they are not the usual."""
    return Evaluation(
        run={"id": run, "model": {"name": "local/m"}, "prompt": {"name": "plain"}},
        schema={
            "name": "toll:Toll",
            "digest": digests.get("schema", "s"),
            "scoring": digests.get("scoring", "r"),
        },
        gold={"name": "labels", "digest": digests.get("gold", "g"), "guideline": "1"},
        fields=FIELDS,
        documents=documents,
    )
