"""The key's notation for dates, numbers and places."""

import datetime as dt

import pytest

from evals.muc4.notation import Count, Span, parse_count, parse_date, parse_place

MARCH = [dt.date(1990, 3, day) for day in range(1, 32)]
PUBLISHED = dt.date(1990, 3, 9)


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("04 MAR 90", Span(MARCH[3], MARCH[3])),
        ("4 MARCH 90", Span(MARCH[3], MARCH[3])),
        ("04 Mar 90", Span(MARCH[3], MARCH[3])),
        ("- 04 MAR 90", Span(None, MARCH[3])),
        ("-04 MAR 90", Span(None, MARCH[3])),
        ("(- 04 MAR 90)", Span(None, MARCH[3])),
        ("02 MAR 90 - 04 MAR 90", Span(MARCH[1], MARCH[3])),
        ("(02 MAR 90 - 04 MAR 90)", Span(MARCH[1], MARCH[3])),
        ("04 MAR", Span(MARCH[3], MARCH[3])),
    ],
)
def test_a_date_is_a_day_a_span_or_a_last_day(written: str, span: Span) -> None:
    assert parse_date(written, published=PUBLISHED) == span


@pytest.mark.parametrize(
    "written",
    ["31 NOV 89", "11 NOV 89 - 31 NOV 89", "31 NOV 89 - 11 DEC 89", "MAR 18", "SOON", "04 MAR 90 -", ""],
)
def test_what_is_no_date_gives_none(written: str) -> None:
    assert parse_date(written, published=PUBLISHED) is None


def test_without_a_year_of_publication_a_day_without_a_year_gives_none() -> None:
    assert parse_date("04 MAR") is None


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("50", Count(50)),
        ("6-8", Count(6, 8)),
        ("6 - 8", Count(6, 8)),
        ("6-", Count(6)),
        ("-80", Count(80)),
        ("~100", Count(100)),
        ("(7)", Count(7)),
        ("PLURAL", None),
        ("-", None),
    ],
)
def test_a_number_is_its_lower_end_and_the_upper_of_a_range(written: str, count: Count | None) -> None:
    assert parse_count(written) == count


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("SURANIA", {"country": "SURANIA"}),
        ("(SURANIA: KARVELA (CITY))", {"country": "SURANIA", "city": "KARVELA"}),
        (
            "SURANIA: EAST (DEPARTMENT): KARVELA (TOWN): OLD PORT (NEIGHBORHOOD)",
            {"country": "SURANIA", "region": "EAST", "city": "KARVELA", "site": "OLD PORT"},
        ),
        ("SURANIA: KARVELA (MUNICIPALITY): MIRA (VILLAGE)", {"country": "SURANIA", "city": "KARVELA"}),
        ("SURANIA: KARVELA", {"country": "SURANIA", "city": "KARVELA"}),
    ],
)
def test_a_place_is_split_by_level_the_larger_kept(written: str, place: dict[str, str]) -> None:
    assert parse_place(written) == place
