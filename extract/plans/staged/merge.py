"""Which claims say the same twice? Of those, one is kept: the one that names who says it, else the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz

from extract.plans.staged.work import Found, Work

_ALIKE = 88


def merged(work: Work, claims: Sequence[Found]) -> list[Found]:
    """The claims without repetitions, in the order of their quotes."""
    kept: list[Found] = []
    for claim in sorted(claims, key=lambda each: each.quote_at):
        twin = next((other for other in kept if _same(claim, other)), None)
        if twin is None:
            kept.append(claim)
            continue
        if _named(claim) and not _named(twin):
            kept[kept.index(twin)], twin, claim = claim, claim, twin
        work.note(
            claim.path,
            "merged",
            "said before or elsewhere with its source",
            claim.values[claim.of.quote.name],
        )
    return sorted(kept, key=lambda each: each.quote_at)


def _same(one: Found, other: Found) -> bool:
    if one.of is not other.of:
        return False
    keys = [slot.name for slot in one.of.slots if slot.key and slot.kind != "said_by"]
    if not all(alike(one.values.get(name), other.values.get(name)) for name in keys):
        return False
    both_named = _named(one) and _named(other)
    if one.of.counts and (not both_named or _in_one_sentence(one, other)):
        texts = [slot.name for slot in one.of.of("text")]
        compatible = all(_compatible(one.values.get(name), other.values.get(name)) for name in texts)
        if not both_named or not compatible:
            return compatible
    slot = one.of.said_by
    return slot is None or _same_speaker(one.values.get(slot.name), other.values.get(slot.name))


def _in_one_sentence(one: Found, other: Found) -> bool:
    """Two figures of one sentence, "two soldiers and two civilians", are seldom one that is said twice."""
    return one.sentence.start == other.sentence.start and one.start != other.start


def _named(claim: Found) -> bool:
    return claim.speaker is not None


def alike(one: Any, other: Any) -> bool:
    """True for equal values, and for texts with much the same words or one with all those of the other."""
    if isinstance(one, str) and isinstance(other, str):
        return fuzz.token_set_ratio(one.casefold(), other.casefold()) >= _ALIKE
    return bool(one == other)


def _compatible(one: Any, other: Any) -> bool:
    """Said twice with different words for the people may still be the same; children are not all the dead."""
    return (
        one is None
        or other is None
        or alike(one, other)
        or {str(one), str(other)} & {"people", "persons"} != set()
    )


def _same_speaker(one: Any, other: Any) -> bool:
    first, second = one or {}, other or {}
    names = [
        (first.get(key), second.get(key))
        for key in first.keys() | second.keys()
        if isinstance(first.get(key, ""), str)
    ]
    return all(a is None or b is None or alike(a, b) for a, b in names)
