"""What does each figure of the article count? For all lists of a schema whose claims are figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel

from extract.grounding.numbers import numbers_in
from extract.plans.interviewer import together
from extract.plans.staged import cues
from extract.plans.staged.candidates import FigureMention, counted, figure_mentions
from extract.plans.staged.clauses import window
from extract.plans.staged.likelihood import weighed
from extract.plans.staged.questions import Noun, marked, narrow_model
from extract.plans.staged.quoting import quote_of, words_beside
from extract.plans.staged.slots import ClaimList
from extract.plans.staged.work import Found, Work, place_in

NONE = "none"
_NONE_FROM: dict[str, float] = {"beside": 0.9, "near": 0.5, "far": 0.15}
"""From which share of the model's probability "none" is taken. Chosen on `evals/gold/written`."""
_NEAR = 60
_BY_WORDS = 0.99
"""How sure a term is that the word right behind the figure gives: nobody was asked. A guess, not measured."""


async def find_figures(work: Work, lists: Sequence[ClaimList]) -> list[Found]:
    """One claim for each figure that counts what one of the lists asks for, in the order of the text."""
    counting = [each for each in lists if each.counts]
    if not counting:
        return []
    mentions = figure_mentions(work.article, published=work.published)
    places = [place for mention in mentions if (place := _place(work, counting, mention)) is not None]
    found = await together(_ask(work, counting, place) for place in places)
    return [each for each in found if each is not None]


Nearness = Literal["beside", "near", "far"]


@dataclass(frozen=True)
class _Place:
    """A figure that is worth a question: its clauses, what it may count, and how near that is said."""

    mention: FigureMention
    clause: tuple[int, int]
    terms: tuple[str, ...]
    nearness: Nearness

    @property
    def passage(self) -> str:
        """The clauses, the figure marked."""
        sentence = self.mention.sentence
        offset = sentence.start + self.clause[0]
        words = sentence.text[slice(*self.clause)]
        return marked(words, self.mention.start - offset, self.mention.end - offset)


def _place(work: Work, lists: Sequence[ClaimList], mention: FigureMention) -> _Place | None:
    text = mention.sentence.text
    noun = _counted(work, lists, mention) if work.cued else None
    lists = _that_count(work, lists, noun)
    clause = _clause_of(work, lists, mention)
    terms = _terms(work, lists, text[slice(*clause)])
    return _Place(mention, clause, terms, _nearness(work, lists, mention)) if terms else None


def _that_count(work: Work, lists: Sequence[ClaimList], noun: str | None) -> list[ClaimList]:
    """The lists that what the figure counts may belong to: beds are no wounded, whatever else is said."""
    words = re.split(r"\s(?:of|for|at|in|from|with)\s", noun)[0].split() if noun else []
    if not words:
        return list(lists)
    return [
        each
        for each in lists
        if not any(slot.key and work.hits(slot.cues, words[-1]) for slot in each.of("count"))
    ]


def _nearness(work: Work, lists: Sequence[ClaimList], mention: FigureMention) -> Nearness:
    """How near the closest word for what happened stands; another figure between parts them."""
    text, offset = mention.sentence.text, mention.sentence.start
    start, end = mention.start - offset, mention.end - offset
    found = [hit for each in lists if each.nature for hit in work.hits(each.nature.cues, text)]
    if not found:
        return "near"
    closest = min(found, key=lambda hit: cues.distance(hit, start, end))
    apart = cues.distance(closest, start, end)
    between = text[closest.end : start] if closest.end <= start else text[end : closest.start]
    if apart <= 1:
        return "beside"
    return "near" if apart <= _NEAR and not numbers_in(between) else "far"


def _said_beside(work: Work, lists: Sequence[ClaimList], place: _Place) -> str | None:
    """The term whose words follow the figure at once, as in "40 wounded": then there is nothing to ask."""
    text, offset = place.mention.sentence.text, place.mention.sentence.start
    end = place.mention.end - offset
    found = [
        hit
        for each in lists
        if each.nature
        for hit in work.hits(each.nature.cues, text)
        if hit.start == end + 1 and hit.term in place.terms
    ]
    longest = max((hit.end for hit in found), default=0)
    terms = {hit.term for hit in found if hit.end == longest}
    return terms.pop() if len(terms) == 1 and not _counted(work, lists, place.mention) else None


def _counted(work: Work, lists: Sequence[ClaimList], mention: FigureMention) -> str | None:
    """Whom or what the figure counts; None where the noun goes on: "12 bus and truck drivers"."""
    text = mention.sentence.text
    marks = [slot.cues for each in lists for slot in (each.nature, each.said_by) if slot is not None]
    noun = counted(mention, [hit for cues in marks for hit in work.hits(cues, text)])
    goes_on = noun and not noun.endswith("s") and re.search(rf"{re.escape(noun)}\s+(?:and|or)\s", text)
    return None if goes_on else noun


