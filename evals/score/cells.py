"""What is judged: the cells of claims, and what can come of each. The outcomes are those of MUC-5's scorer.

Chinchor and Sundheim, MUC-5 evaluation metrics (1993): correct, partial, incorrect, missing, spurious,
non-committal (both sides empty, counted nowhere); and unscored, for fields that never count and labels marked
unsure.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

Outcome = Literal["correct", "partial", "incorrect", "missing", "spurious", "noncommittal", "unscored"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

ROOT = "(document)"
"""The kind of the claim that fields of the schema itself make: no field's name."""

ClaimVerdict = Literal["strict", "lenient", "wrong", "missing", "spurious", "unscored"]
CLAIM_VERDICTS: tuple[ClaimVerdict, ...] = get_args(ClaimVerdict)


@dataclass(slots=True)
class Cell:
    """One field of one claim. `field` is the path without indices: `casualties[].source.name`.

    `gold_path` and `predicted_path` say where the values stand in either extraction; None where one side has
    no such claim. `evidence` cells are quotes: they have figures of their own and are no part of F1. Not to
    be changed; not frozen either, for a document has hundreds and freezing makes them slow to make.
    """

    field: str
    outcome: Outcome
    gold: Any
    predicted: Any
    gold_path: str | None
    predicted_path: str | None
    weight: float = 1.0
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """An object of the extraction: an item of a list, or an object that stands alone.

    `kind` is its path without indices.
    `verdict`: strict, every key field is correct; lenient, every key field is correct or partial; wrong, some
    key field is not; missing and spurious, only one side has it; unscored, its gold is marked unsure.
    `source_right` is None unless the claim has a source field and its other key fields are right or partial
    (strict or lenient). `grounded` is True where a quote of the predicted claim was found in the article and
    overlaps gold's; None where there is nothing to say (no quote in the schema, or no predicted claim).
    """

    kind: str
    verdict: ClaimVerdict
    gold_path: str | None
    predicted_path: str | None
    similarity: float
    cells: tuple[Cell, ...]
    source_right: bool | None = None
    grounded: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON data; `dataclasses.asdict` would copy every value."""
        cells = [{name: getattr(cell, name) for name in _CELL} for cell in self.cells]
        return {**{name: getattr(self, name) for name in _CLAIM}, "cells": cells}


_CELL = tuple(each.name for each in fields(Cell))
_CLAIM = tuple(each.name for each in fields(Claim) if each.name != "cells")
