"""Which statements does the article make? For lists of a schema whose claims are not figures.

Asked sentence by sentence, where the words stand that point to such a statement; quote first, then who says
it, then the values. What is not in the passage is asked for once more, then dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from extract.client.asking import Answer
from extract.plans.interviewer import together
from extract.plans.staged.copying import copied_place
from extract.plans.staged.likelihood import probability
from extract.plans.staged.marks import find_marked, section_for
from extract.plans.staged.names import PRONOUNS, with_name
from extract.plans.staged.questions import Quoted, Short, narrow_model
from extract.plans.staged.sentences import Sentence
from extract.plans.staged.slots import ClaimList
from extract.plans.staged.work import Found, Work, name_in, without_article

_MOST = 3
_pronoun = re.compile(rf"(?:{PRONOUNS})(?:\s\w+)?", re.IGNORECASE)


async def find_statements(work: Work, lists: Sequence[ClaimList]) -> list[Found]:
    found: list[list[Found]] = []
    for each in lists:
        if each.counts:
            continue
        if section_for(work, each):
            found.append(await find_marked(work, each))
        else:
            sentences = [
                sentence for sentence in work.article.sentences if _is_candidate(work, each, sentence)
            ]
            found += await together(_ask(work, each, sentence) for sentence in sentences)
    return [claim for claims in found for claim in claims]


def _is_candidate(work: Work, of: ClaimList, sentence: Sentence) -> bool:
    if of.nature is None or not work.cued:
        return True
    return bool(work.hits(of.nature.cues, sentence.text))


async def _ask(work: Work, of: ClaimList, sentence: Sentence) -> list[Found]:
    items = _items_name(of)
    passage = sentence.text
    answer = await _question(work, of, passage, sentence)
    if answer is None:
        return []
    wrong = [
        words
        for item in getattr(answer.value, items)
        for words in _absent(of, item, work.article.around(sentence))
    ]
    if wrong:
        work.note(of.path, "asked_again", "words that are not in the passage", "; ".join(wrong))
        passage += "\n\n(Not in the passage: " + "; ".join(f"“{words[:60]}”" for words in wrong[:3]) + ")"
        answer = await _question(work, of, passage, sentence) or answer
    claims = [
        _claim(work, of, item, sentence, _sure(work, of, sentence, answer, which))
        for which, item in enumerate(getattr(answer.value, items))
    ]
    return [claim for claim in claims if claim is not None]


async def _question(work: Work, of: ClaimList, passage: str, sentence: Sentence) -> Answer | None:
    described = (of.model.__doc__ or "").split("\n")[0]
    fallback = (
        f"List what this sentence states, if anything. {described} Copy quotes and names from the passage."
    )
    schema = _answer_model(of, _terms(work, of, sentence), _apart(work, of))
    return await work.ask((of.path,), fallback, passage, sentence, schema, max_tokens=300)


def _apart(work: Work, of: ClaimList) -> frozenset[str]:
    """The texts that the prompt asks for in a question of their own, afterwards."""
    texts = (slot.name for slot in of.of("text") if slot.key)
    return frozenset(name for name in texts if work.questionnaire.find(f"{of.path}.{name}", name))


def _terms(work: Work, of: ClaimList, sentence: Sentence) -> tuple[Any, ...]:
    """What kinds of statement the words of the sentence point to."""
    nature = of.nature
    if nature is None:
        return ()
    pointed = {hit.term for hit in work.hits(nature.cues, sentence.text)}
    return tuple(term for term in nature.terms if term in pointed) or nature.terms


def _absent(of: ClaimList, item: BaseModel, passage: str) -> list[str]:
    quote = getattr(item, of.quote.name)
    names = [*(("speaker",) if of.said_by else ()), *(slot.name for slot in of.of("text"))]
    said = [getattr(item, name, None) for name in names]
    absent = [words for words in said if words and name_in(passage, words) is None]
    return [quote, *absent] if copied_place(passage, quote) is None else absent


def _sure(work: Work, of: ClaimList, sentence: Sentence, answer: Answer, which: int) -> float:
    """How likely the kind of the n-th statement is, among those that were offered."""
    nature = of.nature
    if nature is None:
        return 1.0
    return probability(answer, nature.name, _terms(work, of, sentence), which=which)


def _claim(work: Work, of: ClaimList, item: BaseModel, sentence: Sentence, sure: float) -> Found | None:
    values = {name: value for name, value in item.model_dump().items() if value is not None}
    place = copied_place(sentence.text, values.get(of.quote.name))
    if place is None:
        work.note(of.path, "dropped", "its quote is not in the sentence", values.get(of.quote.name, ""))
        return None
    values[of.quote.name] = sentence.text[slice(*place)]
    shown = work.article.around(sentence)
    speaker = values.pop("speaker", None)
    for name in [slot.name for slot in of.of("text") if slot.name in values]:
        if name_in(shown, values[name]) is None:
            work.note(f"{of.path}.{name}", "dropped", "not in the passage", values.pop(name))
        else:
            values[name] = without_article(values[name])
    if speaker is not None and name_in(shown, speaker) is None:
        work.note(f"{of.path}.speaker", "dropped", "not in the passage", speaker)
        speaker = None
    at = (sentence.start + place[0], sentence.start + place[1])
    known = speaker is None or not (
        _pronoun.fullmatch(speaker) or _only_in_quote(work, of, values[of.quote.name], sentence, speaker)
    )
    if speaker is None and _is_otherwise_unsaid(of, values):
        known = False
    speaker = with_name(shown, speaker) if known and speaker is not None else None
    return Found(of, sentence, *at, at, at, values, sure, speaker, asked_speaker=known)


def _is_otherwise_unsaid(of: ClaimList, values: dict[str, Any]) -> bool:
    """True for a kind that is another where nobody says it: then who says it is asked for once more."""
    nature = of.nature
    return nature is not None and any(values.get(nature.name) in pair for pair in nature.sayer.unsaid)


def _only_in_quote(work: Work, of: ClaimList, quote: str, sentence: Sentence, speaker: str) -> bool:
    """True where the speaker stands in what is said, and nowhere else: "said that rebels had done it"."""
    slot = of.said_by
    if slot is None or name_in(quote, speaker) is None or work.hits(slot.cues, quote):
        return False
    return name_in(sentence.text.replace(quote, ""), speaker) is None


def _items_name(of: ClaimList) -> str:
    return of.path.rpartition(".")[2]


@lru_cache(maxsize=256)
def _answer_model(of: ClaimList, terms: tuple[Any, ...], apart: frozenset[str]) -> type[BaseModel]:
    fields: dict[str, Any] = {of.quote.name: (Quoted, ...)}
    if of.said_by is not None:
        fields["speaker"] = (Short | None, ...)
    for slot in of.slots:
        if slot is of.nature:
            fields[slot.name] = (Literal[terms], ...)
        elif slot.kind == "term" and slot.key and slot.cues is None:
            fields[slot.name] = (Literal[slot.terms], ...)
        elif slot.kind == "text" and slot.name not in apart:
            fields[slot.name] = (Short | None, ...)
    item = narrow_model(of.model.__name__, **fields)
    return narrow_model(
        "Statements",
        **{_items_name(of): (Annotated[list[item], Field(max_length=_MOST)], ...)},  # type: ignore[valid-type]
    )
