"""Do the quotes of an object bear out its numbers and dates?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extract.grounding.dates import DateMention, dates_in, period_of
from extract.grounding.evidence import Problem
from extract.grounding.fold import INVISIBLE
from extract.grounding.numbers import MOST_DIGITS, Figure, Number, amounts_in, is_plain

_CONTEXT = 80  # characters on each side, enough for the longest number or date that an edge could cut
_invisible = re.compile(f"[{INVISIBLE}]")
_NOUNS = (
    "man woman person child boy girl baby infant toddler teenager youth adult pensioner civilian resident "
    "villager soldier officer policeman policewoman fighter militant gunman guard doctor nurse paramedic "
    "medic journalist reporter photographer teacher student pupil worker driver farmer migrant refugee "
    "prisoner detainee hostage protester demonstrator passenger pilot patient victim suspect mother "
    "father son daughter brother sister husband wife grandmother grandfather family couple member "
    "colleague rescuer volunteer employee priest imam"
)
_one_person = re.compile(
    rf"\b(?:an?|another)\s+(?:[\w-]+\s+){{0,3}}?(?:{_NOUNS.replace(' ', '|')})\b", re.IGNORECASE
)
_nobody = re.compile(r"\b(?:no|none|nobody|without)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """A quote as it stands in the article, with the words around it: they show what its edges cut off."""

    before: str
    words: str
    after: str

    @classmethod
    def at(cls, text: str, start: int, end: int) -> Passage:
        parts = text[max(0, start - _CONTEXT) : start], text[start:end], text[end : end + _CONTEXT]
        return cls(*(_invisible.sub("", part) for part in parts))

    @property
    def text(self) -> str:
        return self.before + self.words + self.after

    def holds(self, found: Number) -> bool:
        """True if the quote has the number whole: "6" cut out of "6 million" is no number of the quote."""
        start = len(self.before)
        return start <= found.start and found.end <= start + len(self.words)

    def touches(self, found: DateMention) -> bool:
        """True if the quote has a part of the date, such as the "July 2" of "July 2, 2019"."""
        start = len(self.before)
        return start < found.end and found.start < start + len(self.words)


def number_problem(path: str, value: Any, passages: Sequence[Passage]) -> Problem | None:
    """Listed is a figure that no quote states as it is: neither in digits nor in words."""
    if type(value) is int and any(_stands_alone(value, each) for each in passages):
        return None
    found = [(each, amount) for each in passages for amount in amounts_in(each.text) if each.holds(amount)]
    figures = {amount.low for _, amount in found if amount.low is not None} | set(_implied(passages))
    if _figures(value) & figures:
        return None
    words = _listed(each.text[amount.start : amount.end] for each, amount in found) or "no number"
    return Problem(path, "number_not_in_quote", f"{_shown(value)} is not in the quote, which has {words}")


def date_problem(
    path: str, value: Any, passages: Sequence[Passage], *, published: dt.date | None
) -> Problem | None:
    """Listed is a date that no quote names, or that cannot be told without the day of publication."""
    period = period_of(value)
    if period is None:
        return Problem(path, "date_not_checkable", f"{_shown(value)} is no ISO date, month or year")
    found = [
        (each, date) for each in passages for date in dates_in(each.text, published) if each.touches(date)
    ]
    if any(
        date.first and date.last and period[0] <= date.first and date.last <= period[1] for _, date in found
    ):
        return None
    words = _listed(each.text[date.start : date.end] for each, date in found)
    if any(date.first is None for _, date in found):
        message = f"{words} stays open: the document has no day of publication"
        return Problem(path, "date_not_checkable", message)
    message = f"{_shown(value)} is not in the quote, which has {words or 'no date'}"
    return Problem(path, "date_not_in_quote", message)


def _stands_alone(value: int, passage: Passage) -> bool:
    """True only where the quote has these digits between two plain words: they mean nothing else there.

    Most figures stand so; the grammar of `extract.grounding.numbers`, which decides the rest, takes much
    longer.
    """
    digits, text, at = str(value), passage.text, len(passage.before)
    if value < 0 or len(digits) > MOST_DIGITS:
        return False
    until = at + len(passage.words)
    while (at := text.find(digits, at, until)) >= 0:
        end = at + len(digits)
        spaced = text[max(0, at - 1) : at] == " " == text[end : end + 1]
        if (
            spaced
            and _is_plain(_last(text[: at - 1]))
            and _is_plain(_first(text[end + 1 : end + 1 + _CONTEXT]))
        ):
            return True
        at = end
    return False


def _last(text: str) -> str:
    return text.rpartition(" ")[2]


def _first(text: str) -> str:
    return text.partition(" ")[0].rstrip(".,;:")


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalpha() and is_plain(word)


def _implied(passages: Iterable[Passage]) -> Iterator[int]:
    """Counts that are said without a number: "a man" is 1, "nobody" is 0."""
    for passage in passages:
        if _one_person.search(passage.words):
            yield 1
        if _nobody.search(passage.words):
            yield 0


def _figures(value: Any) -> set[Figure]:
    """The value itself; the numbers of a text that is compared as a number."""
    if isinstance(value, int | float):
        return {value}
    if isinstance(value, Decimal):
        return {float(value)}
    return {amount.low for amount in amounts_in(str(value)) if amount.low is not None}


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def _shown(value: Any) -> str:
    """A value for people: what a model wrote into a text field may be long, or steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in str(value))[:80]
