"""Places: spelling, and levels."""

from itertools import combinations

import pytest

from evals.comparators import About
from evals.comparators.place import compare, levels_of
from tests.evals.comparators.pairs import COUNTRIES, PLACES, rows

HERE = {
    "quote": "Hill",
    "site": "Hill Road school",
    "settlement": "Tarn",
    "admin": "Selm",
    "country": "Marolia",
}


@pytest.mark.parametrize(("verdict", "one", "other", "why"), list(rows(PLACES)))
def test_the_verdict_is_a_readers(verdict: str, one: str, other: str, why: str) -> None:
    found = compare(one, other, About())
    assert found.verdict == verdict, why
    assert compare(other, one, About()) == found


def test_no_country_is_another() -> None:
    taken = [pair for pair in combinations(COUNTRIES, 2) if compare(*pair, About()).verdict != "incorrect"]
    assert taken == []


@pytest.mark.parametrize(
    ("predicted", "verdict"),
    [
        ("Selm", "partial"),
        ("Maroliah", "partial"),  # in any spelling
        ("Hill Road School", "partial"),
        ("Oster", "incorrect"),
        ("Hill", "incorrect"),  # a quote is no level
    ],
)
def test_a_place_of_another_level_of_gold_is_less_and_not_wrong(predicted: str, verdict: str) -> None:
    assert compare("Tarn", predicted, About(gold=HERE)).verdict == verdict


def test_a_level_that_says_the_same_as_gold_changes_nothing() -> None:
    assert compare("Tarn", "Tarn", About(gold=HERE | {"admin": "Tarn"})).verdict == "correct"


def test_a_schema_can_name_its_own_levels() -> None:
    about = About(options={"levels": ("camp",)}, gold={"town": "Tarn", "camp": "North", "country": "Marolia"})
    assert compare("Tarn", "North", about).verdict == "partial"
    assert compare("Tarn", "Marolia", about).verdict == "incorrect"


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("Tarn, Selm, Marolia", ("Tarn", "Selm", "Marolia")),
        ("MAROLIA: SELM (PROVINCE): TARN (TOWN)", ("TARN", "SELM", "MAROLIA")),
        ("the town of Tarn", ("the of Tarn",)),
        ("Kuwait City", ("Kuwait City",)),
        ("town", ("town",)),
        (" , ", ()),
    ],
)
def test_levels_go_from_small_to_large(written: str, levels: tuple[str, ...]) -> None:
    assert levels_of(written) == levels


def test_a_place_without_a_name_equals_itself_only() -> None:
    assert compare(" , ", ",", About()).verdict == "correct"
    assert compare(",", "Tarn", About()).verdict == "incorrect"
