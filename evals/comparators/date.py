"""Do two dates mean the same day, as far as it is known?

A date is `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (a time after it is cut off). How exactly it is known is the
number in the field that the option `precision` names, 1 day, 2 week, 3 month, or else what is written.

Correct: the same date; and what gold knows only to the week or the month, within that. Partial: the coarser
holds the finer, as July holds 2 July.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from evals.comparators import CORRECT, INCORRECT, About, Match
from evals.comparators.fold import REMEMBERED

DAY, WEEK, MONTH, YEAR = 1, 2, 3, 4
FAR = 31
"""Days from which on two dates are not alike at all."""

NEAR_IN_WEEK = 3
"""Days that "that week" may be off: a week known from Sunday's report does not begin on Monday."""

_PARTIAL = Match("partial", 0.75)


class Date(NamedTuple):
    """The first day that is meant, and how exactly."""

    day: dt.date
    grain: int


def compare(gold: Any, predicted: Any, about: About) -> Match:
    """Symmetric without a field of precision. Similarity of different dates: from ½ down to 0 a month
    apart.
    """
    if gold == predicted:
        return CORRECT
    field = about.options.get("precision")
    ours = _date(str(gold), _known(about.gold, field))
    theirs = _date(str(predicted), _known(about.predicted, field))
    if ours is None or theirs is None:
        return INCORRECT
    return _compared(ours, theirs, by_field=len(str(gold)) > len("YYYY-MM"))


@lru_cache(REMEMBERED)
def _compared(gold: Date, predicted: Date, *, by_field: bool) -> Match:
    """`by_field`: gold writes a whole day, and how exactly it is known stands in a field of its own."""
    coarser = max(gold.grain, predicted.grain)
    if _is_within(gold.day, predicted.day, coarser):
        if gold.grain == predicted.grain or (by_field and gold.grain == coarser):
            return CORRECT
        return _PARTIAL
    days = abs((gold.day - predicted.day).days)
    return Match("incorrect", 0.5 * max(0.0, 1 - days / FAR))


def _is_within(one: dt.date, other: dt.date, grain: int) -> bool:
    """True if the two are the same day, week (or within three days), month or year."""
    if grain == DAY:
        return one == other
    if grain == WEEK:
        return one.isocalendar()[:2] == other.isocalendar()[:2] or abs((one - other).days) <= NEAR_IN_WEEK
    return one.year == other.year and (grain == YEAR or one.month == other.month)


def _known(owner: Mapping[str, Any], field: str | None) -> int:
    known = owner.get(field) if field else None
    return known if known in (WEEK, MONTH) else DAY


@lru_cache(REMEMBERED)
def _date(text: str, known: int) -> Date | None:
    """None for what is no date of the calendar."""
    written = text.strip()[: len("YYYY-MM-DD")]
    missing, grain = {4: ("-01-01", YEAR), 7: ("-01", MONTH), 10: ("", known)}.get(len(written), ("-", known))
    try:
        return Date(dt.date.fromisoformat(written + missing), grain)
    except ValueError:
        return None
