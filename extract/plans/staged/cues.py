"""Which words of a text point to which terms of a closed list?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas.annotations import Cues


@dataclass(frozen=True)
class Hit:
    """Words at `text[start:end]` that point to `term`."""

    start: int
    end: int
    term: str


def hits(cues: Cues, text: str) -> Iterator[Hit]:
    """Every place of every term's words, in the order of the terms."""
    for term, words in cues.terms:
        for match in _pattern(words).finditer(text):
            yield Hit(match.start(), match.end(), term)


def distance(hit: Hit, start: int, end: int) -> int:
    """Characters between the hit and `text[start:end]`."""
    return max(hit.start - end, start - hit.end, 0)


@lru_cache(maxsize=512)
def _pattern(words: str) -> re.Pattern[str]:
    phrases = sorted((part.strip() for part in words.split(",") if part.strip()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_phrase, phrases))})(?!\w)", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    """`*` is any ending of a word, or by itself any one word; `?` is one letter."""
    words = [r"\w(?:[\w.,’'-]*\w)?" if word == "*" else re.escape(word) for word in phrase.split()]
    return r"\s+".join(words).replace(r"\*", r"[\w’']*").replace(r"\?", r"\w")
