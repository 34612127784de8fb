"""Do two free texts say the same? By the words that they share, whatever their order.

F1 over content words (singular, without articles and the like) of .8 or more is correct, of .4 or more
partial. Texts that differ in a number or a negation are never correct.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from evals.comparators import CORRECT, About, Match
from evals.comparators.fold import REMEMBERED, plain, singular
from evals.comparators.words import NEGATIONS, TEXT_STOP

CORRECT_FROM, PARTIAL_FROM = 0.8, 0.4

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts without spaces between words: every sign counts as one."""


class Words(NamedTuple):
    """The content words of a text, and those of them that turn its meaning: numbers and negations."""

    all: frozenset[str]
    turning: frozenset[str]


def compare(gold: Any, predicted: Any, about: About) -> Match:
    """Symmetric. Similarity: 1 correct, else F1."""
    if gold == predicted:
        return CORRECT
    return alike(str(gold), str(predicted))


@lru_cache(REMEMBERED)
def alike(first: str, second: str) -> Match:
    """What two texts are to each other."""
    if plain(first) == plain(second):
        return CORRECT
    ours, theirs = words_of(first), words_of(second)
    score = 2 * len(ours.all & theirs.all) / (len(ours.all) + len(theirs.all) or 1)
    if score >= CORRECT_FROM and ours.turning == theirs.turning:
        return CORRECT
    return Match("partial" if score >= PARTIAL_FROM else "incorrect", score)


@lru_cache(REMEMBERED)
def words_of(text: str) -> Words:
    """The words that count. All of them where the text has no content words."""
    words = _UNSPACED.sub(r" \g<0> ", plain(text)).split()
    kept = frozenset(singular(word) for word in words if word not in TEXT_STOP) or frozenset(words)
    turning = frozenset(word for word in kept if word in NEGATIONS or any(sign.isdigit() for sign in word))
    return Words(kept, turning)
