"""Which speakers of an article are the same, and what is the most that it says of each?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from extract.plans.staged.names import fuller
from extract.plans.staged.slots import Slot, slots_of
from extract.plans.staged.work import Found
from schemas.annotations import comparator_of


def link(claims: Sequence[Found]) -> None:
    """Give each speaker, in place, the fullest form that the article has for its names.

    A body gets its full name; who is known elsewhere by the same last name, with an office and a body, has
    them everywhere.
    """
    told = list(_speakers(claims))
    for slot, values in told:
        for each in _names(slot):
            if each.name in values and each.cues is not None:
                others = [other[each.name] for _, other in told if each.name in other]
                values[each.name] = fuller(values[each.name], others)
    for slot, values in told:
        for each in _names(slot):
            if each.name in values and each.cues is None:
                same = [other for _, other in told if _last(other.get(each.name)) == _last(values[each.name])]
                fullest = max(same, key=len)
                if len(fullest) > len(values):
                    values |= fullest


def _speakers(claims: Sequence[Found]) -> Iterator[tuple[Slot, dict[str, Any]]]:
    for claim in claims:
        slot = claim.of.said_by
        if slot is not None and slot.name in claim.values:
            yield slot, claim.values[slot.name]


def _names(slot: Slot) -> Iterator[Slot]:
    """The fields of a speaker that hold names: of a body where cues say so, else of a person."""
    for each in slots_of(slot.model) if slot.model is not None else ():
        comparator = comparator_of(each.info)
        if each.kind == "text" and comparator is not None and comparator.kind == "name":
            yield each


def _last(name: str | None) -> str:
    return name.split()[-1].casefold() if name and name.split() else ""
