"""Names of persons, bodies and weapons: what a careful reader takes for the same."""

import time
from itertools import combinations, product

import pytest

from evals.comparators import About, Match
from evals.comparators.fold import folded
from evals.comparators.name import compare
from tests.evals.comparators.pairs import COUNTRIES, NAMES, rows


@pytest.mark.parametrize(("verdict", "one", "other", "why"), list(rows(NAMES)))
def test_the_verdict_is_a_readers(verdict: str, one: str, other: str, why: str) -> None:
    found = compare(one, other, About())
    assert found.verdict == verdict, why
    assert compare(other, one, About()) == found
    assert {"correct": found.similarity == 1, "partial": 0.5 <= found.similarity < 1}.get(
        verdict, found.similarity < 0.5
    )


def test_no_country_is_another() -> None:
    taken = [pair for pair in combinations(COUNTRIES, 2) if compare(*pair, About()).verdict != "incorrect"]
    assert taken == []


def about(*groups: tuple[str, ...]) -> About:
    return About(aliases={folded(name): number for number, names in enumerate(groups) for name in names})


def test_aliases_are_the_same() -> None:
    known = about(("Khalifa Haftar", "the Marshal"), ("Red Front", "Frente Rojo"))
    assert compare("General Khalifa Haftar", "The Marshal", known).verdict == "correct"
    assert compare("Frente Rojo", "the Red Front", known).verdict == "correct"


def test_names_of_two_groups_are_never_the_same() -> None:
    known = about(("Khalifa Haftar",), ("Haftar",))
    assert compare("Khalifa Haftar", "Haftar", known) == Match("partial", 0.5)
    assert compare("Khalifa Haftar", "Haftar", About()).verdict == "correct"
    assert compare("Red Front", "Haftar", about(("Red Front",), ("Haftar",))).verdict == "incorrect"


def test_a_name_that_no_group_holds_is_compared_as_written() -> None:
    assert compare("Khalifa Haftar", "Hifter", about(("Khalifa Haftar", "LNA chief"))).verdict == "correct"


def test_more_shared_words_are_liker() -> None:
    army = "Libyan National Army"
    alike = [compare(army, other, About()).similarity for other in ("Libyan National", "army", "Red Front")]
    assert alike == sorted(alike, reverse=True)


def test_a_model_that_went_astray_costs_no_time() -> None:
    words = ["".join(letters).title() for letters in product("bdfklmnr", "aiu", "bdfklmnr", "aiu", "bdfk")]
    one, other = " ".join(words[::2]), " ".join(words[1::2])
    started = time.process_time()
    assert compare("Khalifa Haftar", one, About()).verdict == "incorrect"
    assert compare(one, other, About()).verdict == "incorrect"
    assert compare(one, one + " Haftar", About()).verdict == "partial"
    assert compare("A" * 100_000, "A" * 99_998 + "b", About()).verdict == "incorrect"
    assert time.process_time() - started < 1
