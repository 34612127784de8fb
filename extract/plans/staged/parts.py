"""The objects that stand alone in a schema: when, where, what. Quote first, from the start of the article."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel

from extract.client.asking import Answer
from extract.grounding.dates import DateMention, dates_in
from extract.plans.interviewer import together
from extract.plans.staged.alone import one_field
from extract.plans.staged.cues import distance
from extract.plans.staged.likelihood import probability
from extract.plans.staged.questions import Quoted, Short, choice_model, narrow_model
from extract.plans.staged.sentences import Sentence
from extract.plans.staged.slots import Part, Slot
from extract.plans.staged.work import LEAD, Work, place_in
from extract.schema import snake_case
from schemas.annotations import comparator_of

_MOST_DATES = 12
_OWN = ("quote", "text", "term")


Filled = tuple[dict[str, Any] | None, float]
"""The values of a part, None where the article does not say; and how likely they are."""


async def fill_parts(work: Work, parts: Sequence[Part]) -> dict[str, Filled]:
    """The values of each part by its path.

    A part that holds a date is asked about by itself; all others of one parent, and the parent's own fields,
    in one question: they are read off the same sentences.
    """
    if not work.article.sentences:
        return {part.path: (None, 1.0) for part in parts}
    dated = [part for part in parts if _is_dated(part)]
    families: dict[str, list[Part]] = {}
    for part in parts:
        if part not in dated:
            families.setdefault(part.path.partition(".")[0], []).append(part)
    filled = await together([_dated(work, part) for part in dated])
    found = {part.path: each for part, each in zip(dated, filled, strict=True)}
    for told in await together([_described(work, family) for family in families.values()]):
        found |= told
    return found


def _is_dated(part: Part) -> bool:
    kinds = {slot.kind for slot in part.slots}
    return {"date", "quote"} <= kinds


async def _described(work: Work, family: Sequence[Part]) -> dict[str, Filled]:
    """One question for all of a family's fields, over the first sentences of the article."""
    lead = work.lead()
    schema = _family_model(tuple(family), tuple(_offered(work, part) for part in family))
    answer = await _question(work, family[0], lead, schema)
    if answer is None and family[0].required:
        answer = await _question(work, family[0], lead, _required_model(family[0], _offered(work, family[0])))
    if answer is None:
        return {part.path: (None, 1.0) for part in family}
    said = _said(family, answer.value)
    wrong = [words for part in family for words in _absent(work, part, said[part.path])]
    if wrong:
        work.note(family[0].path, "asked_again", "words that are not in the article", "; ".join(wrong))
        told = "; ".join(f"“{words[:60]}”" for words in wrong[:3])
        again = await _question(work, family[0], f"{lead}\n\n(Not in the article: {told})", schema)
        answer = again or answer
        said = _said(family, answer.value)
    checked = {part.path: _checked(work, part, said[part.path], answer) for part in family}
    return {part.path: await _each_by_itself(work, part, checked[part.path]) for part in family}


async def _each_by_itself(work: Work, part: Part, filled: Filled) -> Filled:
    """Asks for a field by itself where the prompt has a question for it, and it was left open or filled in
    a hurry.

    That is, with the words of another field: asked for town, province and country at once, a small model
    writes the country three times.
    """
    values, sure = filled
    for slot in part.slots:
        own = f"{part.path}.{slot.name}"
        known = [each for name, each in (values or {}).items() if name != slot.name]
        if slot.kind != "text" or work.questionnaire.find(own) is None:
            continue
        if values is not None and (words := values.get(slot.name)) and words not in known:
            continue
        found = await one_field(work, part, slot, own, [each for each in known if isinstance(each, str)])
        if found is not None:
            values = {**(values or {}), slot.name: found}
            _quote_from_values(work, part, values)
    return (None, 1.0) if values is None or _missing(part, values) else (values, sure)


def _said(family: Sequence[Part], value: BaseModel) -> dict[str, dict[str, Any] | None]:
    """What the answer has for each part. The first part's own fields stand at its top."""
    told = value.model_dump()
    return {part.path: told if part is family[0] else told.get(_field(part)) for part in family}


