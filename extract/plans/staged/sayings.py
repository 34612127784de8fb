"""Which part of a sentence does a word of saying govern, and who speaks where no such word is needed?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extract.plans.staged.cues import Hit

_PARTS = re.compile(r",\s+(?:and|but|while|whereas|though|although)\s+|;\s+")
_BEFORE_COLON = re.compile(r"(?P<who>[^:,.;“”\"]{3,80}):\s")
_BEHIND_DASH = re.compile(r"\s[-–—]\s(?P<who>[^-–—:,.;“”\"]{3,60})$")
_MOST_WORDS = 9


def governed(text: str, start: int, end: int, said: Sequence[Hit]) -> tuple[int, int]:
    """The part of a sentence with `text[start:end]` that has its own word of saying; else all of it.

    "A, according to X, and Y says B" has two parts with a speaker each; "X said A, and added B" has one.
    """
    first = 0
    for border in _PARTS.finditer(text):
        before = any(first <= hit.start < border.start() for hit in said)
        behind = [hit.start for hit in said if hit.start >= border.end()]
        if not before or not behind or behind[0] == border.end():
            continue
        if end <= border.start():
            return first, border.start()
        if start < border.end():
            return 0, len(text)
        first = border.end()
    return first, len(text)


def named_by_form(text: str, start: int, end: int, *, speaks: Callable[[str], bool]) -> str | None:
    """Who speaks by the form of the sentence alone: "Ministry spokesman: nine dead", "Nine dead - ministry".

    `speaks` tells whether words are those of a speaker. None where the form says nothing.
    """
    before = _BEFORE_COLON.match(text)
    if before is not None and before.end() <= start and _is_speaker(before["who"], speaks):
        return before["who"].strip()
    behind = _BEHIND_DASH.search(text.rstrip(" .!)"))
    if behind is not None and end <= behind.start() and _is_speaker(behind["who"], speaks):
        return behind["who"].strip()
    return None


def _is_speaker(words: str, speaks: Callable[[str], bool]) -> bool:
    """Words of a speaker, the last of which is a name or itself such a word."""
    last = words.split()[-1] if words.split() else ""
    named = last[:1].isupper() and not last.isupper()
    if len(words.split()) > _MOST_WORDS or " - " in words:
        return False
    return speaks(last) or (named and speaks(words))
