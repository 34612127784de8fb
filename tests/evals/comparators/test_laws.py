"""What holds for every comparator, whatever the values."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evals.comparators import CORRECT, About, comparator
from extract.errors import SchemaError

WORDS = (
    "the",
    "Khalifa",
    "Haftar",
    "Hifter",
    "UN",
    "U.N.",
    "army",
    "Libyan",
    "Libya",
    "(GNA)",
    "of",
    "Tripoli,",
    "不",
)
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
TEXTS = NAMES | st.text(min_size=1, max_size=20)
NUMBERS = st.integers() | st.floats(allow_nan=False) | st.booleans() | st.integers().map(str)
DATES = st.dates().map(str) | st.dates().map(lambda day: f"{day:%Y-%m}") | st.datetimes().map(str)

VALUES = {
    **dict.fromkeys(("name", "place", "text", "entity", "quote"), TEXTS),
    **dict.fromkeys(("exact", "enum"), TEXTS | NUMBERS),
    "number": NUMBERS | TEXTS,
    "date": DATES | TEXTS,
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_a_value_is_correct_against_itself(kind: str, data: Any) -> None:
    value = data.draw(VALUES[kind])
    assert comparator(kind)(value, value, About()) == CORRECT


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_neither_side_is_favoured_and_only_the_correct_are_wholly_alike(kind: str, data: Any) -> None:
    one, other = data.draw(VALUES[kind]), data.draw(VALUES[kind])
    found = comparator(kind)(one, other, About())
    assert 0 <= found.similarity <= 1
    assert (found.similarity == 1) == (found.verdict == "correct")
    assert not (found.apart and found.verdict != "incorrect")
    assert comparator(kind)(other, one, About()) == found


@given(NAMES, NAMES)
@example("Haftar", "Khalifa Haftar")
def test_a_partial_name_is_liker_than_an_incorrect_one(one: str, other: str) -> None:
    found = comparator("name")(one, other, About())
    assert (found.similarity < 0.5) == (found.verdict == "incorrect")


@pytest.mark.parametrize("kind", ["fold", "words", "nothing", "evals.comparators.name:nothing"])
def test_what_compares_nothing_is_no_comparator(kind: str) -> None:
    with pytest.raises(SchemaError):
        comparator(kind)
