"""A schema says what is evidence and how each field is compared."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel

from schemas import Compare, Quote, comparator_of, is_quote


class Inner(BaseModel):
    x: int


class Sample(BaseModel):
    quote: Quote
    maybe_quote: Quote | None = None
    quotes: list[Quote] = []
    text: str
    count: int | None
    fine: Decimal
    day: dt.date
    term: Literal["a", "b"]
    code: Literal[1, 2]
    flag: bool
    court: Annotated[str | None, Compare.name()] = None
    nested: Annotated[int, Compare.number(supported=False)] | None = None
    inner: Inner
    inners: list[Inner]


@pytest.mark.parametrize("name", ["quote", "maybe_quote", "quotes"])
def test_a_quote_is_recognised_alone_optional_and_in_a_list(name: str) -> None:
    assert is_quote(Sample.model_fields[name])


@pytest.mark.parametrize("name", ["text", "count", "court", "inner"])
def test_nothing_else_is_a_quote(name: str) -> None:
    assert not is_quote(Sample.model_fields[name])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("quote", "quote"),
        ("quotes", "quote"),
        ("text", "text"),
        ("count", "number"),
        ("fine", "number"),
        ("day", "date"),
        ("term", "enum"),
        ("code", "enum"),
        ("flag", "enum"),
        ("court", "name"),
        ("nested", "number"),
    ],
)
def test_a_field_is_compared_as_annotated_or_by_its_type(name: str, kind: str) -> None:
    comparator = comparator_of(Sample.model_fields[name])
    assert comparator is not None
    assert comparator.kind == kind


@pytest.mark.parametrize("name", ["inner", "inners"])
def test_a_nested_model_has_no_comparator_of_its_own(name: str) -> None:
    assert comparator_of(Sample.model_fields[name]) is None


def test_numbers_and_dates_must_be_borne_out_by_the_quote_unless_said_otherwise() -> None:
    supported = {
        name for name, info in Sample.model_fields.items() if (c := comparator_of(info)) and c.supported
    }
    assert supported == {"count", "fine", "day"}
