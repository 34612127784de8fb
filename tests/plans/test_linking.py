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
