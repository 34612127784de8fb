"""Evaluations made by hand: of one field and one kind of claim, so that each figure is plain to see."""

from __future__ import annotations

from collections.abc import Mapping

from evals.evaluation import ClaimCounts, DocumentCounts, EvaluatedDocument, Evaluation

FIELD, KIND = "deaths[].number", "deaths[]"
ABOUT = {"weight": 1.0, "evidence": False, "kind": KIND}


def document(name: str, right: int, of: int = 10, *, outcome: str = "ok") -> EvaluatedDocument:
    """`right` of the `of` numbers that gold has are given, the others are wrong: F1 = right / of."""
    cells = {FIELD: (right, 0, of - right, 0, 0, 0, 0)}
    claims = {KIND: ClaimCounts(gold=of, predicted=of, strict=right, lenient=right)}
    return EvaluatedDocument(name, outcome, DocumentCounts(cells, claims), {"seconds": 1.5})


def evaluation(*right: int, gold: str = "seeds", digest: str = "g", **failed: str) -> Evaluation:
    """Document d0, d1 … for each number of right ones; `failed`: id → outcome of further documents."""
    documents = [document(f"d{place:02}", count) for place, count in enumerate(right)]
    documents += [document(name, 0, outcome=outcome) for name, outcome in failed.items()]
    return made(documents, gold={"name": gold, "digest": digest, "guideline": "1"})


def made(documents: list[EvaluatedDocument], gold: Mapping[str, str] | None = None) -> Evaluation:
    return Evaluation(
        run={"id": "run-1", "model": {"name": "m"}, "prompt": {"name": "p"}},
        schema={"name": "s", "digest": "s", "scoring": "r"},
        gold=gold or {"name": "seeds", "digest": "g", "guideline": "1"},
        fields={FIELD: ABOUT},
        documents=tuple(documents),
    )
