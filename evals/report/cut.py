"""Which pieces does an article fall into, if it is cut wherever evidence begins or ends?

Evidence overlaps: of gold and of the run, of several claims. Pieces do not: each is covered by the same
evidence from its first character to its last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Side = Literal["gold", "run"]


@dataclass(frozen=True)
class Stretch:
    """Evidence: `text[start:end]`, start < end. `mark` is its id in the page, `claim` its claim's number."""

    start: int
    end: int
    side: Side
    claim: int
    mark: str


@dataclass(frozen=True)
class Piece:
    """`text[start:end]`, what covers it, what of that begins with it and what ends with it."""

    start: int
    end: int
    under: tuple[Stretch, ...] = ()
    first_of: tuple[Stretch, ...] = ()
    last_of: tuple[Stretch, ...] = ()


def cut(length: int, stretches: Iterable[Stretch]) -> Iterator[Piece]:
    """Pieces that together are the whole text of that length. Raises `ValueError` for evidence outside it."""
    pending = sorted(stretches, key=lambda each: (each.start, -each.end))
    if any(not 0 <= each.start < each.end <= length for each in pending):
        raise ValueError("evidence lies outside the article")
    borders = sorted({0, length, *(each.start for each in pending), *(each.end for each in pending)})
    open_now: list[Stretch] = []
    for start, end in pairwise(borders):
        beginning = [each for each in pending if each.start == start]
        pending = pending[len(beginning) :]
        open_now = [each for each in open_now if each.end > start] + beginning
        ending = tuple(each for each in open_now if each.end == end)
        yield Piece(start, end, tuple(open_now), tuple(beginning), ending)
