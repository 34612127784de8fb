"""Who is a speaker? Name, office and body, from the sentence that names them most fully."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from extract.plans.staged.cues import Hit
from extract.plans.staged.elsewhere import in_full, introduction
from extract.plans.staged.names import trimmed, with_name
from extract.plans.staged.offices import put_right, speaker_fields
from extract.plans.staged.questions import Named, marked, narrow_model
from extract.plans.staged.sentences import Sentence
from extract.plans.staged.slots import Slot, slots_of
from extract.plans.staged.work import Found, Work, name_in, place_in, without_article
from extract.schema import snake_case

_SOURCE = "Who is the marked speaker? Copy from the passage; null for what it does not say."
Offered = tuple[tuple[str, tuple[Any, ...]], ...]


@dataclass
class Sources:
    """Who the speakers of one document are, each asked about once."""

    work: Work
    _known: dict[tuple[type[BaseModel], str], asyncio.Task[dict[str, Any]]] = field(default_factory=dict)

    async def of(self, slot: Slot, claim: Found) -> dict[str, Any]:
        model = slot.model
        if model is None:
            return {}
        if claim.speaker is None:
            nobody = _nobody(model)
            if nobody is not None:
                return nobody
        speaker = claim.speaker or ""
        key = (model, speaker)
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
                value = in_full(self.work.article, trimmed(without_article(value)))
            if value not in (None, ""):
                values[each.name] = value
        put_right(self.work, model, values, speaker, plain)
        self._agree(model, values)
        return {each.name: value for each, value in _by_slot(model, values)}

    def _agree(self, model: type[BaseModel], values: dict[str, Any]) -> None:
        """What kind of speaker it is, the body says: its words rule out kinds that none of them point to."""
        bodies = [values[each.name] for each in speaker_fields(model).bodies if each.name in values]
        for slot in slots_of(model):
            if slot.kind == "term" and bodies:
                hits = self.work.hits(slot.cues, bodies[0])
                if hits and values.get(slot.name) not in {hit.term for hit in hits}:
                    values[slot.name] = _last_of(hits)[0]


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


def _last_of(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The terms that the last words point to; of words that end together the longest."""
    last = max(hits, key=lambda hit: (hit.end, hit.end - hit.start))
    return tuple(dict.fromkeys(hit.term for hit in hits if (hit.start, hit.end) == (last.start, last.end)))


def _first_terms(schema: type[BaseModel]) -> dict[str, Any]:
    """Of each closed list the first term that was offered: the speaker's words point to it, if to any."""
    kinds = {name: info.annotation for name, info in schema.model_fields.items()}
    return {name: get_args(kind)[0] for name, kind in kinds.items() if get_origin(kind) is Literal}


def _by_slot(model: type[BaseModel], values: Mapping[str, Any]) -> Iterator[tuple[Slot, Any]]:
    return ((slot, values[slot.name]) for slot in slots_of(model) if slot.name in values)


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
