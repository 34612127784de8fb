"""Which dates does a passage of English name, and which days are they?

Dates without a year and weekdays are resolved against the day of publication: a weekday is the latest such
day up to and including it ("last Tuesday": before it); "July 2" and "July" are the latest up to it, or at
most 60 days ahead; without it they stay open. "Last week" names no day and is not read.

dateparser (1.5) was measured for this: it reads "Tuesday night in an" as 3 January, "may have died" as the
month, and a weekday on its own day as a week ago. Patterns that have nothing to guess serve a check better.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from extract.grounding.date_patterns import READERS, Period, Reader, period


@dataclass(frozen=True)
class DateMention:
    """A date at `text[start:end]`: a day (`first == last`), a month or a year; None where it stays open."""

    start: int
    end: int
    first: dt.date | None
    last: dt.date | None


def dates_in(text: str, published: dt.date | None = None) -> list[DateMention]:
    """The dates that a passage names, in order; one that can be read in two ways is there twice."""
    found: list[DateMention] = []
    for pattern, read in READERS:
        taken = [(mention.start, mention.end) for mention in found]
        for match in pattern.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                periods = _periods(read, match, published)
                found.extend(DateMention(*match.span(), *(each or (None, None))) for each in periods)
    return sorted(found, key=lambda mention: mention.start)


def period_of(value: object) -> Period | None:
    """What a field's value covers: a date, or ISO text to the day, month or year; None if it is neither."""
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        return day, day
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", str(value).strip())
    try:
        return period(*(int(part) for part in parts.groups() if part)) if parts else None
    except ValueError:  # 31 June
        return None


def _periods(read: Reader, match: re.Match[str], published: dt.date | None) -> list[Period | None]:
    try:
        return list(read(match, published))
    except (ValueError, OverflowError):  # a day that no calendar has
        return []
