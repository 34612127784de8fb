"""Which events does the article report? For lists whose items have no quote, but lists of mentions.

    sentence ─► is there such an event, of what kind? ─► who and what has which part in it?
             ─► sentences on one event together ─► where, when and how it was

Asked sentence by sentence, where the words stand that point to such an event. Mentions are copied: one that
is not in the sentence or the two before is asked for again, then left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from extract.client.asking import Answer
from extract.grounding.dates import dates_in
from extract.grounding.numbers import numbers_in
from extract.plans.interviewer import together
from extract.plans.staged.cues import distance
from extract.plans.staged.likelihood import entry_probabilities, weighed
from extract.plans.staged.merge import alike
from extract.plans.staged.names import is_pronoun
from extract.plans.staged.questions import Short, narrow_model
from extract.plans.staged.sentences import Sentence
from extract.plans.staged.slots import RecordList, Slot, slots_of
from extract.plans.staged.work import Work, name_in, without_article
from extract.schema import snake_case
from schemas.annotations import Cues

NONE = "none"
_NONE_FROM = 0.5
"""From which share of the model's probability "none" is taken."""
_MENTION_FROM = 0.7
"""From which probability of its entry a mention is taken. Chosen on training texts of MUC-4."""
_NEAR = 2
"""So many sentences apart, two of one kind are taken for one event."""
_MOST = 4
_SHOWN = 900


@dataclass(frozen=True)
class Record:
    """An event: its values, the probability of its kind, and the sentences that it was read from."""

    values: dict[str, Any]
    probability: float


