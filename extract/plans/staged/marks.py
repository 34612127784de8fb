"""Which clauses of the article state something of a kind, and which? One question a clause.

For lists of a schema whose claims are not figures, where the prompt has a section for the kind of claim
(`# ask attributions.stance`). The clauses with words that point to a kind are marked, one after the other,
and only the kinds whose words stand there are offered. The clause is the quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel

from extract.plans.interviewer import together
from extract.plans.staged.clauses import clause_bounds
from extract.plans.staged.likelihood import weighed
from extract.plans.staged.names import with_name
from extract.plans.staged.questions import marked, narrow_model
from extract.plans.staged.sentences import Sentence
from extract.plans.staged.slots import ClaimList, Slot
from extract.plans.staged.subjects import subject_phrase
from extract.plans.staged.work import Found, Work

OTHER, NONE = "other", "none"
"""What a clause is that states nothing of the kind; the second where the schema has a term like the first."""
_OTHER_FROM = 0.8
"""From which share of the model's probability "other" is taken. Chosen on `evals/gold/wire`."""
_LEAST = 6
"""Characters of a quote."""
_NOUNS = re.compile(
    r"(?:reports?|statements?|states?|stat(?:ion|us|istic)\w*|countr(?:y|ies)|count(?:y|ies|s)?|records?|lists?|calls?|claims?|"
    r"addition\w*|address\w*|accusations?|allegations?|denials?|findings?|documents?|estimates?|announcements?)(?:[’']s?)?",
    re.IGNORECASE,
)
"""Words that look like words of saying and are mostly none: "The report blamed the rebels"."""
_EDGES = " \t\r\n,;:.()[]–—\"“”'"
_JOIN = re.compile(r"(?:and|but|while|as|after|when|with)\s+", re.IGNORECASE)


def section_for(work: Work, of: ClaimList) -> bool:
    """True where the prompt asks for the kind of such a claim by itself, and for the names in its key."""
    nature = of.nature
    wanted = [] if nature is None else [nature.name, *(slot.name for slot in of.of("text") if slot.key)]
    return bool(wanted) and all(work.questionnaire.find(f"{of.path}.{name}") is not None for name in wanted)


async def find_marked(work: Work, of: ClaimList) -> list[Found]:
    nature = of.nature
    assert nature is not None, "section_for"
    places = [place for sentence in work.article.sentences for place in _places(work, nature, sentence)]
    found = await together(_ask(work, of, nature, *place) for place in places)
    return [claim for claim in found if claim is not None]


def _places(
    work: Work, nature: Slot, sentence: Sentence
) -> Iterator[tuple[Sentence, tuple[int, int], tuple[Any, ...]]]:
    """The clauses worth a question, without the marks at their edges, and the terms that are offered."""
    text = sentence.text
    for start, end in clause_bounds(text) if work.cued else [(0, len(text))]:
        pointed = {hit.term for hit in work.hits(nature.cues, text[start:end])}
        terms = tuple(term for term in nature.terms if term in pointed) if work.cued else nature.terms
        join = _JOIN.match(text, start)
        first, last = _trimmed(text, join.end() if join else start, end)
        if terms and first < last:
            yield sentence, (first, last), terms


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


async def _ask(
    work: Work, of: ClaimList, nature: Slot, sentence: Sentence, at: tuple[int, int], terms: tuple[Any, ...]
) -> Found | None:
    passage, other = marked(sentence.text, *at), _other(nature.terms)
    schema = _answer_model(nature.name, (*terms, other))
    options = ", ".join(map(str, terms))
    fallback = f"What do the marked words state? One of: {options}; {other} if none of these."
    answer = await work.ask((f"{of.path}.{nature.name}",), fallback, passage, sentence, schema, max_tokens=30)
    if answer is None:
        return None
    term, sure = weighed(answer, nature.name, terms, none=other, none_from=_OTHER_FROM)
    return None if term == other else _found(work, of, nature, sentence, at, term, sure)


def _found(
    work: Work, of: ClaimList, nature: Slot, sentence: Sentence, at: tuple[int, int], term: Any, sure: float
) -> Found:
    """The claim that a clause makes, with who says it where that stands before the word of saying."""
    own, speaker = term in nature.sayer.own, None
    if not own:
        said = _said(work, of, sentence.text, *at)
        phrase = subject_phrase(sentence.text, said) if said > at[0] else None
        speaker = with_name(sentence.text, sentence.text[slice(*phrase)]) if phrase is not None else None
        at = (said, at[1])
    place = sentence.start + at[0], sentence.start + at[1]
    values = {of.quote.name: sentence.text[slice(*at)], nature.name: term}
    known = own or speaker is not None
    return Found(of, sentence, *place, place, place, values, sure, speaker, asked_speaker=known)


def _said(work: Work, of: ClaimList, text: str, start: int, end: int) -> int:
    """Where the clause has its word of saying; who says it stands before: "The mayor **blamed them**"."""
    said = work.hits(of.said_by.cues, text[start:end]) if of.said_by is not None else []
    verbs = (hit for hit in said if _NOUNS.fullmatch(text[start:end], hit.start, hit.end) is None)
    first = min((hit.start for hit in verbs), default=0)
    return start + first if end - start - first >= _LEAST else start


def _other(terms: tuple[Any, ...]) -> str:
    return NONE if OTHER in terms else OTHER


@lru_cache(maxsize=256)
def _answer_model(name: str, terms: tuple[Any, ...]) -> type[BaseModel]:
    return narrow_model(name.title(), **{name: (Literal[terms], ...)})
