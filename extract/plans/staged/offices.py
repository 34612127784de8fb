"""Which words about a speaker are a person's name, an office, a body's name?

A model that describes a speaker puts words in the wrong place: "director" for the body, a body for a person.
The fields' cues and the article's own words put that right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from extract.plans.staged.elsewhere import ending_in, holder, in_full, spelt_out_elsewhere
from extract.plans.staged.names import FULL_NAME, body, is_acronym, person, titled
from extract.plans.staged.slots import Slot, slots_of
from extract.plans.staged.work import Work, place_in, without_article
from schemas.annotations import comparator_of

_PARTICLES = ("al", "bin", "van", "de")


@dataclass(frozen=True)
class SpeakerFields:
    """The texts of a speaker's model: names without cues are persons', with cues bodies', others offices."""

    texts: tuple[Slot, ...]
    persons: tuple[Slot, ...]
    offices: tuple[Slot, ...]
    bodies: tuple[Slot, ...]


@lru_cache(maxsize=64)
def speaker_fields(model: type[BaseModel]) -> SpeakerFields:
    texts = tuple(slot for slot in slots_of(model) if slot.kind == "text")
    return SpeakerFields(
        texts,
        persons=tuple(slot for slot in texts if _is_name(slot) and slot.cues is None),
        offices=tuple(slot for slot in texts if not _is_name(slot)),
        bodies=tuple(slot for slot in texts if _is_name(slot) and slot.cues is not None),
    )


def _is_name(slot: Slot) -> bool:
    comparator = comparator_of(slot.info)
    return comparator is not None and comparator.kind == "name"


def put_right(work: Work, model: type[BaseModel], values: dict[str, Any], speaker: str, passage: str) -> None:
    """All of it, in place. `speaker` are the article's words for them, `passage` is where those stand."""
    fields = speaker_fields(model)
    _join_office(work, fields, values, passage)
    sort_by_head(work, fields, values)
    _office_is_name(work, fields, values)
    _name_person(work, fields, values, speaker)
    _name_body(work, fields, values)
    if speaker and fields.texts and not any(slot.name in values for slot in fields.texts):
        words = without_article(speaker)
        cued = next((slot for slot in fields.texts if slot.cues is not None), fields.texts[0])
        values[(home_of(work, fields.texts, words) or cued).name] = words
    _part_names(fields, values)


def _join_office(work: Work, fields: SpeakerFields, values: dict[str, Any], passage: str) -> None:
    """ "state governor" is an office: what stands before it in small letters is no body's name."""
    for office in (slot.name for slot in fields.offices if slot.name in values):
        for slot in (slot for slot in fields.bodies if slot.name in values):
            words = values[slot.name]
            both = f"{words} {values[office]}"
            if words.islower() and not work.hits(slot.cues, words) and place_in(passage, both) is not None:
                values[office] = both
                del values[slot.name]


def sort_by_head(work: Work, fields: SpeakerFields, values: dict[str, Any]) -> None:
    """Words whose head belongs in another field by its cues are moved there, if that is empty."""
    for slot in fields.texts:
        words = values.get(slot.name)
        if words is None:
            continue
        acronym = is_acronym(words) and slot in fields.persons and fields.bodies
        home = fields.bodies[0] if acronym else home_of(work, fields.texts, words)
        if home is None or home is slot:
            continue
        if values.get(home.name) in (None, words):
            values[home.name] = values.pop(slot.name)


def _office_is_name(work: Work, fields: SpeakerFields, values: dict[str, Any]) -> None:
    """A full name without a word for an office is a person's, where no person is named."""
    for office in (slot for slot in fields.offices if slot.name in values):
        words = values[office.name]
        who = next(iter(fields.persons), None)
        if (
            who is not None
            and who.name not in values
            and re.fullmatch(FULL_NAME, words)
            and home_of(work, fields.texts, words) is None
        ):
            values[who.name] = values.pop(office.name)


def home_of(work: Work, texts: Sequence[Slot], words: str) -> Slot | None:
    """The field whose cue stands last in the words before any "of": "police commissioner" is a role."""
    head = re.split(r"\s(?:of|for|at|in|from|with)\s", words)[0]
    ends = [(max((hit.end for hit in work.hits(slot.cues, head)), default=0), slot) for slot in texts]
    last = max(end for end, _ in ends)
    homes = [slot for end, slot in ends if end == last and end]
    return homes[0] if len(homes) == 1 else None


def _name_person(work: Work, fields: SpeakerFields, values: dict[str, Any], speaker: str) -> None:
    """A person's bare name; titles go to the office; a name that the model left out is taken up."""
    if not fields.persons:
        return
    who = fields.persons[0].name
    office = fields.offices[0].name if fields.offices else None
    if who not in values:
        name = _after_office(work, fields, speaker)
        if name is None and office is not None and not any(slot.name in values for slot in fields.bodies):
            name = holder(work.article, values.get(office, ""))
        if name is None:
            return
        values[who] = name
    title, values[who] = titled(person(values[who]))
    if title and office is not None:
        values.setdefault(office, title)


def _after_office(work: Work, fields: SpeakerFields, speaker: str) -> str | None:
    """The name that ends the words behind an office: "director Gulnar Sabet". None if it is a body's."""
    words = without_article(speaker).split(",")[0]
    ends = [hit.end for slot in fields.offices for hit in work.hits(slot.cues, words)]
    name = words[max(ends) :].strip() if ends else ""
    parts = name.split()
    if len(parts) < 2 or not all(part[:1].isupper() or part in _PARTICLES for part in parts):
        return None
    return None if any(work.hits(slot.cues, name) for slot in fields.bodies) else name


def _name_body(work: Work, fields: SpeakerFields, values: dict[str, Any]) -> None:
    """A body's own name, in full."""
    for slot in fields.bodies:
        known = values.get(slot.name)
        if known is not None:
            words = spelt_out_elsewhere(work.article, known) or ending_in(work.article, known) or known
            values[slot.name] = in_full(work.article, body(words))


def _part_names(fields: SpeakerFields, values: dict[str, Any]) -> None:
    """One name is not that of a person and of a body at once: whether there is an office tells which."""
    office = any(slot.name in values for slot in fields.offices)
    for who in (slot.name for slot in fields.persons):
        for what in (slot.name for slot in fields.bodies):
            if who in values and what in values and titled(values[what])[1] == values[who]:
                del values[what if office else who]