def _clause_of(work: Work, lists: Sequence[ClaimList], mention: FigureMention) -> tuple[int, int]:
    """The part of the sentence that is about the figure: as much as has a word for what happened."""
    text, offset = mention.sentence.text, mention.sentence.start
    natures = [each.nature for each in lists if each.nature is not None]
    if not (work.cued and natures):
        return 0, len(text)

    def enough(words: str) -> bool:
        return any(work.hits(nature.cues, words) for nature in natures)

    return window(text, mention.start - offset, mention.end - offset, enough=enough)


def _terms(work: Work, lists: Sequence[ClaimList], clause: str) -> tuple[str, ...]:
    """What this figure may count: the terms whose words stand in its clause."""
    allowed: dict[str, None] = {}
    for each in lists:
        nature = each.nature
        if nature is None:
            allowed[each.path] = None
        elif work.cued:
            pointed = {hit.term for hit in work.hits(nature.cues, clause)}
            allowed.update((term, None) for term in nature.terms if term in pointed)
        else:
            allowed.update((term, None) for term in nature.terms)
    return tuple(allowed)


async def _ask(work: Work, lists: Sequence[ClaimList], place: _Place) -> Found | None:
    decided = _said_beside(work, lists, place)
    if decided is not None:
        return _found(work, lists, place, decided, {}, _BY_WORDS)
    texts = tuple(dict.fromkeys(slot.name for each in lists for slot in words_beside(each)))
    options = ", ".join(dict.fromkeys(term for each in lists for term in _options(each)))
    fallback = f"What does the marked figure count? One of: {options}; {NONE} if none of these."
    schema = _answer_model(place.terms, texts)
    answer = await work.ask(("figures",), fallback, place.passage, place.mention.sentence, schema)
    if answer is None:
        return None
    said: dict[str, Any] = answer.value.model_dump()
    del said["figure"]
    # How sure the model must be that the figure counts nothing of the kind depends on where the word for what
    # happened stands: right beside it, in its clause, or in another.
    term, sure = weighed(answer, "figure", place.terms, none=NONE, none_from=_NONE_FROM[place.nearness])
    if term == NONE:
        return None
    found = _found(work, lists, place, term, said, sure)
    nouns = [found.values.get(slot.name) for slot in words_beside(found.of)]
    if all(_that_count(work, [found.of], noun) for noun in nouns):
        return found
    work.note(found.path, "dropped", "what it counts is of another kind", found.values[found.of.quote.name])
    return None


def _found(
    work: Work, lists: Sequence[ClaimList], place: _Place, term: str, said: dict[str, Any], sure: float
) -> Found:
    """The claim that a figure makes: its quote first, then what is read off the words."""
    mention, sentence = place.mention, place.mention.sentence
    of = next(each for each in lists if term in _options(each))
    values = _words(work, of, mention, said) | _number(of, mention)
    if of.nature is not None:
        values[of.nature.name] = term
    quote_at = quote_of(work, of, mention, values)
    values[of.quote.name] = work.article.text[slice(*quote_at)]
    clause = sentence.start + place.clause[0], sentence.start + place.clause[1]
    return Found(of, sentence, mention.start, mention.end, clause, quote_at, values, sure)


def _words(work: Work, of: ClaimList, mention: FigureMention, said: dict[str, Any]) -> dict[str, Any]:
    """Whom the figure counts: the noun behind it, else what the model said, if that is in the sentence."""
    sentence = mention.sentence
    values: dict[str, Any] = {}
    for slot in words_beside(of):
        words = _counted(work, [of], mention) if work.cued else None
        words = words if words and not _says_what_happened(work, of, words) else said.get(slot.name)
        if not words or _says_what_happened(work, of, words):
            continue
        if place_in(sentence.text, words) is None:
            work.note(f"{of.path}.{slot.name}", "dropped", "not in the sentence of the figure", words)
        else:
            values[slot.name] = words
    return values


def _says_what_happened(work: Work, of: ClaimList, words: str) -> bool:
    """ "dead" says what happened to them, not who they are."""
    found = work.hits(of.nature.cues, words) if of.nature is not None else []
    return any(hit.end - hit.start >= len(words.strip()) for hit in found)


def _options(of: ClaimList) -> tuple[str, ...]:
    return of.nature.terms if of.nature is not None else (of.path,)


def _number(of: ClaimList, mention: FigureMention) -> dict[str, Any]:
    low, high = mention.low, mention.high
    numbers: dict[str, Any] = {slot.name: _whole(low) for slot in of.of("count")}
    if high != low:
        numbers |= {slot.name: _whole(high) for slot in of.of("upper")}
    return numbers


def _whole(value: float | None) -> float | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value


@lru_cache(maxsize=256)
def _answer_model(terms: tuple[str, ...], texts: tuple[str, ...]) -> type[BaseModel]:
    fields: dict[str, Any] = dict.fromkeys(texts, (Noun | None, ...))
    return narrow_model("Figure", **fields, figure=(Literal[(*terms, NONE)], ...))
