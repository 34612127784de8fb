"""Are two values equal? As they stand: no folding, no tolerance. True is not 1."""

from __future__ import annotations

from typing import Any

from evals.comparators import CORRECT, INCORRECT, About, Match


def compare(gold: Any, predicted: Any, about: About) -> Match:
    """Symmetric."""
    if gold == predicted and isinstance(gold, bool) == isinstance(predicted, bool):
        return CORRECT
    return INCORRECT
