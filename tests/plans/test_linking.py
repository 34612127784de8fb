"""A surname that two people of the article bear says nothing of which of them it is."""

from __future__ import annotations

from typing import Any

from extract.plans.staged.linking import _name_persons
from extract.plans.staged.offices import speaker_fields
from schemas.conflict import Source


def named(*told: dict[str, Any]) -> dict[str, Any]:
    last = dict(told[-1])
    _name_persons(speaker_fields(Source), last, [*told[:-1], last])
    return last


def test_a_surname_is_filled_up_only_where_one_person_bears_it() -> None:
    one, other = {"name": "Hassan Ali", "role": "mayor"}, {"name": "Ahmed Ali", "role": "clerk"}
    assert named(one, {"name": "Ali"}) == one
    assert named(one, other, {"name": "Ali"}) == {"name": "Ali"}


def test_a_full_name_takes_nothing_from_a_surname_that_another_may_bear() -> None:
    bare = {"name": "Ali", "role": "mayor", "organisation": "Oster"}
    assert named(bare, {"name": "Hassan Ali"}, {"name": "Ahmed Ali"}) == {"name": "Ahmed Ali"}


def test_a_full_name_stays_whole_where_more_is_known_of_its_surname() -> None:
    bare = {"name": "Ali", "role": "mayor"}
    assert named(bare, {"name": "Ahmed Ali"}) == {"name": "Ahmed Ali", "role": "mayor"}
