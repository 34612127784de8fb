"""The words of `ConflictReport`'s cues: what they find, and what they must not."""

from __future__ import annotations

import pytest

from extract.plans.staged.cues import hits
from schemas import cues


@pytest.mark.parametrize(
    "people",
    [
        "schoolchildren",
        "churchgoers",
        "townspeople",
        "boatmen",
        "truckers",
        "attackers",
        "marketgoers",
        "gunners",
    ],
)
def test_people_named_after_a_place_or_a_thing_are_counted(people: str) -> None:
    assert list(hits(cues.THINGS, people)) == []


@pytest.mark.parametrize("thing", ["beds", "helicopters", "schools", "Lorries", "strike"])
def test_things_are_not(thing: str) -> None:
    assert [hit.term for hit in hits(cues.THINGS, thing)] == [""]


@pytest.mark.parametrize(
    ("clause", "term"),
    [
        ("No one has claimed responsibility", "no_claim_of_responsibility"),
        ("the charge could not be independently verified", "no_independent_confirmation"),
        ("the army did not return calls", "could_not_be_reached"),
        ("whose shells they were is not known", "states_unclear"),
        ("experts said it was probably a rocket", "finds_likely"),
        ("government aircraft bombed the mill", "asserts_as_fact"),
        ("the council disowned the raid and disclaimed it", "denies"),
    ],
)
def test_words_point_to_what_is_stated(clause: str, term: str) -> None:
    assert term in {hit.term for hit in hits(cues.STANCE, clause)}


def test_a_toll_alone_points_to_nobody() -> None:
    assert list(hits(cues.STANCE, "the blast killed 12 people and wounded 30")) == []
