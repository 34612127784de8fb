"""Which figures an evaluation has, and how each follows from the counts of its documents.

Every figure is a ratio of two sums over documents: F1 = 2·TP / (predicted + gold), and the macro mean is
Σ F1 / Σ 1. So a bootstrap or a permutation over documents needs two numbers a document, and figures of any
subset are as cheap. Weighted as MUC does: a partial cell counts one half (Chinchor and Sundheim, MUC-5
evaluation metrics, 1993).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.evaluation import ClaimCounts, DocumentCounts, EvaluatedDocument, Evaluation

Part = tuple[float, float]
"""A document's share of a figure: (numerator, denominator)."""


@dataclass(frozen=True)
class Figure:
    """A figure by its name.

    `higher_is_better` False for rates of errors. `part` gives one document's share.
    """

    name: str
    meaning: str
    part: Callable[[EvaluatedDocument], Part]
    higher_is_better: bool = True

    def parts(self, documents: Sequence[EvaluatedDocument]) -> list[Part]:
        """One share a document, in their order."""
        return [self.part(document) for document in documents]

    def value(self, documents: Sequence[EvaluatedDocument]) -> float | None:
        """The figure over these documents; None where it has no denominator: nothing to measure."""
        return ratio(self.parts(documents))


def ratio(parts: Sequence[Part]) -> float | None:
    """Sum of numerators over sum of denominators; None for nothing over nothing."""
    below = sum(part[1] for part in parts)
    return sum(part[0] for part in parts) / below if below else None


Fields = Mapping[str, Mapping[str, Any]]


def main_figures(fields: Fields) -> dict[str, Figure]:
    """The figures of the whole, by name, the one that a gate looks at first: F1."""
    facts = {name: about for name, about in fields.items() if not about["evidence"]}
    f1 = functools.partial(_cell_f1, facts)
    figures = [
        Figure("F1", "facts right, of those given and those in gold; partly right ones count half", f1),
        Figure("precision", "facts right, of those given", functools.partial(_cell_precision, facts)),
        Figure("recall", "facts right, of those in gold", functools.partial(_cell_recall, facts)),
        Figure("strict", "F1 of claims with every key field right", _claims_f1("strict")),
        Figure("lenient", "F1 of claims with every key field at least partly right", _claims_f1("lenient")),
        Figure("macro", "mean of the documents' F1", functools.partial(_macro, f1)),
        Figure("attribution", "right claims that name the right source", _attribution),
        Figure("grounded", "right claims that rest on the words that gold rests on", _grounded),
        Figure("omission", "facts of gold that are left empty", functools.partial(_omission, facts), False),
        Figure("hallucination", "fields empty in gold that are filled", _hallucination, False),
        Figure("unsupported", "quotes that are not in the article", _unsupported, False),
    ]
    return {figure.name: figure for figure in figures}


def field_figures(fields: Fields) -> dict[str, Figure]:
    """F1 of each field by itself, quotes too, by the field's name."""
    return {
        name: Figure(name, f"F1 of {name}", functools.partial(_cell_f1, {name: about}))
        for name, about in fields.items()
    }


def kind_figures(evaluation: Evaluation) -> dict[str, Figure]:
    """Strict claim F1 of each kind of claim, by the kind's name."""
    kinds = dict.fromkeys(kind for document in evaluation.documents for kind in document.counts.claims)
    return {kind: Figure(kind, f"strict F1 of {kind}", _claims_f1("strict", kind)) for kind in sorted(kinds)}


def _sums(facts: Fields, counts: DocumentCounts) -> tuple[float, float, float]:
    """Weighted cells: right, predicted, in gold."""
    right = predicted = gold = 0.0
    for name, about in facts.items():
        if found := counts.cells.get(name):
            correct, partial, incorrect, missing, spurious = found[:5]
            weight = about["weight"]
            right += weight * (correct + 0.5 * partial)
            predicted += weight * (correct + partial + incorrect + spurious)
            gold += weight * (correct + partial + incorrect + missing)
    return right, predicted, gold


def _cell_f1(facts: Fields, document: EvaluatedDocument) -> Part:
    right, predicted, gold = _sums(facts, document.counts)
    return 2 * right, predicted + gold


def _cell_precision(facts: Fields, document: EvaluatedDocument) -> Part:
    right, predicted, _ = _sums(facts, document.counts)
    return right, predicted


def _cell_recall(facts: Fields, document: EvaluatedDocument) -> Part:
    right, _, gold = _sums(facts, document.counts)
    return right, gold


def _macro(f1: Callable[[EvaluatedDocument], Part], document: EvaluatedDocument) -> Part:
    """A document with nothing in gold and nothing given was read rightly: 1.

    A failed one is 0 in any case.
    """
    above, below = f1(document)
    if document.outcome != "ok":
        return 0.0, 1.0
    return (above / below if below else 1.0), 1.0


def _omission(facts: Fields, document: EvaluatedDocument) -> Part:
    missing = sum(document.counts.cell(name, "missing") for name in facts)
    return missing, sum(sum(found[:4]) for found in _found(facts, document))


def _hallucination(document: EvaluatedDocument) -> Part:
    return document.counts.nulls


def _found(facts: Fields, document: EvaluatedDocument) -> Iterator[tuple[int, ...]]:
    return (document.counts.cells[name] for name in facts if name in document.counts.cells)


def _claims(kind: str | None, document: EvaluatedDocument) -> ClaimCounts:
    claims = document.counts.claims
    if kind is not None:
        return claims.get(kind, ClaimCounts())
    total = ClaimCounts()
    for counts in claims.values():
        total = total + counts
    return total


def _claim_f1(kind: str | None, grade: str, document: EvaluatedDocument) -> Part:
    claims = _claims(kind, document)
    return 2 * getattr(claims, grade), claims.predicted + claims.gold


def _claims_f1(grade: str, kind: str | None = None) -> Callable[[EvaluatedDocument], Part]:
    return functools.partial(_claim_f1, kind, grade)


def _attribution(document: EvaluatedDocument) -> Part:
    claims = _claims(None, document)
    return claims.source_right, claims.sourced


def _grounded(document: EvaluatedDocument) -> Part:
    claims = _claims(None, document)
    return claims.grounded, claims.quoted


def _unsupported(document: EvaluatedDocument) -> Part:
    evidence = document.counts.evidence
    return evidence.get("unsupported", 0), sum(evidence.values())
