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
_someone = re.compile(
    r"(?:[A-Z][\w’'.-]*|\b(?:boy|girl|man|woman|son|daughter|brother|sister|father|mother|wife|husband|child|toddler|infant|"
    r"teenager|pensioner|widow|grandmother|grandfather|uncle|aunt|cousin|nephew|niece|\w+(?:er|or|ist|ian|ent|ant)))\s?$"
)
"""What an age in brackets stands behind: a name, or a word for one person."""
_of_them = re.compile(r"\W*(?:of|among)\s+(?:the|those|them|these)\b", re.IGNORECASE)
_after_age = re.compile(r"\s*(?:,|\)|-year-old)")
_one_of_few = re.compile(
    r"\s+of\s+(?:the|its|their|his|her|our)\s+(?:\w+[’']s\s+)?(?:most|least|worst|(?!(?:prot|for|arr|harv|inter|requ|conqu)est\b)[a-z]{3,}est)\b",
    re.IGNORECASE,
)
_plural = re.compile(
    r"\s+(?:(?:other|more|mostly)\s+)?(?:[^\W\d_][\w’'-]*\s+){0,2}?(?:people|men|women|children|police|[^\W\d_][\w’'-]*[^\Ws\d_]s)\b"
)
_about = re.compile(
    r"some|about|around|nearly|almost|over|least|most|than|to|approximately|roughly|estimated|another|other",
    re.IGNORECASE,
)
_before_year = re.compile(
    r"in|of|since|by|from|until|till|the|after|before|during|through|throughout|between|and|or|this|that|early|late|mid|"
    r"year|circa|as|its|his|her|their|our|a|an|for|at|on|with",
    re.IGNORECASE,
)
_adjunct = re.compile(
    r"(?:-[a-z]+)*\s+(?:people|police|troops|boys|girls|children|\w*(?:men|women)|[a-z-]+(?:er|or|ist|ian|ent|ant|ee|ot)s)\b"
)
"""What makes a unit part of a noun for people: "12 foot soldiers", "11 second-year students"."""
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
        for number in numbers_in(_without_dates(sentence.text, published)):
            if not _is_measure(sentence.text, number.start, number.end):
                start, end = sentence.start + number.start, sentence.start + number.end
                yield FigureMention(start, end, number.low, number.high, sentence)


def _without_dates(text: str, published: dt.date | None) -> str:
    """The text as long as it was, with blanks in place of the dates that it names."""
    for date in dates_in(text, published):
        if not _counts(text, date.start, date.end):
            text = text[: date.start] + "_" * (date.end - date.start) + text[date.end :]
    return text


def _counts(text: str, start: int, end: int) -> bool:
    """Is what could be a year a number of people or things: "some 2000 people", "killed 2010 civilians"?"""
    if not text[start:end].isdecimal() or not _plural.match(text[end:]):
        return False
    before = re.search(r"([\w’']+)\s+$", text[:start])
    if before is None:
        return False
    word = before[1]
    return bool(_about.fullmatch(word)) or not (word[0].isupper() or _before_year.fullmatch(word))


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
    before, number, after = text[:start], text[start:end], text[end:]
    unit = _measure.match(after)
    if unit and not (number.casefold() not in ("1", "one") and _is_adjunct(unit[0], after[unit.end() :])):
        return True
    if _money.search(before):
        return True
    if number.casefold() == "one" and _one_of_few.match(after):
        return True  # "one of the deadliest attacks" counts nobody
    return bool(_age_words.search(before)) or (number.isdecimal() and _is_age(before, after))


def _is_adjunct(unit: str, after: str) -> bool:
    return unit[-1].isalpha() and not unit.endswith("s") and _adjunct.match(after) is not None


def _is_age(before: str, after: str) -> bool:
    """A number in brackets or between commas, behind somebody: "Ada Rool (34)", "a boy, 12, was hit"."""
    mark = _age.search(before[-8:])
    if mark is None or not _after_age.match(after) or before[-2:-1] == ":":
        return False
    if "age" in mark[0].casefold():
        return True
    if mark[0].startswith("("):
        return _someone.search(before[:-1]) is not None
    return _of_them.match(before) is None
