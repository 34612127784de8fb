"""In which words does the page tell what came of a claim, a field or a quote? Each also has a sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CELLS: Mapping[str, tuple[str, str]] = {
    "correct": ("✓", "correct"),
    "partial": ("≈", "partial"),
    "incorrect": ("✗", "incorrect"),
    "missing": ("−", "missing"),
    "spurious": ("+", "spurious"),
    "noncommittal": ("○", "both empty"),
    "unscored": ("·", "not scored"),
}
"""Outcome of a cell → its sign and its word."""

VERDICTS: Mapping[str, tuple[str, str, str]] = {
    "strict": ("✓", "right", "every key field is right"),
    "lenient": ("≈", "partly right", "every key field is right at least in part"),
    "wrong": ("✗", "wrong", "a key field is wrong"),
    "missing": ("−", "missing", "gold has this claim, the run does not"),
    "spurious": ("+", "spurious", "the run has this claim, gold does not"),
    "unscored": ("·", "not scored", "gold is unsure of this claim"),
}
"""Verdict on a claim → its sign, its word, what it means."""

STATUSES: Mapping[str, str] = {
    "exact": "word for word",
    "normalised": "but for spaces or quote marks",
    "fuzzy": "with small slips",
    "ambiguous": "in several places",
    "unsupported": "not in the article",
}


@dataclass(frozen=True)
class Filter:
    """A choice of claims. `shown` says how many it has; `none` what is said when it has none."""

    name: str
    label: str
    none: str
    of_gold: bool = False


FILTERS = (
    Filter("wrong", "wrong", "No field is wrong, and no source.", of_gold=True),
    Filter("missing", "missing", "Nothing of gold is missing.", of_gold=True),
    Filter("spurious", "spurious", "Nothing was made up.", of_gold=True),
    Filter("ungrounded", "ungrounded", "All quotes stand in the article where they should."),
    Filter("problems", "with problems", "The run reports no problem."),
    Filter("failed", "of failed documents", "No document failed."),
)
"""The names are classes of the page: `f-wrong` on each claim and each document that the filter shows."""