def _absent(work: Work, part: Part, said: dict[str, Any] | None) -> list[str]:
    if said is None:
        return []
    names = [slot.name for slot in part.slots if slot.kind in ("quote", "text")]
    return [words for name in names if (words := said.get(name)) and not work.stands(words)]


def _checked(work: Work, part: Part, said: dict[str, Any] | None, answer: Answer) -> Filled:
    """The values that the article bears out; None if what the schema requires is not among them."""
    if said is None:
        return None, 1.0
    own = {slot.name for slot in part.slots if slot.kind in _OWN}
    values = {name: value for name, value in said.items() if name in own and value not in (None, "")}
    for words in _absent(work, part, values):
        name = next(name for name, value in values.items() if value == words)
        work.note(f"{part.path}.{name}", "dropped", "not in the article", values.pop(name))
    for slot in part.slots:
        if slot.kind == "quote" and slot.name in values:
            values[slot.name] = work.own_words(values[slot.name]) or values[slot.name]
    _quote_from_values(work, part, values)
    if missing := _missing(part, values):
        work.note(part.path, "dropped", f"no {', '.join(missing)}")
        return None, 1.0
    sure = 1.0
    for slot in part.slots:
        if slot.key and slot.name in own:
            sure *= probability(answer, slot.name, tuple(map(str, slot.terms)))
    return values, sure


def _missing(part: Part, values: dict[str, Any]) -> list[str]:
    """What the schema requires of the part, and is not among its values."""
    required = (slot.name for slot in part.slots if slot.required and slot.kind in _OWN)
    return [name for name in required if name not in values]


def _quote_from_values(work: Work, part: Part, values: dict[str, Any]) -> None:
    """A quote that could not be found gives way to words of the article that were: a value's own."""
    for slot in part.slots:
        if slot.kind == "quote" and slot.name not in values:
            texts = [values[each.name] for each in part.slots if each.kind == "text" and each.name in values]
            places = (place_in(work.article.text, words) for words in texts)
            found = [work.article.text[slice(*place)] for place in places if place is not None]
            if found:
                values[slot.name] = max(found, key=len)


async def _question(work: Work, part: Part, passage: str, schema: type[BaseModel]) -> Answer | None:
    described = (part.model.__doc__ or part.path).split("\n")[0]
    fallback = f"{described} Copy from the passage; null for what it does not say."
    return await work.ask(
        (part.path, snake_case(part.model.__name__)),
        fallback,
        passage,
        work.article.sentences[0],
        schema,
        max_tokens=220,
    )


def _offered(work: Work, part: Part) -> Offered:
    """The terms of each closed list that the beginning of the article points to; all of them if none."""
    lead = work.lead()
    offered = []
    for slot in part.slots:
        if slot.kind == "term":
            pointed = {hit.term for hit in work.hits(slot.cues, lead)}
            offered.append((slot.name, tuple(term for term in slot.terms if term in pointed) or slot.terms))
    return tuple(offered)


Offered = tuple[tuple[str, tuple[Any, ...]], ...]


@lru_cache(maxsize=256)
def _family_model(family: tuple[Part, ...], offered: tuple[Offered, ...]) -> type[BaseModel]:
    """The fields of the first part, and one for each of the others; those may be left open."""
    fields = _part_fields(family[0], offered[0])
    for part, terms in zip(family[1:], offered[1:], strict=True):
        inner = narrow_model(part.model.__name__, **_part_fields(part, terms))
        fields[_field(part)] = (inner if part.required else inner | None, ...)
    return narrow_model(family[0].model.__name__, **fields)


@lru_cache(maxsize=256)
def _required_model(part: Part, offered: Offered) -> type[BaseModel]:
    """What the schema cannot do without: a short answer where the whole one was cut off or never valid."""
    wanted = {slot.name for slot in part.slots if slot.required}
    fields = {name: each for name, each in _part_fields(part, offered).items() if name in wanted}
    return narrow_model(part.model.__name__, **fields)


