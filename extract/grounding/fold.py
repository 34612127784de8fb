"""Which spellings of a passage count as the same, and where does a folded position stand in the original?

Folded are: runs of white space to one space; canonical and compatibility forms (NFC; ligatures, full-width
and presentation forms, but not superscripts, fractions or circled numbers, which change a value); all quote
marks and apostrophes to `'`, single and double alike, since models swap them to spare JSON an escape; all
dashes to `-`; soft hyphens and zero-width characters to nothing. Case never.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from extract.grounding.words import Word, words_in

_QUOTE_MARKS = "\"'`\u00b4‘’‚‛“”„‟«»‹›〝〞〟「」『』ʻʼ＂＇"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"
_ZWJ = "\u200d"
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
"""Soft hyphen, zero-width and bidirectional controls, variation selectors: as inside a regex class."""
_TABLE = dict.fromkeys(_QUOTE_MARKS, "'") | dict.fromkeys(_DASHES, "-")
_invisible = re.compile(f"[{INVISIBLE}]")
_VALUE_CHANGING = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>")
_LONGEST_CLUSTER = 30  # UAX 15's stream-safe bound: normalising longer runs of marks takes quadratic time


@lru_cache(maxsize=4096)
def extends(char: str) -> bool:
    """True where a character belongs to the one before it: a mark, a joiner, a skin tone, a vowel jamo."""
    if char < "\u0300":
        return False
    head = unicodedata.normalize("NFKD", char)[0]
    return (
        unicodedata.category(head)[0] == "M"
        or char in (_ZWJ, "\u200c")
        or "\u1160" <= head <= "\u11ff"  # vowel and final consonant of a decomposed Hangul syllable
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in _TABLE or _invisible.match(char):
        return _TABLE.get(char, "")
    if char.isspace():
        return " "
    if unicodedata.decomposition(char).startswith(_VALUE_CHANGING):
        return char
    folded = unicodedata.normalize("NFKC", char)
    if folded.startswith(" "):  # a free-standing accent, which Unicode takes for a space and a mark
        return char
    return "".join(_TABLE.get(part, part) for part in folded)


@lru_cache(maxsize=4096)
def _fold_chars(chars: str) -> str:
    """Folds a character with its marks. NFC comes last: folding may bring base and mark together."""
    return unicodedata.normalize("NFC", "".join(_fold_char(char) for char in chars))


class Piece(NamedTuple):
    """`text[at:until]` of the folded text came from `original[start:end]`.

    Lengths are equal: character by character. They differ: as a whole, and it must not be cut.
    """

    at: int
    until: int
    start: int
    end: int


def is_blank(text: str) -> bool:
    """True if there is nothing to see: white space and invisible characters at most."""
    return all(char.isspace() or _invisible.match(char) for char in text)


@dataclass(frozen=True)
class FoldedText:
    """An article folded once, for as many look-ups as there are quotes. Make it with `of`."""

    original: str

    @classmethod
    def of(cls, original: str) -> FoldedText:
        return cls(original)

    @property
    def text(self) -> str:
        return self._folded[0]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return self._folded[1]

    @cached_property
    def _folded(self) -> tuple[str, tuple[Piece, ...]]:
        """Done when it is first asked for: a quote that stands there verbatim needs none of it."""
        parts: list[str] = []
        pieces: list[Piece] = []
        at = 0
        for start, end, folded in _folds(self.original):
            if folded:
                parts.append(folded)
                pieces.append(Piece(at, at + len(folded), start, end))
                at += len(folded)
        return "".join(parts), tuple(pieces)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where `self.text[start:end]`, not empty, stands in the original; None if an edge cuts a piece."""
        first, last = self._piece(start), self._piece(end - 1)
        begins, ends = first.start + start - first.at, last.start + end - last.at
        if _whole(first):
            begins = first.start if start == first.at else -1
        if _whole(last):
            ends = last.end if end == last.until else -1
        return None if -1 in (begins, ends) else (begins, ends)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(words_in(self.text))

    @cached_property
    def word_places(self) -> dict[str, list[int]]:
        """Each distinct word and where it stands in `words`."""
        places: dict[str, list[int]] = {}
        for index, word in enumerate(self.words):
            places.setdefault(word.text, []).append(index)
        return places

    def _piece(self, index: int) -> Piece:
        return self.pieces[bisect_right(self._starts, index) - 1]

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.at for piece in self.pieces]


def _whole(piece: Piece) -> bool:
    return piece.until - piece.at != piece.end - piece.start


def _folds(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a text in order, with what each folds to; what folds to itself goes by uncut."""
    done = 0
    for match in _foldable(text).finditer(text):
        folded = " " if match.lastgroup == "space" else _fold_chars(match.group())
        if folded != match.group():
            if done < match.start():
                yield done, match.start(), text[done : match.start()]
            yield match.start(), match.end(), folded
            done = match.end()
    if done < len(text):
        yield done, len(text), text[done:]


def _foldable(text: str) -> re.Pattern[str]:
    """Finds what may fold, among the characters that this text has: a million-character text has few."""
    chars = {char for char in set(text) if not char.isspace()}
    marks = re.escape("".join(char for char in chars if extends(char)))
    others = re.escape("".join(char for char in chars if not extends(char) and _fold_char(char) != char))
    pattern = rf"(?P<space>[^\S ][\s{INVISIBLE}]*| [\s{INVISIBLE}]+)"
    if marks:
        some = f"[{marks}]{{1,{_LONGEST_CLUSTER}}}"
        pattern += rf"|[^{marks}]?{some}(?:(?<={_ZWJ})[^\w\s{marks}](?:{some})?){{0,9}}"
    return re.compile(f"{pattern}|[{others}]" if others else pattern)
