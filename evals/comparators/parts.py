"""What is a name made of? Its words, folded, and what its letters as written tell of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from evals.comparators.fold import REMEMBERED, content_words, folded, plain, undotted
from evals.comparators.spelling import beginning
from evals.comparators.words import ADDRESS, ARTICLES, BODY, PARTICLES, STOP

_WORD = re.compile(r"\w+")
_LONGEST_ACRONYM = 7


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart. `words` carry it; `all_words` are all of them, in order.

    `acronyms`: words written in capitals. `person`: as far as can be seen, it may be a person's. `body`: some
    word is one of bodies, countries or weapons. `beginnings`: the first sounds of all words.
    """

    text: str
    words: tuple[str, ...]
    all_words: tuple[str, ...]
    acronyms: tuple[str, ...]
    person: bool
    body: bool
    beginnings: frozenset[str]


@lru_cache(REMEMBERED)
def taken_apart(written: str) -> Name:
    """The parts of a name as it is written."""
    text = folded(_turned_round(written) or written)
    words = content_words(text)
    letters = _WORD.findall(undotted(written))
    return Name(
        text=text,
        words=words,
        all_words=tuple(text.split()),
        acronyms=tuple(sorted({plain(word) for word in letters if _is_acronym(word)})),
        person=_may_be_person(written, text, letters),
        body=any(word in BODY for word in words),
        beginnings=frozenset(map(beginning, text.split())),
    )


def _turned_round(written: str) -> str | None:
    """The name that "Haftar, Khalifa" is when spoken; None for what is not so written."""
    last, comma, first = (part.strip() for part in written.partition(","))
    if not comma or "," in first or not first or not last or _is_small(first):
        return None
    if any(word in BODY or word in STOP or word in ADDRESS for word in plain(written).split()):
        return None
    return f"{first} {last}"


def _may_be_person(written: str, text: str, letters: list[str]) -> bool:
    """In capital letters or with capital initials, without words of bodies and without parentheses."""
    if "(" in written or written.lower() == written.upper():
        return False
    return not any(map(_is_small, letters)) and not any(word in BODY for word in text.split())


def _is_acronym(word: str) -> bool:
    return word.isupper() and 2 <= len(word) <= _LONGEST_ACRONYM


def _is_small(word: str) -> bool:
    low = word.lower()
    return word[:1].islower() and len(word) > 1 and not (low in STOP or low in ARTICLES or low in PARTICLES)
