"""Which part of a sentence is about a figure?

Its clause, and as many beside it as it takes to say what happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_JOINS = "and|but|while|with|as(?! many| well| much)|after|when|which|who|where|including|of whom"
_BREAK = re.compile(rf"(?<!\d),(?=\s)|(?<=\d),(?!\d)|[;:()—–“”\"]|\s-\s|\s+(?=(?:{_JOINS})\b)")


def clause_bounds(text: str) -> list[tuple[int, int]]:
    """The clauses of a sentence, in order; together they are all of it but the punctuation between."""
    bounds, start = [], 0
    for match in _BREAK.finditer(text):
        if text[start : match.start()].strip():
            bounds.append((start, match.start()))
        start = match.end()
    if text[start:].strip():
        bounds.append((start, len(text)))
    return bounds or [(0, len(text))]


def window(text: str, start: int, end: int, *, enough: Callable[[str], bool]) -> tuple[int, int]:
    """The shortest run of clauses around `text[start:end]` that is `enough`; the whole text where none is.

    Of two the one that goes to the left: what happened is said before it is counted out.
    """
    clauses = clause_bounds(text)
    first = max((i for i, clause in enumerate(clauses) if clause[0] <= start), default=0)
    last = max((i for i, clause in enumerate(clauses) if clause[0] < end), default=first)
    runs = [(first, last)]
    for reach in range(1, len(clauses)):
        runs += [(first - reach, last), (first, last + reach), (first - reach, last + reach)]
    for low, high in runs:
        if low >= 0 and high < len(clauses):
            span = clauses[low][0], clauses[high][1]
            if enough(text[slice(*span)]):
                return span
    return 0, len(text)
