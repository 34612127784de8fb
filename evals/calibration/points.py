"""Which claims of an evaluation had a probability, and which of them are right?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.evaluation import Evaluation

_RIGHT = {"strict": True, "lenient": False, "wrong": False, "spurious": False}


@dataclass(frozen=True)
class Point:
    """A claim that a run made: how likely it was said to be right (0 to 1), and whether all its keys are.

    `raw` is the probability before any calibration.
    """

    document_id: str
    kind: str
    probability: float
    right: bool
    raw: float


def points_of(evaluation: Evaluation) -> Iterator[Point]:
    """The claims that gold decides on; what gold is unsure of is left out."""
    for document in evaluation.documents:
        for claim in document.claims:
            sure, right = claim.get("confidence"), _RIGHT.get(str(claim["verdict"]))
            if sure is not None and right is not None:
                said, raw = float(sure["probability"]), float(sure["raw"])
                yield Point(document.document_id, str(claim["kind"]), said, right, raw)
