"""Which speakers of an article are the same, and what is the most that it says of each?"""

from __future__ import annotations

import re
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
        _name_bodies(slot, values, [other for _, other in told])
    for slot, values in told:
        _name_persons(slot, values, [other for _, other in told])
    _owned(claims)
    for slot, values in told:
        known = _holder(slot, values, [other for _, other in told])
        if known is not None:
            values |= known


def _name_bodies(slot: Slot, values: dict[str, Any], others: Sequence[dict[str, Any]]) -> None:
    for each in _names(slot):
        if each.name in values and each.cues is not None:
            names = [other[each.name] for other in others if each.name in other]
            values[each.name] = fuller(values[each.name], names)


def _name_persons(slot: Slot, values: dict[str, Any], others: Sequence[dict[str, Any]]) -> None:
    for each in _names(slot):
        if each.name not in values or each.cues is not None:
            continue
        same = [other for other in others if _is_same(other.get(each.name), values[each.name])]
        if len({str(other[each.name]).casefold() for other in same if _is_full(other[each.name])}) > 1:
            continue  # two of that name: which of them it is cannot be told
        fullest = max(same, key=len)
        if len(fullest) > len(values):
            values |= fullest


def _owned(claims: Sequence[Found]) -> None:
    """ "its spokesman, Ada Rool": who speaks for a body that spoke or was named right before, in place."""
    before: dict[str, Any] = {}
    for claim in sorted(claims, key=lambda each: each.quote_at):
        slot = claim.of.said_by
        if slot is None or slot.name not in claim.values:
            continue
        values = claim.values[slot.name]
        bodies = [each.name for each in _names(slot) if each.cues is not None]
        people = [values[each.name] for each in _names(slot) if each.cues is None and each.name in values]
        for body in bodies:
            if body not in values and body in before and people and _is_owned(claim.sentence.text, people[0]):
                values[body] = before[body]
            if body in values:
                before[body] = values[body]


def _is_owned(text: str, name: str) -> bool:
    words = re.escape(name)
    return (
        re.search(
            rf"{words},\s+(?:its|their)\s|\b(?:[Ii]ts|[Tt]heir)\s[^,.;]{{1,40}},?\s+(?:[A-Z][\w-]+\s)?{words}",
            text,
        )
        is not None
    )


def _holder(slot: Slot, values: dict[str, Any], others: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The one person named elsewhere with the office that is all that is known here: "the chief said"."""
    names = [each.name for each in _names(slot)]
    offices = [
        each.name
        for each in (slots_of(slot.model) if slot.model else ())
        if each.kind == "text" and each.name not in names
    ]
    if any(name in values for name in names) or not any(office in values for office in offices):
        return None
    wanted = [_words(values[office]) for office in offices if office in values]
    found = [
        other
        for other in others
        if any(name in other for name in names)
        and all(said <= {word for value in other.values() for word in _words(value)} for said in wanted)
    ]
    known = {str([other.get(name) for name in names]) for other in found}
    return found[0] if len(known) == 1 else None


def _words(value: Any) -> set[str]:
    return set(str(value).casefold().split())


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


def _is_same(one: str | None, other: str) -> bool:
    """True where the words of one name are among those of the other: "Alfani", "Prince Alfani"."""
    first, second = _words(one or ""), _words(other)
    return bool(first) and (first <= second or second <= first)


def _is_full(name: str) -> bool:
    return len(name.split()) > 1
