"""Where do words stand that a model copied nearly right: cut off, blanks lost, more written behind them?

Small models do that with long quotes. What becomes the quote is what the article has at that place, so it is
verbatim all the same. It ends where a word was exchanged; nothing is found where that is early.
"""

from __future__ import annotations

from extract.grounding.boundaries import is_boundary
from extract.plans.staged.work import place_in

_LEAST = 24
"""Letters and digits that have to agree. A guess: some four words."""
_SHARE = 0.5
"""... and this share of what the model wrote."""


def copied_place(text: str, words: str | None) -> tuple[int, int] | None:
    """As `place_in`; else the place of as many whole words as agree from the beginning, letter for letter."""
    found = place_in(text, words)
    if found is not None or words is None:
        return found
    letters, at = _letters(text)
    said, _ = _letters(words)
    start, length = _longest_beginning(letters, said)
    if length < max(_LEAST, len(said) * _SHARE):
        return None
    first, last = at[start], at[start + length - 1] + 1
    if text[first - 1 : first].isalnum():
        return None
    while last > first and not is_boundary(text, last):
        last -= 1
    last = first + len(text[first:last].rstrip())
    return (first, last) if last - first >= _LEAST else None


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text in small, and where each stands in it."""
    pairs = [(char.casefold()[:1], index) for index, char in enumerate(text) if char.isalnum()]
    return "".join(char for char, _ in pairs), [index for _, index in pairs]


def _longest_beginning(text: str, words: str) -> tuple[int, int]:
    """Where the longest beginning of `words` stands in `text`, and how long it is."""
    start = low = 0
    high = len(words)
    while low < high:
        middle = (low + high + 1) // 2
        found = text.find(words[:middle])
        if found < 0:
            high = middle - 1
        else:
            start, low = found, middle
    return start, low