@dataclass
class _Sighting:
    """An event as some sentences report it: `mentions` by list, and the first `day` that they name."""

    term: str
    sure: float
    sentences: list[Sentence]
    mentions: dict[str, list[str]]
    day: dt.date | None

    @property
    def words(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


async def find_records(work: Work, of: RecordList) -> list[Record]:
    """The events, in the order of the text."""
    asked = [
        sentence
        for sentence in work.article.sentences
        if not work.cued or work.hits(of.nature.cues, sentence.text)
    ]
    found = await together(_sighting(work, of, sentence) for sentence in asked)
    events = _gathered(work, [each for each in found if each is not None])
    return await together(_record(work, of, event) for event in events)


async def _sighting(work: Work, of: RecordList, sentence: Sentence) -> _Sighting | None:
    kind = await _kind(work, of, sentence)
    if kind is None:
        return None
    mentions = await _mentions(work, of, sentence)
    if not any(mentions.values()):
        work.note(of.path, "dropped", f"{kind[0]}, but nobody and nothing named", sentence.text)
        return None
    return _Sighting(*kind, [sentence], mentions, _day(work, sentence))


async def _kind(work: Work, of: RecordList, sentence: Sentence) -> tuple[str, float] | None:
    """What kind of event the sentence reports, and how likely; None for no such event."""
    nature = of.nature
    pointed = {hit.term for hit in work.hits(nature.cues, sentence.text)}
    terms = tuple(term for term in nature.terms if term in pointed) or nature.terms
    described = (of.model.__doc__ or of.path).split("\n")[0]
    fallback = f"Does this sentence report one? {described} One of: {', '.join(terms)}; {NONE} if not."
    keys = (f"{of.path}.{nature.name}", nature.name)
    answer = await work.ask(keys, fallback, sentence.text, sentence, _kind_model(nature.name, terms))
    if answer is None:
        return None
    term, sure = weighed(answer, nature.name, terms, none=NONE, none_from=_NONE_FROM)
    return None if term == NONE else (term, sure)


async def _mentions(work: Work, of: RecordList, sentence: Sentence) -> dict[str, list[str]]:
    shown = work.article.around(sentence)
    answer = await _parts_question(work, of, sentence.text, sentence)
    absent = [words for words in _said(answer) if name_in(shown, words) is None]
    if absent:
        work.note(of.path, "asked_again", "words that are not in the passage", "; ".join(absent))
        told = "; ".join(f"“{words[:60]}”" for words in absent[:3])
        passage = f"{sentence.text}\n\n(Not in the passage: {told})"
        answer = await _parts_question(work, of, passage, sentence) or answer
    mentions: dict[str, list[str]] = {slot.name: [] for slot in of.mentions}
    taken: set[str] = set()
    for name, said in answer.value if answer is not None else ():
        likely = entry_probabilities(answer, name, len(said)) if answer is not None else ()
        for words, sure in zip(said, likely, strict=True):
            if sure < _MENTION_FROM:
                work.note(f"{of.path}.{name}", "dropped", f"held to be there with {sure:.2f} only", words)
            elif name_in(shown, words) is None:
                work.note(f"{of.path}.{name}", "dropped", "not in the passage", words)
            elif is_pronoun(words):
                work.note(f"{of.path}.{name}", "dropped", "a pronoun", words)
            elif words.casefold() in taken or any(alike(words, other) for other in mentions[name]):
                work.note(f"{of.path}.{name}", "merged", "named before in the sentence", words)
            else:
                mentions[name].append(without_article(words))
                taken.add(words.casefold())
    return mentions


async def _parts_question(work: Work, of: RecordList, passage: str, sentence: Sentence) -> Answer | None:
    lists = "; ".join(f"{slot.name}: {slot.info.description or 'who or what'}" for slot in of.mentions)
    fallback = (
        f"Who and what has which part in it? Copy from the passage. {lists}. [] for what it does not say."
    )
    return await work.ask((of.path,), fallback, passage, sentence, _parts_model(of), max_tokens=200)


def _said(answer: Answer | None) -> list[str]:
    return [words for _, said in answer.value for words in said] if answer is not None else []


def _gathered(work: Work, found: Sequence[_Sighting]) -> list[_Sighting]:
    """Sentences on one event together, in the order of the text."""
    events: list[_Sighting] = []
    for each in found:
        same = next((event for event in reversed(events) if _one_event(event, each)), None)
        if same is None:
            events.append(each)
            continue
        same.sentences += each.sentences
        same.day = same.day or each.day
        same.sure = max(same.sure, each.sure)
        for name, mentions in each.mentions.items():
            known = same.mentions[name]
            same.mentions[name] = known + [m for m in mentions if not any(alike(m, k) for k in known)]
    return events


def _one_event(one: _Sighting, other: _Sighting) -> bool:
    """Of one kind and, as far as they say, of one day; and near one another, or with a mention in common."""
    if one.term != other.term or (one.day and other.day and one.day != other.day):
        return False
    near = other.sentences[0].index - one.sentences[-1].index <= _NEAR
    return near or any(
        alike(words, known)
        for name, said in other.mentions.items()
        for words in said
        for known in one.mentions[name]
    )


def _day(work: Work, sentence: Sentence) -> dt.date | None:
    """The first single day that a sentence names."""
    for mention in dates_in(sentence.text, work.published):
        if mention.first is not None and mention.first == mention.last:
            return mention.first
    return None


async def _record(work: Work, of: RecordList, event: _Sighting) -> Record:
    values: dict[str, Any] = {of.nature.name: event.term}
    values |= await _described(work, of, event)
    dates = [slot for slot in of.slots if slot.kind == "date"]
    if dates and event.day is not None:
        values[dates[0].name] = event.day
    for slot in of.slots:
        if slot.kind == "mentions":
            values[slot.name] = [_item(work, event, slot, words) for words in event.mentions[slot.name]]
        elif slot.kind == "term" and slot.cues is not None and slot is not of.nature:
            values[slot.name] = _pointed(work, slot.cues, event.sentences[0].text)
    return Record({name: value for name, value in values.items() if value is not None}, event.sure)


async def _described(work: Work, of: RecordList, event: _Sighting) -> dict[str, Any]:
    """What is left: texts, and closed lists that no words point to. Asked once an event.

    The question shows the beginning of the event's sentences: where and by whom is said there, if at all.
    """
    schema = _described_model(of)
    if not schema.model_fields:
        return {}
    names = ", ".join(name.replace("_", " ") for name in schema.model_fields)
    fallback = f"About this event: {names}? Copy from the passage; null for what it does not say."
    keys = (snake_case(of.model.__name__),)
    answer = await work.ask(keys, fallback, event.words[:_SHOWN], event.sentences[0], schema, max_tokens=120)
    values = answer.value.model_dump() if answer is not None else {}
    for slot in of.of("text"):
        words = values.get(slot.name)
        if words is not None and name_in(work.article.text, words) is None:
            work.note(f"{of.path}.{slot.name}", "dropped", "not in the article", values.pop(slot.name))
    return values


def _item(work: Work, event: _Sighting, slot: Slot, words: str) -> Any:
    """An entry of a list of mentions: the words, or an object filled by the words beside them."""
    sentence, start, end = _place(event, words)
    words = sentence[start:end] or words
    if slot.model is None:
        return words
    values: dict[str, Any] = {}
    for each in slots_of(slot.model):
        if each.kind == "quote":
            values[each.name] = words
        elif each.kind == "number":
            values[each.name] = _number(sentence, start, end)
        elif each.kind == "term" and each.cues is not None:
            values[each.name] = _pointed(work, each.cues, sentence, start, end)
    return {name: value for name, value in values.items() if value is not None}


def _pointed(work: Work, cues: Cues, text: str, start: int = 0, end: int = 0) -> str | None:
    """The term whose words stand nearest to `text[start:end]`, of equals the longest; else what there is."""
    hits = work.hits(cues, text)
    nearest = min(hits, key=lambda hit: (distance(hit, start, end), hit.start - hit.end), default=None)
    return nearest.term if nearest is not None else cues.otherwise


def _place(event: _Sighting, words: str) -> tuple[str, int, int]:
    for sentence in event.sentences:
        place = name_in(sentence.text, words)
        if place is not None:
            return sentence.text, *place
    return event.words, 0, 0


def _number(sentence: str, start: int, end: int) -> int | None:
    """A whole number in the mention, or right before it."""
    for number in numbers_in(sentence):
        if number.start < end and start - 2 <= number.end and number.low is not None:
            return int(number.low) if float(number.low).is_integer() else None
    return None


@lru_cache(maxsize=256)
def _kind_model(name: str, terms: tuple[Any, ...]) -> type[BaseModel]:
    return narrow_model("Kind", **{name: (Literal[(*terms, NONE)], ...)})


@lru_cache(maxsize=64)
def _parts_model(of: RecordList) -> type[BaseModel]:
    some = Annotated[list[Short], Field(max_length=_MOST)]
    return narrow_model("Parts", **{slot.name: (some, ...) for slot in of.mentions})


@lru_cache(maxsize=64)
def _described_model(of: RecordList) -> type[BaseModel]:
    fields: dict[str, Any] = {slot.name: (Short | None, ...) for slot in of.of("text")}
    for slot in of.of("term"):
        if slot.cues is None:
            some: Any = Literal[slot.terms]
            fields[slot.name] = (some if slot.required else some | None, ...)
    return narrow_model(of.model.__name__, **fields)
