"""Which figures of an article may count something a schema asks for?

Not those of dates, times, ages, money, shares and measures. Numbers in words are read in English; those in
figures in any language.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.grounding.dates import dates_in
from extract.grounding.numbers import Figure as Value
from extract.grounding.numbers import numbers_in
from extract.plans.staged.cues import Hit
from extract.plans.staged.sentences import Article, Sentence

_UNITS = (
    "years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur(?:y|ies)|kilomet(?:er|re)s?|miles?|met(?:er|re)s?|"
    "km|cm|mm|m|feet|foot|yards?|tons?|tonnes?|kilos?|kg|lit(?:er|re)s?|barrels?|acres?|hectares?|degrees?|"
    "percent|per\\s?cent|percentage|points?|dollars?|euros?|pounds?|cents?|times|o['’]clock|[ap]\\.?m\\.?|pages?|"
    "votes?|seats?|calib(?:er|re)|years?[- ]old|fold"
)
_measure = re.compile(rf"[-\s]?(?:%|(?:{_UNITS})\b)", re.IGNORECASE)
_money = re.compile(r"[$€£¥]\s?$")
_age = re.compile(r"(?:,\s*(?:aged?\s+)?|\baged?\s+|\()$", re.IGNORECASE)
_age_words = re.compile(
    r"(?:\b(?:youngest|oldest|eldest)(?:\s+of\s+\w+)?(?:\s+(?:was|is|being|only|just|aged))*|"
    r"\b(?:children|boys|girls|women|men|people|pupils|those|anyone)\s+(?:under|over|below|above)(?:\s+the\s+age\s+of)?)\s+$",
    re.IGNORECASE,
)
_after_age = re.compile(r"\s*(?:,|\)|-year-old)")
_one_of_few = re.compile(
    r"\s+of\s+(?:the|its|their|his|her|our)\s+(?:\w+[’']s\s+)?(?:most|least|worst|(?!(?:prot|for|arr|harv|inter|requ|conqu)est\b)[a-z]{3,}est)\b",
    re.IGNORECASE,
)
_stop = (
    "was|were|is|are|had|has|have|who|whom|which|that|in|at|on|by|of|from|with|and|or|as|to|for|after|during|while|when|"
    "including|since|among|more|others?|people's|before|into"
)
_noun = re.compile(
    rf"\s+(?:(?:other|more|of\s+the|of\s+its|of\s+their|of\s+them)\s+)?(?P<noun>(?:(?!(?:{_stop})\b)[^\W\d_][\w’'-]*"
    rf"(?:\s+(?=[^\W\d_])|(?=\W|$))){{1,3}}?)(?=\s*(?:\b(?:{_stop})\b|[,.;:)”\"—–]|$))"
)


@dataclass(frozen=True)
class FigureMention:
    """A number at `article.text[start:end]`. `low` and `high` are None where the words name no number."""

    start: int
    end: int
    low: Value | None
    high: Value | None
    sentence: Sentence


def figure_mentions(article: Article, *, published: dt.date | None = None) -> Iterator[FigureMention]:
    """Figures in order of the text."""
    for sentence in article.sentences:
        taken = [(date.start, date.end) for date in dates_in(sentence.text, published)]
        for number in numbers_in(sentence.text):
            inside = any(start < number.end and number.start < end for start, end in taken)
            if not inside and not _is_measure(sentence.text, number.start, number.end):
                start, end = sentence.start + number.start, sentence.start + number.end
                yield FigureMention(start, end, number.low, number.high, sentence)


def counted(mention: FigureMention, hits: Iterable[Hit]) -> str | None:
    """The noun that an English sentence counts, as it stands behind the figure: "40 displaced farmers were".

    `hits` are words of the sentence that say what happened or that somebody speaks: the noun ends before
    them, or follows at once ("40 injured farmers"). None where something else stands there.
    """
    text, at = mention.sentence.text, mention.end - mention.sentence.start
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < at:
            continue
        if not text[at : hit.start].strip():
            at = hit.end
            continue
        text = text[: hit.start]
        break
    match = _noun.match(text[at:])
    return match["noun"].strip() if match else None


def _is_measure(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    if _measure.match(after) or _money.search(before):
        return True
    if text[start:end].casefold() == "one" and _one_of_few.match(after):
        return True  # "one of the deadliest attacks" counts nobody
    if _age_words.search(before):
        return True
    return bool(
        text[start:end].isdecimal()
        and _age.search(before[-8:])
        and _after_age.match(after)
        and before[-2:-1] != ":"
    )
