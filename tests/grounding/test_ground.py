"""Grounding of whole extractions, with schemas that have nothing to do with each other."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, RootModel

from extract.grounding import Grounding, ground
from schemas.annotations import Compare, Quote

SEEDS = Path(__file__).parents[2] / "seeds"
PUBLISHED = dt.date(2019, 7, 3)
TEXT = (
    "CAIRO — Six children were among the 53 killed on Tuesday, the UN said. A man was hurt. The "
    "ministry put the damage at between $6 million and $8 million. It was hit on July 2, 2018, too. "
    "At least 44 died, the UN said."
)


class Source(BaseModel):
    name: str | None = None
    staff: int | None = None


class Ruling(BaseModel):
    quote: Quote
    fine: Annotated[float | None, Compare.number()] = None
    counted: Annotated[int | None, Compare.number(supported=False)] = None
    day: Annotated[str | None, Compare.date()] = None
    source: Source | None = None
    final: bool = False


class Witness(BaseModel):
    quote: Quote


class Case(BaseModel):
    ruling: Ruling
    witness: Witness


class Docket(BaseModel):
    number: int | None = None
    lead: Quote | None = None
    cases: list[Case] = []
    passages: list[Quote] = []
    named: dict[str, Quote] = {}


def ruling(quote: str, **values: Any) -> Grounding:
    return ground(Ruling(quote=quote, **values), TEXT, published=PUBLISHED)


def kinds(grounding: Grounding) -> list[tuple[str, str]]:
    return [(problem.path, problem.kind) for problem in grounding.problems]


def case(quote: str, witness: str) -> Case:
    return Case(ruling=Ruling(quote=quote), witness=Witness(quote=witness))


def test_evidence_and_problems_come_in_the_order_of_the_fields_with_their_paths() -> None:
    docket = Docket(
        cases=[case("Six children", "A man"), case("nowhere", "A man was hurt")],
        passages=["53 killed", "54 killed"],
        named={"dateline": "CAIRO"},
    )
    grounding = ground(docket, TEXT)
    assert [(each.path, each.status) for each in grounding.evidence] == [
        ("cases[0].ruling.quote", "exact"),
        ("cases[0].witness.quote", "exact"),
        ("cases[1].ruling.quote", "unsupported"),
        ("cases[1].witness.quote", "exact"),
        ("passages[0]", "exact"),
        ("passages[1]", "unsupported"),
        ("named['dateline']", "exact"),
    ]
    assert kinds(grounding) == [
        ("cases[1].ruling.quote", "quote_not_found"),
        ("passages[1]", "quote_not_found"),
    ]


def test_the_text_at_the_offsets_is_the_evidence_and_the_quote_stays_as_given() -> None:
    (found,) = ruling("'Six  children were'").evidence
    assert TEXT[found.start : found.end] == "Six children were"
    assert found.quote == "'Six  children were'"


def test_an_ambiguous_quote_is_the_one_beside_its_own_object() -> None:
    docket = Docket(
        cases=[case("At least 44 died", "the UN said"), case("Six children", "the UN said")],
        lead="A man was hurt",
    )
    _, _, late, _, early = ground(docket, TEXT).evidence
    assert (late.status, early.status) == ("ambiguous", "ambiguous")
    assert (late.start, early.start) == (TEXT.rindex("the UN said"), TEXT.index("the UN said"))


def test_the_own_object_is_nearer_than_the_object_before() -> None:
    class Claim(BaseModel):
        witness: Witness
        quote: Quote

    claims = [
        Claim(witness=Witness(quote="the UN said"), quote=quote) for quote in ("Six children", "At least 44")
    ]
    first, _, second, _ = ground(RootModel[list[Claim]](claims), TEXT).evidence
    assert (first.start, second.start) == (TEXT.index("the UN said"), TEXT.rindex("the UN said"))


def test_an_ambiguous_quote_alone_is_the_first() -> None:
    (found,) = ruling("the UN said").evidence
    assert found.start == TEXT.index("the UN said")


@pytest.mark.parametrize("quote", ["", "  \n"])
def test_a_blank_quote_is_a_problem_where_one_is_required_and_nothing_where_not(quote: str) -> None:
    assert kinds(ruling(quote)) == [("quote", "quote_empty")]
    assert ground(Docket(lead=quote), TEXT) == Grounding((), ())
    assert kinds(ground(Docket(passages=[quote]), TEXT)) == [("passages[0]", "quote_empty")]


def test_no_quote_and_no_value_are_nothing() -> None:
    assert ground(Docket(), TEXT) == Grounding((), ())


@pytest.mark.parametrize(
    ("quote", "figure"),
    [
        ("Six children", 6),
        ("the 53 killed", 53),
        ("Six children were among the 53 killed", 6.0),
        ("A man was hurt", 1),
        ("between $6 million and $8 million", 6_000_000),
        ("between $6 million and $8 million", 8e6),
        ("54 killed", 54),  # no place in the article, but the quote says it
    ],
)
def test_a_number_that_the_quote_states_is_supported(quote: str, figure: float) -> None:
    assert ("fine", "number_not_in_quote") not in kinds(ruling(quote, fine=figure))


@pytest.mark.parametrize(
    ("quote", "figure", "listed"),
    [
        ("the 53 killed", 54, "53"),
        ("At least 44 died", 45, "44"),
        ("Six children", 53, "Six"),
        ("was hurt", 1, "no number"),
        ("damage at between $6", 6, "no number"),
        ("on Tuesday", 0, "no number"),
        ("54 killed", 53, "54"),
        ("the 53 killed", 10**400, "53"),
    ],
)
def test_a_number_that_the_quote_does_not_state_is_listed_with_those_it_does(
    quote: str, figure: float, listed: str
) -> None:
    problem = ground(Count(quote=quote, number=figure), TEXT).problems[-1]
    assert (problem.path, problem.kind) == ("number", "number_not_in_quote")
    assert problem.message.startswith(str(figure)[:80])
    assert problem.message.endswith(f"which has {listed}")


class Count(BaseModel):
    quote: Quote
    number: Annotated[Any, Compare.number()]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("No one was hurt", 0),
        ("none of them died", 0),
        ("an elderly woman died", 1),
        ("a 12-year-old girl", 1),
        ("one of them", 1),
        ("dozens died", 12),
        ("40,000 left", "40,000"),
        ("3.2 metres", Decimal("3.2")),
        ("forty\u00ad-four", 44),
        ("both 3 and 4", [3, 4]),
    ],
)
def test_counts_that_are_said_without_figures(text: str, number: object) -> None:
    assert ground(Count(quote=text, number=number), text).problems == ()


@pytest.mark.parametrize(
    ("text", "number"), [("No one came", 1), ("a house", 1), ("a few", 3), ("x", "\x1b[2J")]
)
def test_counts_that_are_not_said(text: str, number: object) -> None:
    (problem,) = ground(Count(quote=text, number=number), text).problems
    assert problem.kind == "number_not_in_quote"
    assert problem.message.isprintable()


def test_every_item_of_a_list_of_numbers_is_checked_and_truth_values_are_none() -> None:
    assert kinds(ground(Count(quote="At least 44 died", number=[44, 45, True]), TEXT)) == [
        ("number[1]", "number_not_in_quote")
    ]


def test_a_field_that_asks_for_no_support_is_left_alone() -> None:
    assert ruling("Six children", counted=99, final=True).problems == ()


def test_an_object_without_quotes_rests_on_the_one_around_it() -> None:
    assert ruling("Six children", source=Source(staff=6)).problems == ()
    assert kinds(ruling("Six children", source=Source(staff=7))) == [("source.staff", "number_not_in_quote")]


def test_an_object_that_left_its_optional_quote_out_has_nothing_to_rest_on() -> None:
    (problem,) = ground(Docket(number=53), TEXT).problems
    assert (problem.path, problem.kind) == ("number", "number_not_in_quote")
    assert "there is no quote" in problem.message
    assert ground(Docket(number=53, passages=["53 killed"]), TEXT).problems == ()


def test_without_any_quote_in_the_schema_nothing_is_checked() -> None:
    assert ground(Source(staff=3), TEXT) == Grounding((), ())


@pytest.mark.parametrize(
    ("quote", "day"),
    [
        ("killed on Tuesday", "2019-07-02"),
        ("killed on Tuesday", "2019-07"),
        ("on July 2, 2018", "2018-07-02"),
        ("on July 2", "2018-07-02"),  # the article goes on ", 2018"
        ("It was hit on July 2, 2018", "2018"),
    ],
)
def test_a_date_that_the_quote_names_is_supported(quote: str, day: str) -> None:
    assert ruling(quote, day=day).problems == ()


@pytest.mark.parametrize(
    ("quote", "day", "kind"),
    [
        ("killed on Tuesday", "2019-07-03", "date_not_in_quote"),
        ("on July 2, 2018", "2019-07-02", "date_not_in_quote"),
        ("Six children", "2019-07-02", "date_not_in_quote"),
        ("on Tuesday", "last Tuesday", "date_not_checkable"),
    ],
)
def test_a_date_that_the_quote_does_not_name_is_listed(quote: str, day: str, kind: str) -> None:
    assert kinds(ruling(quote, day=day)) == [("day", kind)]


def test_a_month_does_not_bear_out_a_day() -> None:
    class Raid(BaseModel):
        quote: Quote
        date: dt.date

    text = "an air strike near Tripoli last July"
    raid = Raid(quote="last July", date=dt.date(2019, 7, 2))
    assert kinds(ground(raid, text, published=dt.date(2020, 1, 28))) == [("date", "date_not_in_quote")]


def test_without_a_day_of_publication_a_weekday_cannot_be_checked() -> None:
    model = Ruling(quote="killed on Tuesday", day="2019-07-02")
    assert kinds(ground(model, TEXT)) == [("day", "date_not_checkable")]
    assert ground(model, TEXT, published=dt.datetime(2019, 7, 3, 12)).problems == ()


def test_a_root_model_adds_no_step_to_the_path() -> None:
    model = RootModel[list[Ruling]]([Ruling(quote="CAIRO")])
    assert [each.path for each in ground(model, TEXT).evidence] == ["[0].quote"]


@pytest.mark.parametrize(
    ("seed", "published", "quote", "figure", "day"),
    [
        ("000", PUBLISHED, "80 others were wounded in the attack late on Tuesday", 80, "2019-07-02"),
        ("001", PUBLISHED, "early Wednesday has left at least 40 people dead", 40, "2019-07-03"),
        ("001", PUBLISHED, "Some 3,300 people are arbitrarily held", 3300, None),
        ("001", PUBLISHED, "which houses around 600 migrants", 600, None),
        (
            "002",
            dt.date(2020, 1, 28),
            "the July 2 raids that left 53 dead and 130 wounded",
            130,
            "2019-07-02",
        ),
        ("002", dt.date(2020, 1, 28), "The U.N. on Monday confirmed", None, "2020-01-27"),
        ("003", PUBLISHED, "an airstrike that killed at least 44 people", 44, None),
        ("003", PUBLISHED, "tens of thousands of migrants", 10_000, None),
        ("004", dt.date(2019, 7, 6), "six children were among the migrants killed", 6, None),
        ("004", dt.date(2019, 7, 6), "53 migrants killed Tuesday night in an air raid", 53, "2019-07-02"),
    ],
)
def test_quotes_from_the_seeds_bear_out_what_they_state(
    seed: str, published: dt.date, quote: str, figure: float | None, day: str | None
) -> None:
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    grounding = ground(
        Ruling(quote=quote, fine=figure, day=day), path.read_text("utf-8"), published=published
    )
    assert grounding.problems == ()
    assert grounding.evidence[0].status in ("exact", "normalised")
