"""Are two numbers equal? 42 for 40 is wrong, and so is 100 for 1,000.

How near they are only helps to find which claims belong together; and another order of magnitude is another
claim.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from evals.comparators import CORRECT, INCORRECT, About, Match
from evals.comparators.fold import REMEMBERED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HALF_AN_ORDER = 0.5
"""In powers of ten: two numbers are apart from a ratio of √10, about 3.2."""

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,\s]\d{3})+(?:\.\d+)?")
_SEPARATOR = re.compile(r"[,\s]")
_TOO_LARGE = 1e300
"""Nothing that anybody counts: a model that repeated a digit."""

_LARGEST_COUNT = 2**53
_TYPES = frozenset({int, float, str})
"""Not bool: true is no number."""

_APART = Match("incorrect", 0.0, apart=True)


def compare(gold: Any, predicted: Any, about: About) -> Match:
    """Symmetric. Similarity of unequal numbers: ½ · (1 − |log10 of their ratio| / 0.5), 0 from √10 on.

    0 is apart from every number of √10 or more, and like none. Of opposite sign: not alike.
    Numbers in strings are read ("1,200"); what is no number is incorrect unless equal.
    """
    if gold == predicted and type(gold) is type(predicted):
        return CORRECT
    if type(gold) not in _TYPES or type(predicted) not in _TYPES:
        return INCORRECT
    return _compared(gold, predicted)


@lru_cache(REMEMBERED)
def _compared(gold: float | str, predicted: float | str) -> Match:
    ours, theirs = as_number(gold), as_number(predicted)
    if ours is None or theirs is None:
        return INCORRECT
    whole = isinstance(ours, int) and isinstance(theirs, int)
    if ours == theirs or (not whole and math.isclose(ours, theirs, rel_tol=1e-9)):
        return CORRECT
    return _unequal(ours, theirs)


def _unequal(ours: float, theirs: float) -> Match:
    smaller, larger = sorted((abs(ours), abs(theirs)))
    if smaller == 0:
        return _APART if math.log10(larger) >= HALF_AN_ORDER else INCORRECT
    distance = math.log10(larger) - math.log10(smaller)
    if distance >= HALF_AN_ORDER:
        return _APART
    return (
        INCORRECT if (ours < 0) != (theirs < 0) else Match("incorrect", 0.5 * (1 - distance / HALF_AN_ORDER))
    )


def table(gold: Sequence[Any], predicted: Sequence[Any]) -> NDArray[np.float64] | None:
    """The similarities of all pairs at once, as `compare` gives them; −1 where they are apart.

    Of counts, whole numbers from 0 to 2⁵³; None for anything else.
    """
    import numpy as np

    if not all(type(number) is int and 0 <= number <= _LARGEST_COUNT for number in (*gold, *predicted)):
        return None

    ours, theirs = (np.array(numbers, dtype=np.float64) for numbers in (gold, predicted))
    ours, theirs = ours[:, None], theirs[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(np.log10(ours) - np.log10(theirs)) / HALF_AN_ORDER
    similar = np.where(distance >= 1, -1.0, 0.5 * (1 - distance))
    small = (ours * theirs == 0) & (np.maximum(ours, theirs) < 10**HALF_AN_ORDER)
    similar[small] = 0.0
    similar[ours == theirs] = 1.0
    return similar


def as_number(value: float | str) -> float | None:
    """The number that it is or is written as; None for what is none, or no number to count with."""
    if isinstance(value, str):
        text = value.strip()
        try:
            value = float(_SEPARATOR.sub("", text) if _GROUPED.fullmatch(text) else text)
        except ValueError:
            return None
    return value if abs(value) < _TOO_LARGE else None
