"""Do two names mean the same person, body or weapon?

Correct: the same but for spelling, accents, rank, transliteration, acronym, "Last, First"; in one group of
aliases; or a person's surname for the whole name. Partial: one within the other in another way (a person is
not his forces, an army not *the* army), or more than half of the telling words shared. Names of two groups
of aliases are never correct.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from evals.comparators import CORRECT, About, Match
from evals.comparators.fold import REMEMBERED, folded
from evals.comparators.parts import Name, taken_apart
from evals.comparators.relation import Relation, relation
from evals.comparators.words import NATIONALITIES


def compare(gold: Any, predicted: Any, about: About) -> Match:
    """Symmetric. Similarity: 1 correct, ½ to 0.9 partial, under ½ incorrect, by the share of common words."""
    if gold == predicted:
        return CORRECT
    ours, theirs = str(gold), str(predicted)
    if not about.aliases:
        return alike(ours, theirs)
    group, other = about.aliases.get(folded(ours)), about.aliases.get(folded(theirs))
    if group is None or other is None:
        return alike(ours, theirs)
    return CORRECT if group == other else _at_most_partial(alike(ours, theirs))


@lru_cache(REMEMBERED)
def alike(first: str, second: str) -> Match:
    """What two names are to each other, without aliases."""
    ours, theirs = taken_apart(first), taken_apart(second)
    found = relation(ours, theirs)
    if found.kind == "same" or (found.ending and _is_surname(ours, theirs)):
        return CORRECT
    return verdict(found)


def verdict(found: Relation) -> Match:
    """The match of a relation that is not "same"."""
    if found.kind == "different":
        return Match("incorrect", found.overlap / 2)
    return Match("partial", 0.5 + 0.4 * found.overlap)


def _at_most_partial(match: Match) -> Match:
    return match if match.verdict != "correct" else Match("partial", 0.5)


def _is_surname(first: Name, second: Name) -> bool:
    """True if the shorter is a person's last name: Haftar of Khalifa Haftar; not Sudan of South Sudan."""
    shorter, longer = sorted((first, second), key=lambda name: len(name.words))
    if not (shorter.person and longer.person):
        return False
    given = longer.words[: -len(shorter.words)]
    return len(shorter.words[-1]) > 1 and not any(word in NATIONALITIES for word in given)
