"""How English names dates, and which days they are on Wednesday, 3 July 2019."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.grounding.dates import dates_in, period_of

WEDNESDAY = dt.date(2019, 7, 3)


def read(text: str, published: dt.date | None = WEDNESDAY) -> list[str]:
    """Days as 2019-07-02, longer periods as first..last, open ones as "open"."""
    found = []
    for mention in dates_in(text, published):
        days = [str(day) for day in dict.fromkeys((mention.first, mention.last)) if day]
        found.append("..".join(days) or "open")
    return found


@pytest.mark.parametrize(
    "text",
    ["2 July 2019", "July 2, 2019", "2nd of July, 2019", "Tuesday, July 2, 2019", "2019-07-02", "2019/07/02",
     "Tuesday the 2nd of July 2019", "2.7.2019", "July 2 raids", "the 2 July raid", "JULY 2", "Jul. 2",
     "02 July"],
)  # fmt: skip
def test_a_day_by_its_name(text: str) -> None:
    assert read(text) == ["2019-07-02"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("late on Tuesday", "2019-07-02"),
        ("Tuesday night’s attack", "2019-07-02"),
        ("early Wednesday", "2019-07-03"),
        ("Thursday", "2019-06-27"),
        ("last Tuesday", "2019-07-02"),
        ("last Wednesday", "2019-06-26"),
        ("next Friday", "2019-07-05"),
        ("yesterday", "2019-07-02"),
        ("last\nnight", "2019-07-02"),
        ("today", "2019-07-03"),
        ("this morning", "2019-07-03"),
        ("tomorrow", "2019-07-04"),
        ("the day before yesterday", "2019-07-01"),
        ("the day after tomorrow", "2019-07-05"),
        ("three days ago", "2019-06-30"),
        ("10 days ago", "2019-06-23"),
    ],
)
def test_a_day_relative_to_publication(text: str, day: str) -> None:
    assert read(text) == [day]
    assert read(text, None) == ["open"]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_that_day_within_the_week_up_to_publication(published: dt.date, back: int) -> None:
    day = published - dt.timedelta(days=back)
    (found,) = dates_in(f"on {day:%A}", published)
    assert found.first == found.last == day


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.integers(0, 364))
def test_a_day_and_month_is_the_latest_up_to_publication(published: dt.date, back: int) -> None:
    day = published - dt.timedelta(days=back)
    found = dates_in(f"on {day:%B} {day.day}", published)
    assert found[0].first == day


@pytest.mark.parametrize(
    ("text", "published", "period"),
    [
        ("last July", dt.date(2020, 1, 28), "2019-07-01..2019-07-31"),
        ("last July", WEDNESDAY, "2018-07-01..2018-07-31"),
        ("in early April", WEDNESDAY, "2019-04-01..2019-04-30"),
        ("next April", WEDNESDAY, "2020-04-01..2020-04-30"),
        ("until June 2020", None, "2020-06-01..2020-06-30"),
        ("June of 2020", None, "2020-06-01..2020-06-30"),
        ("In July 53 migrants", WEDNESDAY, "2019-07-01..2019-07-31"),
        ("last month", dt.date(2020, 1, 28), "2019-12-01..2019-12-31"),
        ("last year", WEDNESDAY, "2018-01-01..2018-12-31"),
        ("since 2011,", None, "2011-01-01..2011-12-31"),
    ],
)
def test_a_month_or_year_stays_a_month_or_year(text: str, published: dt.date | None, period: str) -> None:
    assert read(text, published) == [period]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("02/07/2019", ["2019-07-02", "2019-02-07"]),
        ("July 2-3, 2019", ["2019-07-02", "2019-07-03"]),
        ("2 and 3 July", ["2019-07-02", "2019-07-03"]),
        ("August 5", ["2018-08-05", "2019-08-05"]),
        ("Feb. 29", ["2016-02-29"]),
        ("on Monday and on June 1", ["2019-07-01", "2019-06-01"]),
        ("killed on 30 May have been buried", ["2019-05-30"]),
        ("THOSE KILLED ON 30 MAY HAVE BEEN BURIED", ["2019-05-30"]),
        ("freed on May 12 also", ["2019-05-12"]),
        ("MAY 12 HAVE", ["2019-05-12"]),
    ],
)
def test_several_days_and_several_readings(text: str, days: list[str]) -> None:
    assert read(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "some may have died",
        "UP TO 30 MAY HAVE BEEN KILLED",
        "12 MAY ALSO BE DEAD",
        "At Least 12 May Have Died",
        "march on",
        "Jan said",
        "last week",
        "2,011 people",
        "$2011",
        "31/31/2019",
        "sundays",
    ],
)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("published", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar_do_no_harm(published: dt.date) -> None:
    dates_in(
        "Monday yesterday tomorrow next Friday July 2 last year next year next month last month", published
    )


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (dt.date(2019, 7, 2), ("2019-07-02", "2019-07-02")),
        (dt.datetime(2019, 7, 2, 3), ("2019-07-02", "2019-07-02")),
        ("2019-07-02", ("2019-07-02", "2019-07-02")),
        ("2019-07-02T03:00", ("2019-07-02", "2019-07-02")),
        ("2019-02", ("2019-02-01", "2019-02-28")),
        ("2019", ("2019-01-01", "2019-12-31")),
    ],
)
def test_the_period_of_a_value(value: object, days: tuple[str, str]) -> None:
    assert tuple(str(day) for day in period_of(value) or ()) == days


@pytest.mark.parametrize("value", ["Tuesday", "2 July 2019", "2019-06-31", "0000", ""])
def test_a_value_that_is_no_iso_date_has_none(value: str) -> None:
    assert period_of(value) is None
