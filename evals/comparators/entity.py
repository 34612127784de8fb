"""Is a string a mention of the entity? As MUC-4 asks of a string slot: the mention, or a part of it that
tells.

Correct: equal but for case, punctuation, spaces and a leading article. Partial: the content words of one
are among the other's ("guerrillas", "FMLN guerrillas"). The entity's other mentions are the scorer's, which
asks for each of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from evals.comparators import CORRECT, About, Match
from evals.comparators.fold import REMEMBERED, plain
from evals.comparators.text import words_of

_ARTICLES = ("the ", "a ", "an ")


def compare(gold: Any, predicted: Any, about: About) -> Match:
    """Symmetric. Similarity: 1 correct, ½ to 0.9 partial, under ½ incorrect, by the share of common words."""
    if gold == predicted:
        return CORRECT
    return alike(str(gold), str(predicted))


@lru_cache(REMEMBERED)
def alike(first: str, second: str) -> Match:
    """What two mentions are to each other."""
    if _normalised(first) == _normalised(second):
        return CORRECT
    ours, theirs = words_of(first).all, words_of(second).all
    shared = len(ours & theirs) / (len(ours | theirs) or 1)
    if ours and theirs and (ours <= theirs or theirs <= ours):
        return Match("partial", 0.5 + 0.4 * shared)
    return Match("incorrect", shared / 2)


def _normalised(mention: str) -> str:
    text = plain(mention)
    return next((text.removeprefix(article) for article in _ARTICLES if text.startswith(article)), text)
