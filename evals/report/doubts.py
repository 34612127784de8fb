"""Where should a reviewer look first? The claims of a run that the model was least sure of."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.report.claims import Shown

MOST = 25
_LONGEST = 120


@dataclass(frozen=True)
class Doubt:
    """A claim of the document that is `document` in the report, and how likely it is right (0 to 1)."""

    sure: float
    document: int
    document_id: str
    claim: int
    kind: str
    words: str


@dataclass
class Doubts:
    """The least sure claims of all documents: never more than `most` are held."""

    most: int = MOST
    _held: list[tuple[float, int, int, Doubt]] = field(default_factory=list)

    def add(self, document: int, document_id: str, claims: Iterable[Shown]) -> None:
        for claim in claims:
            if claim.sure is None:
                continue
            doubt = Doubt(claim.sure, document, document_id, claim.number, claim.kind, _words(claim))
            heapq.heappush(self._held, (-claim.sure, -document, -claim.number, doubt))
            if len(self._held) > self.most:
                heapq.heappop(self._held)

    def listed(self) -> list[Doubt]:
        """The least sure first; of equals in the order of the page."""
        return [doubt for *_, doubt in sorted(self._held, key=lambda each: each[:3], reverse=True)]


def _words(claim: Shown) -> str:
    """What the run rests it on, else the first thing that it says."""
    said = [row.run.text for row in sorted(claim.rows, key=lambda row: not row.evidence) if row.run]
    text = said[0] if said else ""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
