"""Who is a speaker? Name, office and body, from the sentence that names them most fully."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from extract.plans.staged.cues import Hit
from extract.plans.staged.names import (
    body,
    ending_in,
    holder,
    in_full,
    introduction,
    is_acronym,
    person,
    spelt_out_elsewhere,
    titled,
    with_name,
)
from extract.plans.staged.questions import Named, marked, narrow_model
from extract.plans.staged.sentences import Sentence
from extract.plans.staged.slots import Slot, slots_of
from extract.plans.staged.work import Found, Work, name_in, place_in, without_article
from extract.schema import snake_case
from schemas.annotations import comparator_of

_SOURCE = "Who is the marked speaker? Copy from the passage; null for what it does not say."
Offered = tuple[tuple[str, tuple[Any, ...]], ...]


@dataclass
class Sources:
    """Who the speakers of one document are, each asked about once."""

    work: Work
    _known: dict[tuple[str, str], asyncio.Task[dict[str, Any]]] = field(default_factory=dict)

    async def of(self, slot: Slot, claim: Found) -> dict[str, Any]:
        model = slot.model
        if model is None:
            return {}
        if claim.speaker is None:
            nobody = _nobody(model)
            if nobody is not None:
                return nobody
        speaker = claim.speaker or ""
        key = (slot.model.__name__ if slot.model else "", speaker)
        task = self._known.get(key)
        if task is None:
            task = self._known[key] = asyncio.create_task(
                self._describe(slot, model, speaker, claim.sentence)
            )
        return dict(await task)

    async def _describe(
        self, slot: Slot, model: type[BaseModel], speaker: str, sentence: Sentence
    ) -> dict[str, Any]:
        intro = introduction(self.work.article, speaker) if speaker else None
        sentence = intro or sentence
        passage = sentence.text
        place = name_in(passage, speaker) or place_in(passage, speaker.split()[-1] if speaker else None)
        if place is not None:
            passage = marked(passage, *place)
        elif speaker:
            before = self.work.article.before(sentence, 2)[-500:]
            passage = f"{before} {passage}\n\nThe speaker: {marked(speaker, 0, len(speaker))}"
        told = with_name(sentence.text, speaker) if place is not None else speaker
        schema = _description_model(model, offered(self.work, model, told))
        keys = (slot.name, snake_case(model.__name__))
        answer = await self.work.ask(keys, _SOURCE, passage, sentence, schema)
        said = answer.value.model_dump() if answer is not None else _first_terms(schema)
        return self._checked(model, said, passage, slot, speaker)

    def _checked(
        self, model: type[BaseModel], said: dict[str, Any], passage: str, slot: Slot, speaker: str
    ) -> dict[str, Any]:
        """Words that are not in the passage are left out; an acronym is written out as the article does."""
        plain = passage.replace("**", "")
        values: dict[str, Any] = {}
        for each in slots_of(model):
            value = said.get(each.name)
            if each.kind == "text" and value is not None:
                if name_in(plain, value) is None:
                    self.work.note(f"{slot.name}.{each.name}", "dropped", "not in the passage", value)
                    continue
                value = in_full(self.work.article, without_article(value))
            if value is not None:
                values[each.name] = value
        _join_office(self.work, model, values, plain)
        values = sorted_by_head(self.work, model, values)
        _name_person(self.work, model, values, speaker)
        _name_body(self.work, model, values)
        texts = [each for each in slots_of(model) if each.kind == "text"]
        if speaker and texts and not any(each.name in values for each in texts):
            words = without_article(speaker)
            home = home_of(self.work, texts, words) or next(
                (s for s in texts if s.cues is not None), texts[0]
            )
            values[home.name] = words
        _part_names(model, values)
        self._agree(model, values)
        return {each.name: value for each, value in _by_slot(model, values)}

    def _agree(self, model: type[BaseModel], values: dict[str, Any]) -> None:
        """What kind of speaker it is, the body says: its words rule out kinds that none of them point to."""
        bodies = [values[each.name] for each in slots_of(model) if _names_body(each) and each.name in values]
        for slot in slots_of(model):
            if slot.kind == "term" and bodies:
                hits = self.work.hits(slot.cues, bodies[0])
                if hits and values.get(slot.name) not in {hit.term for hit in hits}:
                    values[slot.name] = _last_of(hits)[0]


def _name_person(work: Work, model: type[BaseModel], values: dict[str, Any], speaker: str) -> None:
    """A person's bare name, in place: titles go to the office; a name that the model left out is taken up."""
    slots = slots_of(model)
    slot = next((each for each in slots if _names_person(each)), None)
    office = next((each for each in slots if each.kind == "text" and not _names(each)), None)
    if slot is None:
        return
    if slot.name not in values:
        name = _after_office(work, slots, speaker)
        if (
            name is None
            and office is not None
            and not any(each.name in values for each in slots if _names_body(each))
        ):
            name = holder(work.article, values.get(office.name, ""))
        if name is None:
            return
        values[slot.name] = name
    title, values[slot.name] = titled(person(values[slot.name]))
    if title and office is not None:
        values.setdefault(office.name, title)


def _after_office(work: Work, slots: Sequence[Slot], speaker: str) -> str | None:
    """The name that ends the words behind an office: "director Gulnar Sabet". None if it is a body's."""
    words = without_article(speaker).split(",")[0]
    ends = [
        hit.end
        for each in slots
        if each.kind == "text" and not _names(each)
        for hit in work.hits(each.cues, words)
    ]
    name = words[max(ends) :].strip() if ends else ""
    bodies = [each for each in slots if _names_body(each)]
    if len(name.split()) < 2 or not all(
        part[:1].isupper() or part in ("al", "bin", "van", "de") for part in name.split()
    ):
        return None
    return None if any(work.hits(each.cues, name) for each in bodies) else name


