"""Which speakers of an article are the same, and what is the most that it says of each?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from extract.plans.staged.names import fuller
from extract.plans.staged.offices import SpeakerFields, speaker_fields
from extract.plans.staged.work import Found

Values = dict[str, Any]


def link(claims: Sequence[Found]) -> None:
    """Give each speaker, in place, the fullest form that the article has for its names.

    A body gets its full name; who is known elsewhere by a name with the same words, with an office and a
    body, has them everywhere, unless there are two of that name.
    """
    spoken = [
        (claim, speaker_fields(slot.model), claim.values[slot.name])
        for claim in sorted(claims, key=lambda each: each.quote_at)
        if (slot := claim.of.said_by) is not None and slot.model is not None and slot.name in claim.values
    ]
    told = [values for _, _, values in spoken]
    for _, fields, values in spoken:
        _name_bodies(fields, values, told)
    for _, fields, values in spoken:
        _name_persons(fields, values, told)
    before: Values = {}
    for claim, fields, values in spoken:
        _own(fields, values, before, claim.sentence.text)
    for _, fields, values in spoken:
        values |= _holder(fields, values, told)


def _name_bodies(fields: SpeakerFields, values: Values, told: Sequence[Values]) -> None:
    for name in (slot.name for slot in fields.bodies):
        if name in values:
            values[name] = fuller(values[name], [other[name] for other in told if name in other])


def _name_persons(fields: SpeakerFields, values: Values, told: Sequence[Values]) -> None:
    for name in (slot.name for slot in fields.persons):
        if name not in values:
            continue
        same = [other for other in told if _is_same(other.get(name), values[name])]
        if _several(name, same, told):  # of that short name: which of them it is cannot be told
            same = [other for other in same if _words(values[name]) <= _words(other[name])]
        if _several(name, same, same):
            continue
        fullest = max(same, key=len)
        if len(fullest) > len(values):
            values |= {**fullest, name: max(values[name], fullest[name], key=len)}


def _several(name: str, some: Sequence[Values], told: Sequence[Values]) -> bool:
    """Are there persons of different full names among all those that some may be?"""
    theirs = [other[name] for each in some for other in told if _is_same(other.get(name), each[name])]
    return len({other.casefold() for other in theirs if _is_full(other)}) > 1


def _own(fields: SpeakerFields, values: Values, before: Values, text: str) -> None:
    """ "its spokesman, Ada Rool" speaks for the body that spoke right `before`, which is kept up to date."""
    people = [values[slot.name] for slot in fields.persons if slot.name in values]
    for body in (slot.name for slot in fields.bodies):
        if body not in values and body in before and people and _is_owned(text, people[0]):
            values[body] = before[body]
        if body in values:
            before[body] = values[body]


def _is_owned(text: str, name: str) -> bool:
    words = re.escape(name)
    behind = rf"{words},\s+(?:its|their)\s"
    in_front = rf"\b(?:[Ii]ts|[Tt]heir)\s[^,.;]{{1,40}},?\s+(?:[A-Z][\w-]+\s)?{words}"
    return re.search(f"{behind}|{in_front}", text) is not None


def _holder(fields: SpeakerFields, values: Values, told: Sequence[Values]) -> Values:
    """The one person named elsewhere with the office that is all that is known here: "the chief said"."""
    names = [slot.name for slot in (*fields.persons, *fields.bodies)]
    wanted = [_words(values[slot.name]) for slot in fields.offices if slot.name in values]
    if any(name in values for name in names) or not wanted:
        return {}
    found = [
        other
        for other in told
        if any(name in other for name in names)
        and all(said <= {word for value in other.values() for word in _words(value)} for said in wanted)
    ]
    known = {str([other.get(name) for name in names]) for other in found}
    return found[0] if len(known) == 1 else {}


def _words(value: Any) -> set[str]:
    return set(str(value).casefold().split())


def _is_same(one: str | None, other: str) -> bool:
    """True where the words of one name are among those of the other: "Alfani", "Prince Alfani"."""
    first, second = _words(one or ""), _words(other)
    return bool(first) and (first <= second or second <= first)


def _is_full(name: str) -> bool:
    return len(name.split()) > 1
