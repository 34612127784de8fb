"""How does each English way of naming a date read?

One pattern and one reader for each; a reader gives the periods that the words can mean, None for one that
stays open for want of a day of publication, and raises ValueError or OverflowError for a day that does not
exist.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

Period = tuple[dt.date, dt.date]
"""The first and the last day of a day, a month or a year."""
Reader = Callable[[re.Match[str], dt.date | None], Iterator[Period | None]]

_MOST_AHEAD = dt.timedelta(days=60)
_YEARS_BACK = 8  # 29 February can be that far away
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_SHORT_MONTHS = {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_AGO = {
    "day before yesterday": 2,
    "day after tomorrow": -2,
    "last night": 1,
    "yesterday": 1,
    "today": 0,
    "tonight": 0,
    "tomorrow": -1,
}
_AGO |= {f"this {part}": 0 for part in ("morning", "afternoon", "evening")}
_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


_behind_may = re.compile(r"\s+(?:H(?:ave|AVE)|B[eE]|N(?:ot|OT)|A(?:lso|LSO)|S(?:till|TILL)|Y(?:et|ET))\b")
_before_date = re.compile(r"\b(?:on|in|since|of|by|until|from)\s+$", re.IGNORECASE)


def period(year: int, month: int | None = None, day: int | None = None) -> Period:
    """Raises ValueError for a day that does not exist."""
    if month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if day is None:
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date(year, month, day), dt.date(year, month, day)


def _iso(match: re.Match[str], published: dt.date | None) -> Iterator[Period]:
    yield period(*(int(part) for part in re.findall(r"\d+", match.group())))


def _figures(match: re.Match[str], published: dt.date | None) -> Iterator[Period]:
    """2.7.2019 has the day first; 02/07/2019 is July in Europe and February in the United States."""
    one, other, year = (int(part) for part in re.findall(r"\d+", match.group()))
    if other <= 12:
        yield period(year, other, one)
    if one <= 12 and one != other and "." not in match.group():
        yield period(year, one, other)


def _named(match: re.Match[str], published: dt.date | None) -> Iterator[Period | None]:
    """A month, with one day or two or none, in the year it names or the one that fits the publication."""
    groups = match.groupdict()
    month = (_MONTHS | _SHORT_MONTHS).get(groups["month"].lower().rstrip("."))
    if month is None or not groups["month"][0].isupper():  # "may have", "march on"
        return
    if month == 5 and _is_may_of_a_verb(match):  # "UP TO 30 MAY HAVE DIED"
        return
    days: list[int] | list[None] = [int(groups[name]) for name in ("day", "until") if groups.get(name)] or [
        None
    ]
    for day in days:
        if groups["year"]:
            yield period(int(groups["year"]), month, day)
        elif published is None:
            yield None
        else:
            yield from _nearest(month, day, published, which=(groups.get("which") or "").lower())


def _is_may_of_a_verb(match: re.Match[str]) -> bool:
    """In capitals May is a verb too: as the last word of the date, with another of the verb behind it."""
    return (
        match.group().endswith(match["month"])
        and _behind_may.match(match.string, match.end()) is not None
        and _before_date.search(match.string[max(0, match.start() - 8) : match.start()]) is None
    )


def _nearest(month: int, day: int | None, published: dt.date, *, which: str) -> Iterator[Period]:
    years = range(published.year - _YEARS_BACK, published.year + 2)
    periods = [each for year in years for each in _existing(year, month, day)]
    past = [each for each in periods if (each[1] < published if which == "last" else each[0] <= published)]
    ahead = [each for each in periods if each[0] > published]
    if past and which != "next":
        yield past[-1]
    if ahead and (which == "next" or (not which and ahead[0][0] - published <= _MOST_AHEAD)):
        yield ahead[0]


def _existing(year: int, month: int, day: int | None) -> Iterator[Period]:
    with suppress(ValueError):
        yield period(year, month, day)


def _weekday(match: re.Match[str], published: dt.date | None) -> Iterator[Period | None]:
    if published is None:
        yield None
        return
    back = (published.weekday() - _WEEKDAYS[match["weekday"].lower()]) % 7
    which = (match["which"] or "").lower()
    if which in ("last", "past"):
        back = back or 7
    if which in ("next", "coming"):
        back -= 7
    yield _days_before(published, back)


def _ago(match: re.Match[str], published: dt.date | None) -> Iterator[Period | None]:
    count = match["count"]
    if count is None:
        days = _AGO[" ".join(match.group().lower().split())]
    else:
        days = int(count) if count.isdecimal() else _COUNTS.index(count.lower())
    yield None if published is None else _days_before(published, days)


def _days_before(published: dt.date, days: int) -> Period:
    day = published - dt.timedelta(days=days)
    return day, day


def _relative_period(match: re.Match[str], published: dt.date | None) -> Iterator[Period | None]:
    if published is None:
        yield None
        return
    shift = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    if match["unit"].lower() == "year":
        yield period(published.year + shift)
    else:
        months = published.year * 12 + published.month - 1 + shift
        yield period(months // 12, months % 12 + 1)


def _year(match: re.Match[str], published: dt.date | None) -> Iterator[Period]:
    yield period(int(match.group()))


def _words(names: Iterable[str]) -> str:
    return "|".join(name.replace(" ", r"\s+") for name in names)


_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_ORDINAL = "(?:st|nd|rd|th)?"
_DAYS = rf"(?P<day>{_NUMBER}){_ORDINAL}(?:\s?(?:-|–|to|and)\s?(?P<until>{_NUMBER}){_ORDINAL}\b)?(?!\d|[.,]\d)"
_MONTH = rf"(?P<month>{_words(_MONTHS)}|(?:{_words(_SHORT_MONTHS)})\b\.?)"
_FULL_MONTH = rf"(?P<month>{_words(_MONTHS)})\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d|,\d)"
_ON = rf"(?:\b(?:{_words(_WEEKDAYS)}),?\s+(?:the\s+)?)?"
_PATTERNS: tuple[tuple[str, Reader], ...] = (
    (r"(?<!\d)\d{4}([-/])\d\d\1\d\d(?!\d)", _iso),
    (r"(?<!\d)\d{1,2}([-/.])\d{1,2}\1\d{4}(?!\d)", _figures),
    (rf"{_ON}(?<![\d.,-]){_DAYS}\s+(?:of\s+)?{_MONTH}(?!\w)(?:,?\s+{_YEAR})?", _named),
    (rf"{_ON}\b{_MONTH}\s+{_DAYS}(?:,?\s+{_YEAR})?", _named),
    (rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}", _named),
    (rf"\b(?:(?P<which>last|next)\s+)?{_FULL_MONTH}(?P<year>)", _named),
    (rf"\b(?:(?P<which>last|past|next|coming)\s+)?(?P<weekday>{_words(_WEEKDAYS)})\b", _weekday),
    (rf"\b(?:{_words(_AGO)}|(?P<count>\d{{1,3}}|{_words(_COUNTS[1:])})\s+days?\s+ago)\b", _ago),
    (r"\b(?P<which>last|this|next)\s+(?P<unit>month|year)\b", _relative_period),
    (r"(?<![\w.,$€£/-])(?:19|20)\d\d(?!\w|[.,-]\d)", _year),
)

READERS = tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in _PATTERNS)
"""In order of precedence: what an earlier pattern took, a later one does not read again."""