def _name_body(work: Work, model: type[BaseModel], values: dict[str, Any]) -> None:
    """A body's own name, in place."""
    for slot in slots_of(model):
        if _names_body(slot) and slot.name in values:
            known = values[slot.name]
            words = spelt_out_elsewhere(work.article, known) or ending_in(work.article, known) or known
            values[slot.name] = in_full(work.article, body(words))


def _part_names(model: type[BaseModel], values: dict[str, Any]) -> None:
    """One name is not that of a person and of a body at once, in place: the person's office tells which."""
    persons = [each.name for each in slots_of(model) if _names_person(each) and each.name in values]
    bodies = [each.name for each in slots_of(model) if _names_body(each) and each.name in values]
    offices = [each.name for each in slots_of(model) if each.kind == "text" and not _names(each)]
    for who, what in ((who, what) for who in persons for what in bodies):
        if titled(values[what])[1] == values[who]:
            values.pop(what if any(office in values for office in offices) else who)


def _join_office(work: Work, model: type[BaseModel], values: dict[str, Any], passage: str) -> None:
    """ "state governor" is an office, in place: what stands before it in small letters is no body's name."""
    slots = [each for each in slots_of(model) if each.kind == "text"]
    offices = [each.name for each in slots if not _names(each) and each.name in values]
    bodies = [each for each in slots if _names_body(each) and each.name in values]
    for office, body_slot in ((office, each) for office in offices for each in bodies):
        words = values[body_slot.name]
        both = f"{words} {values[office]}"
        if words.islower() and not work.hits(body_slot.cues, words) and place_in(passage, both) is not None:
            values[office] = both
            del values[body_slot.name]


def _last_of(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The terms that the last words point to; of words that end together the longest."""
    last = max(hits, key=lambda hit: (hit.end, hit.end - hit.start))
    return tuple(dict.fromkeys(hit.term for hit in hits if (hit.start, hit.end) == (last.start, last.end)))


def sorted_by_head(work: Work, model: type[BaseModel], values: dict[str, Any]) -> dict[str, Any]:
    """Words whose head belongs in another field by its cues are moved there, if that is empty."""
    texts = [slot for slot in slots_of(model) if slot.kind == "text"]
    for slot in texts:
        words = values.get(slot.name)
        home = home_of(work, texts, words) if words is not None else None
        acronym = words is not None and is_acronym(words) and _names_person(slot)
        if acronym:
            home = next((each for each in texts if _names_body(each)), home)
        if home is None or home is slot:
            continue
        if acronym or values.get(home.name) in (None, words):
            values[home.name] = values.pop(slot.name)
    return values


def home_of(work: Work, texts: Sequence[Slot], words: str) -> Slot | None:
    """The field whose cue stands last in the words before any "of": "police commissioner" is a role."""
    head = re.split(r"\s(?:of|for|at|in|from|with)\s", words)[0]
    ends = [(max((hit.end for hit in work.hits(slot.cues, head)), default=0), slot) for slot in texts]
    last = max(end for end, _ in ends)
    homes = [slot for end, slot in ends if end == last and end]
    return homes[0] if len(homes) == 1 else None


def offered(work: Work, model: type[BaseModel], speaker: str) -> Offered:
    """The terms of each closed list that the last of the speaker's words to do so point to; else all.

    "state news agency" is an agency, "Ministry of Health" is about health. The default is for nobody.
    """
    found: list[tuple[str, tuple[Any, ...]]] = []
    for slot in slots_of(model):
        if slot.kind == "term":
            hits = work.hits(slot.cues, speaker)
            pointed = _last_of(hits) if hits else ()
            default = slot.cues.otherwise if slot.cues and speaker else None
            rest = tuple(term for term in slot.terms if term != default)
            found.append((slot.name, tuple(term for term in slot.terms if term in pointed) or rest))
    return tuple(found)


def _first_terms(schema: type[BaseModel]) -> dict[str, Any]:
    """Of each closed list the first term that was offered: the speaker's words point to it, if to any."""
    kinds = {name: info.annotation for name, info in schema.model_fields.items()}
    return {name: get_args(kind)[0] for name, kind in kinds.items() if get_origin(kind) is Literal}


def _by_slot(model: type[BaseModel], values: Mapping[str, Any]) -> Iterator[tuple[Slot, Any]]:
    return ((slot, values[slot.name]) for slot in slots_of(model) if slot.name in values)


def _names_body(slot: Slot) -> bool:
    """A name that words mark as that of a body."""
    return _names(slot) and slot.cues is not None


def _names_person(slot: Slot) -> bool:
    """A name that no words mark as that of a body."""
    return _names(slot) and slot.cues is None


def _names(slot: Slot) -> bool:
    comparator = comparator_of(slot.info)
    return comparator is not None and comparator.kind == "name"


def _nobody(model: type[BaseModel]) -> dict[str, Any] | None:
    """What a speaker looks like that nobody names: the schema's default terms; None if it has none."""
    values: dict[str, Any] = {}
    for slot in slots_of(model):
        if slot.required:
            if slot.cues is None or slot.cues.otherwise is None:
                return None
            values[slot.name] = slot.cues.otherwise
    return values


@lru_cache(maxsize=256)
def _description_model(model: type[BaseModel], terms_offered: Offered) -> type[BaseModel]:
    terms = dict(terms_offered)
    fields: dict[str, Any] = {}
    for slot in slots_of(model):
        if slot.kind == "term":
            fields[slot.name] = (Literal[terms[slot.name]], ...)
        elif slot.kind == "text":
            fields[slot.name] = (Named | None, ...)
    return narrow_model(model.__name__, **fields)
