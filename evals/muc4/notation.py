"""What do the key's dates, numbers and places mean? Its notation as typed values.

Dates: `04 MAR 90`, `- 04 MAR 90` (on or before), `02 MAR 90 - 04 MAR 90`. Numbers: `6-8`, `6-` (at least),
`-80` (at most), `~100` (about), `PLURAL` (more than one). Any of them may stand in parentheses.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
_ORDER = MONTHS.split("|")
_DAY = rf"(\d{{1,2}}) ({MONTHS})[A-Z]* ?(\d\d)?"
_DATE = re.compile(rf"(?:{_DAY})? ?(-)? ?(?:{_DAY})?")
_NUMBER = re.compile(r"(-)?~?(\d+)(?:(-)(\d+)?)?")


@dataclass(frozen=True)
class Span:
    """Days `first` to `last`, inclusive. `first` None: on or before `last`; equal: a day that is known."""

    first: dt.date | None
    last: dt.date


@dataclass(frozen=True)
class Count:
    """A number of the key: its lower end, and the range if it is one."""

    value: int
    upper: int | None = None


def day_of(day: str, month: str, year: str) -> dt.date | None:
    """19xx: the texts are of 1988 to 1990. None for a day that the calendar does not have."""
    try:
        return dt.date(1900 + int(year), _ORDER.index(month[:3]) + 1, int(day))
    except ValueError:
        return None


def parse_date(written: str, *, published: dt.date | None = None) -> Span | None:
    """The days that are meant; the year of publication where none is written. None if it is no date."""
    match = _DATE.fullmatch(" ".join(written.upper().strip(" ()").split()))
    if match is None:
        return None
    first, last = (_day(match.groups()[at : at + 3], published) for at in (0, 4))
    if match[4] is None:
        return Span(first, first) if first and not last else None
    if last is None or (match[1] and first is None):
        return None
    return Span(first, last)


def _day(parts: tuple[str | None, ...], published: dt.date | None) -> dt.date | None:
    day, month, year = parts
    if day is None or month is None or not (year or published):
        return None
    return day_of(day, month, year or f"{published:%y}")


def parse_count(written: str) -> Count | None:
    """The number that is meant; None for `PLURAL` and other words that hold no number."""
    match = _NUMBER.fullmatch(re.sub(r"[ ()]", "", written))
    if match is None:
        return None
    return Count(int(match[2]), int(match[4]) if match[4] else None)


_REGIONS = ("DEPARTMENT", "PROVINCE", "REGION", "STATE", "INTENDANCY", "COMMISSARIAT", "ZONE")
_SETTLEMENTS = (
    "CITY", "TOWN", "MUNICIPALITY", "VILLAGE", "PORT", "CAPITAL", "HAMLET", "TOWNSHIP", "CANTON",
    "TOWN IN FEDERAL DISTRICT",
)  # fmt: skip
_PLACE = re.compile(r"(.*?)(?: ?\(([^()]*)\))?")


def parse_place(written: str) -> dict[str, str]:
    """`COUNTRY: NAME (KIND): …` as country, region, city and site, each as far as it is given.

    Of two names on one level the one written first is kept: the larger.
    """
    country, *rest = (part.strip() for part in _outer(written).split(":"))
    place = {"country": country.split(" (")[0]}
    for part in rest:
        match = _PLACE.fullmatch(part)
        if match and match[1]:
            place.setdefault(_level(match[2] or "CITY"), match[1].strip())
    return place


def _level(kind: str) -> str:
    return "region" if kind in _REGIONS else "city" if kind in _SETTLEMENTS else "site"


def _outer(written: str) -> str:
    """Without parentheses around the whole."""
    written = written.strip()
    return written[1:-1] if written.startswith("(") and written.endswith(")") else written
