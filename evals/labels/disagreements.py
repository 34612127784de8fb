"""In which claims and fields do two labellings differ?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from evals.evaluation import Evaluation

Difference = Literal["differs", "partly", "only A", "only B"]
_WORDS: Mapping[str, Difference] = {
    "incorrect": "differs",
    "partial": "partly",
    "missing": "only A",
    "spurious": "only B",
}


@dataclass(frozen=True)
class Disagreement:
    """A field of a claim that both have, or (`claim` True) a claim that only one has.

    `a` and `b` are the values; of a claim, its filled fields. `quote_a` and `quote_b` are the words that the
    claim rests on. A path is None where that side has no such object. `evidence`: the quotes differ.
    """

    document_id: str
    field: str
    difference: Difference
    path_a: str | None
    path_b: str | None
    a: Any
    b: Any
    quote_a: str
    quote_b: str
    claim: bool = False
    evidence: bool = False


def disagreements(evaluation: Evaluation) -> Iterator[Disagreement]:
    """Of an evaluation with A as gold and B as the run; what A is unsure of is passed over."""
    for document in evaluation.documents:
        for claim in document.claims:
            if claim["verdict"] == "unscored":
                continue
            if claim["gold_path"] is None or claim["predicted_path"] is None:
                yield _claim(document.document_id, claim)
            else:
                yield from _cells(document.document_id, claim)


def _claim(document_id: str, claim: Mapping[str, Any]) -> Disagreement:
    return Disagreement(
        document_id,
        claim["kind"],
        "only B" if claim["gold_path"] is None else "only A",
        claim["gold_path"],
        claim["predicted_path"],
        _filled(claim, "gold") or None,
        _filled(claim, "predicted") or None,
        _quote(claim, "gold"),
        _quote(claim, "predicted"),
        claim=True,
    )


def _cells(document_id: str, claim: Mapping[str, Any]) -> Iterator[Disagreement]:
    for cell in claim["cells"]:
        if difference := _WORDS.get(cell["outcome"]):
            yield Disagreement(
                document_id,
                cell["field"],
                difference,
                cell["gold_path"],
                cell["predicted_path"],
                cell["gold"],
                cell["predicted"],
                _quote(claim, "gold"),
                _quote(claim, "predicted"),
                evidence=cell["evidence"],
            )


def _filled(claim: Mapping[str, Any], side: str) -> dict[str, Any]:
    prefix = f"{claim['kind']}."
    return {
        cell["field"].removeprefix(prefix): cell[side]
        for cell in claim["cells"]
        if cell[side] is not None and not cell["evidence"]
    }


def _quote(claim: Mapping[str, Any], side: str) -> str:
    return next((str(cell[side]) for cell in claim["cells"] if cell["evidence"] and cell[side]), "")
