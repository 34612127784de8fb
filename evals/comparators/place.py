"""Do two place names mean the same place, or two levels of one?

Names may be hierarchies: "Tajoura, Tripoli, Libya" from small to large, "GUATEMALA: SANTO TOMAS (FARM)"
from large to small. Correct: the same place in any spelling; also with what it lies in named or not.
Partial: one lies in the other, as far as the names show it, or it is a place of another level of gold's
(the fields `LEVELS` beside it): less, or more, but not wrong. A namesake in another country can only be
told where the country is written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from evals.comparators import CORRECT, INCORRECT, About, Match
from evals.comparators.fold import REMEMBERED, plain
from evals.comparators.name import verdict
from evals.comparators.parts import taken_apart
from evals.comparators.relation import Relation, relation
from evals.comparators.words import CITY_IS_NAME, PLACE_KINDS

LEVELS = (
    "site",
    "settlement",
    "village",
    "town",
    "city",
    "district",
    "admin",
    "province",
    "region",
    "country",
)
"""Fields that hold the other levels of a place, unless the option `levels` names others."""

_ONE_IN_OTHER = Match("partial", 0.75)
_OTHER_LEVEL = Match("partial", 0.5)


def compare(gold: Any, predicted: Any, about: About) -> Match:
    """Symmetric but for gold's other levels. Similarity: 1 correct, ½ to 0.9 partial, under ½ incorrect."""
    if gold == predicted:
        return CORRECT
    theirs = str(predicted)
    found = alike(str(gold), theirs)
    if found.verdict != "incorrect" or not about.gold:
        return found
    for level in about.options.get("levels", LEVELS):
        other = about.gold.get(level)
        if isinstance(other, str) and other != gold and alike(other, theirs).verdict == "correct":
            return _OTHER_LEVEL
    return found


@lru_cache(REMEMBERED)
def alike(first: str, second: str) -> Match:
    """What two places are to each other, each alone or with what it lies in."""
    ours, theirs = levels_of(first), levels_of(second)
    if not ours or not theirs:
        return CORRECT if plain(first) == plain(second) else INCORRECT
    smallest = _related(ours[0], theirs[0])
    if smallest.kind != "same":
        within = _is_among(ours[0], theirs[1:]) or _is_among(theirs[0], ours[1:])
        return _ONE_IN_OTHER if within else verdict(smallest)
    shorter, longer = sorted((ours[1:], theirs[1:]), key=len)
    return CORRECT if all(_is_among(place, longer) for place in shorter) else _ONE_IN_OTHER


@lru_cache(REMEMBERED)
def levels_of(written: str) -> tuple[str, ...]:
    """The places that a name holds, from small to large, without what kind of place each is."""
    large_first = ":" in written
    parts = [_bare(part) for part in written.replace(":", ",").split(",")]
    places = tuple(part for part in parts if part)
    return places[::-1] if large_first else places


def _bare(part: str) -> str:
    """A name without its kind, in the letters that it is written in: "the city of Oster (town)" → "Oster"."""
    words = part.split(" (")[0].split() or part.split()
    kept = [word for word in words if plain(word) not in PLACE_KINDS]
    name = plain(" ".join(kept))
    if not kept or (name.removeprefix("the ") in CITY_IS_NAME and plain(words[-1]) == "city"):
        return " ".join(words)
    return " ".join(kept)


def _is_among(place: str, places: tuple[str, ...]) -> bool:
    return any(_related(place, other).kind == "same" for other in places)


@lru_cache(REMEMBERED)
def _related(first: str, second: str) -> Relation:
    return relation(taken_apart(first), taken_apart(second))
