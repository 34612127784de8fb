"""The other fields of a claim: those that words decide, and those that are asked one by one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel

from extract.client.asking import Answer
from extract.plans.interviewer import together
from extract.plans.staged.cues import Hit, distance
from extract.plans.staged.likelihood import probability
from extract.plans.staged.names import names_nobody
from extract.plans.staged.questions import Short, marked, narrow_model
from extract.plans.staged.slots import Slot
from extract.plans.staged.subjects import subject_before
from extract.plans.staged.work import Found, Work, name_in, without_article

_RANGE = "<range>"
_SUBJECT = 120


async def fill_fields(work: Work, claims: Sequence[Found]) -> None:
    """Fill what is still open in each claim, in place; source and quote are not ours."""
    await together(_fill(work, claim, claims) for claim in claims)


async def _fill(work: Work, claim: Found, claims: Sequence[Found]) -> None:
    for slot in claim.of.slots:
        if slot.name in claim.values:
            continue
        if slot.kind == "term":
            await _term(work, claim, slot)
        elif slot.kind == "number" and slot.cues is not None:
            await _number(work, claim, slot, claims)
        elif slot.kind == "text" and slot.key and _has_words(work, claim, slot):
            await _text(work, claim, slot)


async def _term(work: Work, claim: Found, slot: Slot) -> None:
    cues, terms = slot.cues, slot.terms
    pointing = _pointing(work, claim, slot)
    if cues is not None and cues.otherwise is not None and (pointing or work.cued):
        if not pointing:
            claim.values[slot.name] = cues.otherwise
            return
        if not cues.asked:
            claim.values[slot.name] = pointing[0].term
            return
        terms = tuple(term for term in terms if term == cues.otherwise or term in {h.term for h in pointing})
    elif not slot.required and not _has_words(work, claim, slot):
        return
    answer = await _question(work, claim, slot, _answer_model(slot.name, terms), terms)
    if answer is None:
        if cues is not None and cues.otherwise is not None:
            claim.values[slot.name] = cues.otherwise
        return
    claim.values[slot.name] = getattr(answer.value, slot.name)
    if slot.key:
        claim.probability *= probability(answer, slot.name, tuple(map(str, terms)))


def _has_words(work: Work, claim: Found, slot: Slot) -> bool:
    """A field that may be left open is worth a question only where the prompt has one for it."""
    return work.questionnaire.find(f"{claim.path}.{slot.name}", slot.name) is not None


def _pointing(work: Work, claim: Found, slot: Slot) -> list[Hit]:
    """The words that point to a term and stand near enough, the nearest first."""
    cues = slot.cues
    if cues is None:
        return []
    text = claim.sentence.text
    start, end = claim.start - claim.sentence.start, claim.end - claim.sentence.start
    found = [
        Hit(start, end, term) for term, words in cues.terms if words == _RANGE and _is_range(claim)
    ] or work.hits(cues, text)
    if cues.near == "figure":
        found = [
            hit
            for hit in found
            if (hit.end <= start and start - hit.end <= 3)
            or (hit.start < end and start < hit.end)
            or (hit.start >= end and hit.start - end <= 3 and text[hit.start : hit.end].startswith("or"))
        ]
    elif cues.near in ("quote", "clause"):
        span = claim.quote_at if cues.near == "quote" else claim.clause
        first, last = span[0] - claim.sentence.start, span[1] - claim.sentence.start
        found = [hit for hit in found if first <= hit.start and hit.end <= last]
    return sorted(found, key=lambda hit: (distance(hit, start, end), hit.start < start, hit.start - hit.end))


def _is_range(claim: Found) -> bool:
    return any(claim.values.get(slot.name) is not None for slot in claim.of.of("upper"))


async def _number(work: Work, claim: Found, slot: Slot, claims: Sequence[Found]) -> None:
    """A figure of another claim that this one refers to: one of those nearby, or none."""
    if work.cued and not _pointing(work, claim, slot):
        return
    own = _figure(claim)
    near = [
        _figure(other)
        for other in claims
        if other.of is claim.of and -2 <= other.sentence.index - claim.sentence.index <= 0
    ]
    options = tuple(dict.fromkeys(str(n) for n in near if n is not None and own is not None and n > own))
    if not options:
        return
    terms = (*options, "none")
    answer = await _question(work, claim, slot, _answer_model(slot.name, terms), terms)
    chosen = getattr(answer.value, slot.name) if answer is not None else "none"
    if chosen != "none":
        claim.values[slot.name] = int(chosen)


async def _text(work: Work, claim: Found, slot: Slot) -> None:
    """Words of the article that have a question of their own."""
    answer = await _question(work, claim, slot, _text_model(slot.name))
    words = getattr(answer.value, slot.name) if answer is not None else None
    words = words or _subject_of_nature(work, claim)
    if words is None:
        return
    shown = work.article.around(claim.sentence)
    if name_in(shown, words) is None and name_in(shown, words.removesuffix("s")) is not None:
        words = words.removesuffix("s")  # "rebels" of "a rebel rocket"
    if name_in(shown, words) is None:
        work.note(f"{claim.path}.{slot.name}", "dropped", "not in the passage", words)
    elif not names_nobody(words):
        claim.values[slot.name] = without_article(words)


def _subject_of_nature(work: Work, claim: Found) -> str | None:
    """The subject of the words that point to what kind of claim it is, where they speak of their subject."""
    nature = claim.of.nature
    term = claim.values.get(nature.name) if nature is not None else None
    if nature is None or term not in nature.sayer.of_subject:
        return None
    text, offset = claim.sentence.text, claim.sentence.start
    first, last = claim.quote_at[0] - offset, claim.quote_at[1] - offset
    hits = [hit for hit in work.hits(nature.cues, text) if hit.term == term]
    own = [hit for hit in hits if first <= hit.start and hit.end <= last] or hits
    places = (subject_before(text, hit.start) for hit in sorted(own, key=lambda hit: hit.start))
    return next((text[slice(*place)] for place in places if place is not None), None)


def _figure(claim: Found) -> int | None:
    value = next((claim.values.get(slot.name) for slot in claim.of.of("count")), None)
    return value if isinstance(value, int) else None


async def _question(
    work: Work, claim: Found, slot: Slot, schema: type[BaseModel], terms: Sequence[Any] = ()
) -> Answer | None:
    sentence = claim.sentence
    start, end = claim.quote_at[0] - sentence.start, claim.quote_at[1] - sentence.start
    if not terms:
        start = _with_subject(work, claim, start)
    described = slot.info.description or slot.name.replace("_", " ")
    options = f"One of: {', '.join(map(str, terms))}." if terms else "Copy from the passage."
    fallback = f"About the marked words: {described}? {options}"
    return await work.ask(
        (f"{claim.path}.{slot.name}", slot.name),
        fallback,
        marked(sentence.text, max(start, 0), end),
        sentence,
        schema,
        max_tokens=40,
    )


def _with_subject(work: Work, claim: Found, start: int) -> int:
    """Where the words begin with those that they are about: a quote may leave out who "did not answer"."""
    before = claim.sentence.text[:start]
    slot = claim.of.said_by
    said = work.hits(slot.cues if slot else None, before)
    return start if said or len(before) > _SUBJECT else 0


@lru_cache(maxsize=256)
def _text_model(name: str) -> type[BaseModel]:
    return narrow_model(name.title().replace("_", ""), **{name: (Short | None, ...)})


@lru_cache(maxsize=256)
def _answer_model(name: str, terms: tuple[Any, ...]) -> type[BaseModel]:
    return narrow_model(name.title().replace("_", ""), **{name: (Literal[terms], ...)})