def _field(part: Part) -> str:
    return part.path.rpartition(".")[2]


def _part_fields(part: Part, offered: Offered) -> dict[str, Any]:
    terms = dict(offered)
    fields: dict[str, Any] = {}
    for slot in part.slots:
        if slot.kind == "quote":
            fields[slot.name] = (Quoted if slot.required else Quoted | None, ...)
        elif slot.kind == "text":
            fields[slot.name] = (Short if slot.required else Short | None, ...)
        elif slot.kind == "term":
            some: Any = Literal[terms[slot.name]]
            optional = not slot.required and slot.info.default is None
            fields[slot.name] = (some | None if optional else some, ...)
    return fields


async def _dated(work: Work, part: Part) -> Filled:
    """The date is chosen among those that the article names, and worked out here, not by the model."""
    mentions = _date_mentions(work, part)
    if not mentions:
        return None, 1.0
    quote = next(slot for slot in part.slots if slot.kind == "quote")
    by_words: dict[str, tuple[Sentence, DateMention]] = {}
    for sentence, mention, words in mentions:
        if words not in by_words or _likelier(mention, by_words[words][1], work.published):
            by_words[words] = (sentence, mention)
    passage = _passage(work, [sentence for sentence, _ in by_words.values()])
    schema = choice_model(quote.name, tuple(by_words))
    answer = await _question(work, part, passage, schema)
    chosen = getattr(answer.value, quote.name) if answer is not None else None
    if chosen is None:
        return None, 1.0
    words = str(chosen)
    _, mention = by_words[words]
    values: dict[str, Any] = {quote.name: words}
    for slot in part.slots:
        if slot.kind == "date":
            values |= _resolved(slot, mention)
        elif slot.kind == "term" and slot.cues is not None:
            pointing = sorted(
                work.hits(slot.cues, words), key=lambda hit: distance(hit, len(words), len(words))
            )
            if pointing:
                values[slot.name] = pointing[0].term
    return values, probability(answer, quote.name) if answer is not None else 1.0


def _date_mentions(work: Work, part: Part) -> list[tuple[Sentence, DateMention, str]]:
    """The dates that the article begins with, and the words of time around them ("late on Tuesday")."""
    found: list[tuple[Sentence, DateMention, str]] = []
    for sentence in work.article.sentences:
        if found and sentence.start > LEAD:
            break
        for mention in dates_in(sentence.text, work.published):
            start, end = _widened(work, part, sentence.text, mention.start, mention.end)
            found.append((sentence, mention, sentence.text[start:end]))
    return found[:_MOST_DATES]


def _likelier(one: DateMention, other: DateMention, published: dt.date | None) -> bool:
    """Of two readings ("5/3/2024") a report means the one that is past, and of those the later."""
    if published is None or one.first is None or other.first is None:
        return False
    past, other_past = one.first <= published, other.first <= published
    return (past and not other_past) or (past and other_past and one.first > other.first)


def _widened(work: Work, part: Part, text: str, start: int, end: int) -> tuple[int, int]:
    for slot in part.slots:
        for hit in work.hits(slot.cues, text):
            if hit.end <= start and re.fullmatch(r"\s*(?:on|of)?\s*", text[hit.end : start]):
                start = hit.start
            if hit.start >= end and not text[end : hit.start].strip():
                end = hit.end
    return start, end


def _passage(work: Work, sentences: Sequence[Sentence]) -> str:
    lead = work.lead(500)
    rest = [each.text for each in dict.fromkeys(sentences) if each.text not in lead]
    return "\n".join([lead, *rest])[:1600]


def _resolved(slot: Slot, mention: DateMention) -> dict[str, Any]:
    comparator = comparator_of(slot.info)
    precision = dict(comparator.options).get("precision") if comparator else None
    if mention.first is None or mention.last is None:
        return {}
    days = (mention.last - mention.first).days + 1
    values: dict[str, Any] = {slot.name: mention.first} if days == 1 else {}
    if isinstance(precision, str):
        values[precision] = 1 if days == 1 else 2 if days <= 7 else 3
    return values
