"""Where are the sentences of an article? Boundaries by sentencex (Wikimedia), offsets into the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

_LONGEST = 700
_BORDER = re.compile(r"\n\s*\n|\n\s*(?=[•▪‣·*–—-]\s)")


@dataclass(frozen=True)
class Sentence:
    """`text[start:end]`, without white space at its ends."""

    index: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Article:
    """A text and its sentences. `language` is a two-letter code; English rules hold where it is not known."""

    text: str
    language: str = "en"

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        found: list[Sentence] = []
        for start, end in _boundaries(self.text, self.language):
            words = self.text[start:end]
            start += len(words) - len(words.lstrip())
            words = words.strip()
            if words:
                found.append(Sentence(len(found), start, start + len(words), words))
        return tuple(found)

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that `offset` stands in, or the one before it."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]

    def before(self, sentence: Sentence, count: int = 1) -> str:
        """The sentences before, as one text."""
        if sentence.index == 0:
            return ""
        first = self.sentences[max(0, sentence.index - count)]
        return self.text[first.start : sentence.start].strip()

    def around(self, sentence: Sentence) -> str:
        """The sentence with the end of what stands before it: where words about it may be copied from."""
        return f"{self.before(sentence, 2)[-400:]} {sentence.text}"

    def after(self, sentence: Sentence) -> str:
        following = self.sentences[sentence.index + 1 : sentence.index + 2]
        return following[0].text if following else ""

    @cached_property
    def about(self) -> str:
        """The first sentences: what the report is about."""
        words = ""
        for sentence in self.sentences:
            words = f"{words} {sentence.text}".strip()
            if len(words) > 120:
                break
        return words[:400]

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]


def _boundaries(text: str, language: str) -> list[tuple[int, int]]:
    import sentencex

    found = []
    for each in sentencex.get_sentence_boundaries(language, text):
        found += _pieces(text, each["start_index"], each["end_index"])
    return found


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence ends at a blank line or before a bullet; one that goes on and on is cut at a space."""
    cuts = [start, *(start + match.end() for match in _BORDER.finditer(text[start:end])), end]
    pieces: list[tuple[int, int]] = []
    for first, last in pairwise(cuts):
        while last - first > _LONGEST:
            space = text.rfind(" ", first + _LONGEST // 2, first + _LONGEST)
            middle = space + 1 if space > 0 else first + _LONGEST
            pieces.append((first, middle))
            first = middle
        pieces.append((first, last))
    return pieces
