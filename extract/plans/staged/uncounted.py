"""Which figures count nobody and nothing? Those of dates, ages, money, shares and measures.

What is said of words here is English. In other languages a year is a year, and what stands in brackets or
between commas an age.
"""

from __future__ import annotations

import datetime as dt
import re

from extract.grounding.dates import dates_in
from extract.plans.staged.sentences import Sentence

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
    r"(?:[^\W\d_a-zß-öø-ÿ][\w’'.-]*|\b(?:boy|girl|\w*man|\w*woman|son|daughter|brother|sister|father|mother|wife|husband|"
    r"child|toddler|infant|baby|teenager|uncle|aunt|cousin|nephew|niece|victim|nurse|widow))$"
)
"""The end of words for one person, by name or not: what stands behind them between commas is an age."""
_several = re.compile(
    r"(?<![\w-])(?:dead|missing|people|men|women|children|police|others|[a-z][\w-]*ed|[a-z][\w-]*[^\Ws]s)$"
)
"""The end of words for more than one, in small letters: what stands behind them in brackets counts them."""
_of_them = re.compile(r"\W*(?:of|among)\s+(?:the|those|them|these)\b", re.IGNORECASE)
_after_age = re.compile(r"\s*(?:,|\)|-year-old)")
_one_of_few = re.compile(
    r"\s+of\s+(?:the|its|their|his|her|our)\s+(?:\w+[’']s\s+)?(?:most|least|worst|(?!(?:prot|for|arr|harv|inter|requ|conqu)est\b)[a-z]{3,}est)\b",
    re.IGNORECASE,
)
_PEOPLE = (
    "people|persons|men|women|boys|girls|children|civilians|residents|inhabitants|villagers|families|households|homes|houses|"
    "refugees|migrants|workers|labou?rers|students|pupils|soldiers|troops|police|officers|lieutenants|prisoners|others"
)
_year_of_people = re.compile(
    rf"(?:\b(?:some|about|around|nearly|almost|over|approximately|roughly|another|other|up\s+to|at\s+least|at\s+most|"
    rf"(?:more|less|fewer)\s+than)\s+(?P<about>\d{{4}})\s+(?:[^\W\d_]+\s+)?|[a-z]ed\s+(?P<after>\d{{4}})\s+)(?:{_PEOPLE})\b",
    re.IGNORECASE,
)
"""What looks like a year and counts people: "some 2000 people", "killed 2010 civilians"."""
_unit_of_people = re.compile(
    rf"[-\s]?(?:day|foot|second)(?:-(?!old)[a-z]+)?\s+(?:{_PEOPLE})\b", re.IGNORECASE
)
"""What looks like a measure and counts people: "12 foot soldiers", "11 second-year students"."""


def without_dates(sentence: Sentence, published: dt.date | None, *, english: bool) -> str:
    """The sentence with underscores, which end a number, in place of the dates that it names."""
    text = sentence.text
    people = {match.start(match.lastgroup or 0) for match in _year_of_people.finditer(text) if english}
    for date in dates_in(text, published):
        if date.start not in people:
            text = text[: date.start] + "_" * (date.end - date.start) + text[date.end :]
    return text


def is_measure(text: str, start: int, end: int, *, english: bool) -> bool:
    """Is the number at `text[start:end]` an age, an amount of money, or so many of a unit?"""
    before, number, after = text[:start], text[start:end], text[end:]
    if _measure.match(after) and not (english and _unit_of_people.match(after)):
        return True
    if _money.search(before):
        return True
    if number.casefold() == "one" and _one_of_few.match(after):
        return True  # "one of the deadliest attacks" counts nobody
    return bool(_age_words.search(before)) or (number.isdecimal() and _is_age(before, after, english=english))


def _is_age(before: str, after: str, *, english: bool) -> bool:
    """A number in brackets or between commas, behind somebody: "Ada Rool (34)", "a boy, 12, was hit"."""
    mark = _age.search(before[-8:])
    if mark is None or not _after_age.match(after) or before[-2:-1] == ":":
        return False
    if not english or "age" in mark[0].casefold():
        return True
    words = before[: len(before) - len(mark[0])].rstrip()
    if mark[0].startswith("("):
        return _several.search(words) is None
    return _someone.search(words) is not None or _of_them.match(before) is None
