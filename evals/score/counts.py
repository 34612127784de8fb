"""The counts of a document: what every figure is derived from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from evals.evaluation import ClaimCounts, DocumentCounts
from evals.score.cells import OUTCOMES, Claim

_PLACE = {outcome: place for place, outcome in enumerate(OUTCOMES)}
_NO_CLAIMS = asdict(ClaimCounts())


def counts_of(
    claims: Iterable[Claim],
    evidence: Mapping[str, int] | None = None,
    *,
    nulls: tuple[int, int] = (0, 0),
) -> DocumentCounts:
    """Cells by field and outcome, claims by kind. `evidence`: status of grounding → number of quotes."""
    cells: dict[str, list[int]] = {}
    kinds: dict[str, dict[str, float]] = {}
    for claim in claims:
        for cell in claim.cells:
            cells.setdefault(cell.field, [0] * len(OUTCOMES))[_PLACE[cell.outcome]] += 1
        _count_claim(kinds.setdefault(claim.kind, dict(_NO_CLAIMS)), claim)
    return DocumentCounts(
        {name: tuple(numbers) for name, numbers in cells.items()},
        {kind: ClaimCounts(**numbers) for kind, numbers in kinds.items()},
        dict(evidence or {}),
        nulls,
    )


def _count_claim(sums: dict[str, float], claim: Claim) -> None:
    if claim.verdict == "unscored":
        return
    right = claim.verdict in ("strict", "lenient")
    sums["gold"] += claim.verdict != "spurious"
    sums["predicted"] += claim.verdict != "missing"
    sums["strict"] += claim.verdict == "strict"
    sums["lenient"] += right
    if claim.source_right is not None:
        sums["sourced"] += 1
        sums["source_right"] += claim.source_right
    if claim.verdict == "strict" and claim.grounded is not None:
        sums["quoted"] += 1
        sums["grounded"] += claim.grounded
