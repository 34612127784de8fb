"""Does a quote point at the evidence that gold points at? By the overlap of their places in the article.

Intersection over union of code points: half or more is correct, any overlap partial. A quote that is not in
the article is incorrect. Only where gold's place is not known are the words compared instead.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from evals.comparators import CORRECT, INCORRECT, About, Match
from evals.comparators.fold import REMEMBERED, plain

CORRECT_FROM = 0.5


def compare(gold: Any, predicted: Any, about: About) -> Match:
    """Similarity: 1 correct; partial, the mean of intersection over union and the part of the shorter that
    is shared.

    Symmetric as long as both places are known, or neither.
    """
    ours, theirs = about.spans
    if ours is None:
        return CORRECT if gold == predicted else _by_words(str(gold), str(predicted))
    if ours == theirs:
        return CORRECT
    if theirs is None:
        return INCORRECT
    return _overlap(ours, theirs)


def _overlap(ours: tuple[int, int], theirs: tuple[int, int]) -> Match:
    if ours[1] <= theirs[0] or theirs[1] <= ours[0]:
        return INCORRECT
    shared = min(ours[1], theirs[1]) - max(ours[0], theirs[0])
    one, other = ours[1] - ours[0], theirs[1] - theirs[0]
    return _judged(shared, one + other - shared, min(one, other))


def _judged(shared: int, union: int, shorter: int) -> Match:
    ratio = shared / union
    if ratio >= CORRECT_FROM:
        return CORRECT
    return Match("partial", (ratio + shared / shorter) / 2)


@lru_cache(REMEMBERED)
def _by_words(gold: str, predicted: str) -> Match:
    """The same in words: one must stand in the other as it is, to overlap for certain."""
    shorter, longer = sorted((plain(gold), plain(predicted)), key=len)
    if shorter == longer:
        return CORRECT
    if not shorter or f" {shorter} " not in f" {longer} ":
        return INCORRECT
    return _judged(len(shorter), len(longer), len(shorter))
