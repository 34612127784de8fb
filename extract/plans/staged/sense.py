"""Which claims are none after all, and which are of another kind because nobody says them?

And whom does a claim name that others tell? What decides is the schema's: `Needed` and `Sayer`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extract.plans.staged.merge import alike
from extract.plans.staged.offices import speaker_fields
from extract.plans.staged.slots import Slot
from extract.plans.staged.work import Found, Work
from schemas.annotations import Cues


def sensible(work: Work, claims: Sequence[Found]) -> list[Found]:
    """The claims that have what their kind needs. What follows from those before is set, in place."""
    kept: list[Found] = []
    for claim in sorted(claims, key=lambda each: each.quote_at):
        before = [other for other in kept if other.of is claim.of]
        for slot in claim.of.of("term"):
            _unsaid(work, claim, slot)
            _not_their_own(claim, slot)
            _named_by_others(claim, slot, before)
            _in_turn(claim, slot, before)
        if all(_has(work, claim, slot) for slot in claim.of.slots):
            kept.append(claim)
    return kept


def _names(claim: Found) -> list[Slot]:
    """The key fields of a claim that name somebody."""
    return [slot for slot in claim.of.of("text") if slot.key]


def _speaker(claim: Found) -> list[str]:
    """The names that the claim has for who says it: of the body first, then of the person."""
    source = claim.of.said_by
    if source is None or source.model is None:
        return []
    told, fields = claim.values.get(source.name, {}), speaker_fields(source.model)
    return [told[slot.name] for slot in (*fields.bodies, *fields.persons) if slot.name in told]


def _unsaid(work: Work, claim: Found, slot: Slot) -> None:
    """In place: what nobody says is the report's own, and the other way about."""
    if claim.speaker is None and not work.cued:
        return
    pairs, hedges = slot.sayer.unsaid, slot.sayer.hedges
    said = claim.speaker is not None or bool(hedges and _words(work, hedges, claim.sentence.text))
    terms = {own: other for other, own in pairs} if said else dict(pairs)
    term = claim.values.get(slot.name)
    if term in terms:
        claim.values[slot.name] = terms[term]


def _not_their_own(claim: Found, slot: Slot) -> None:
    """In place: nobody accuses himself, but in a denial and the like: the schema says in which."""
    sayer = slot.sayer
    if not sayer.of_speaker or claim.values.get(slot.name) in (*sayer.of_speaker, *sayer.of_last):
        return
    for name in _names(claim):
        if any(alike(claim.values.get(name.name), own) for own in _speaker(claim)):
            del claim.values[name.name]


def _named_by_others(claim: Found, slot: Slot, before: Sequence[Found]) -> None:
    """In place: a denial that names nobody is of who denies; a charge not confirmed is the last one."""
    sayer, term = slot.sayer, claim.values.get(slot.name)
    for name in (each for each in _names(claim) if each.name not in claim.values):
        words: list[Any] = []
        if term in sayer.of_speaker:
            words = _speaker(claim)
        elif term in sayer.of_last:
            words = [other.values[name.name] for other in reversed(before) if name.name in other.values]
        if words:
            claim.values[name.name] = words[0]


def _in_turn(claim: Found, slot: Slot, before: Sequence[Found]) -> None:
    """In place: who was accused, or denied it, and accuses does so in turn; the first to accuse does not."""
    term = claim.values.get(slot.name)
    named = [
        other.values[name.name] for other in before for name in _names(other) if name.name in other.values
    ]
    accused = any(alike(one, other) for one in _speaker(claim) for other in named)
    for plain, turned in slot.sayer.in_turn:
        if term == plain and accused:
            claim.values[slot.name] = turned
        elif term == turned and not named:
            claim.values[slot.name] = plain


def _has(work: Work, claim: Found, slot: Slot) -> bool:
    needed = slot.needed
    term = None if needed is None else claim.values.get(needed.field)
    if needed is None or term not in needed.terms:
        return True
    if slot.kind != "quote":
        why, there = f"{slot.name} is needed where {needed.field} is {term}", slot.name in claim.values
    else:
        before = work.article.before(claim.sentence) if claim.speaker is not None else ""
        there = _words(work, needed.words, f"{before} {claim.sentence.text}")
        why = f"no word there that {needed.field} {term} needs"
    if not there:
        work.note(claim.path, "dropped", why, claim.values.get(claim.of.quote.name, ""))
    return there


def _words(work: Work, words: str, text: str) -> bool:
    """True where one of the words stands in the text, or the words do not speak for its language."""
    return not work.cued or bool(work.hits(Cues.of({"": words}), text))
