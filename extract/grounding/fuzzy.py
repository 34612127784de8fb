"""Is there a passage that a long quote plainly means, though a few letters or small words differ?

Long is 40 characters and 6 words: below that, a slip of the pen and another fact look alike. The passage
begins and ends with the words of the quote; its figures, number words, currencies, negations, hedges
("nearly", "or") and names (capitalised words) are those of the quote, in order; another word may be missing
or added, or spelt otherwise, never exchanged. And the whole must be similar: 94% at 40 characters, falling
evenly to 90% at 200 and more (similarity: 1 - insertions and deletions / both lengths). Scripts without
capitals show no names: a quote in one is never fuzzy.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, product, zip_longest

from extract.grounding.evidence import Span
from extract.grounding.fold import FoldedText
from extract.grounding.words import SMALL_WORDS, Word, is_hard, same_first_word, words_in

LONG_CHARACTERS = 40
LONG_WORDS = 6
_ANCHORS = 3  # the rarest words of the quote show where to look,
_PLACES = 8  # this many places of each at most: the bound of the search, whatever the text repeats
_MOST_SLACK = 10  # words by which a passage may be shifted or longer


def closest(article: FoldedText, words: str) -> Span:
    """The passage that folded `words` mean; unsupported, and why, where there is none."""
    quote = tuple(words_in(words))
    reason = _unfit(words, quote) or "no passage says the same"
    best, found = threshold(len(words)), None
    for passage in () if _unfit(words, quote) else _passages(article, words, quote):
        similarity = _similarity(words, _text(article, passage))
        if similarity < best or (found and similarity == best):
            continue
        if difference := _difference(quote, passage):
            reason = f"the closest passage differs: {difference}"
        elif span := article.span(passage[0].start, passage[-1].end):
            best, found = similarity, Span(*span, "fuzzy", f"{similarity:.1%} similar")
    return found or Span(None, None, "unsupported", reason)


def threshold(length: int) -> float:
    """The least similarity, 0 to 1, for a quote of `length` characters."""
    return 0.94 - 0.04 * min(max(length - LONG_CHARACTERS, 0) / 160, 1)


def _unfit(words: str, quote: Sequence[Word]) -> str:
    if "..." in words:
        return "it leaves words out"
    if len(words) < LONG_CHARACTERS or len(quote) < LONG_WORDS:
        return "not word for word, and too short for a near match"
    caseless = any(unicodedata.category(char) == "Lo" for char in words)
    return "not word for word, and no near match in a script without capitals" if caseless else ""


def _passages(article: FoldedText, words: str, quote: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Passages around the quote's rarest words that begin and end as the quote does, each once."""
    known = (index for index, word in enumerate(quote) if word.text in article.word_places)
    rarest = sorted(known, key=lambda index: len(article.word_places[quote[index].text]))
    seen = set()
    for index in rarest[:_ANCHORS]:
        for place in article.word_places[quote[index].text][:_PLACES]:
            if place - index not in seen:
                seen.add(place - index)
                passages = _passages_at(article, quote, place - index)
                yield from _most_similar(article, words, passages)


def _passages_at(article: FoldedText, quote: Sequence[Word], first: int) -> Iterator[Sequence[Word]]:
    """Passages that begin and end within a few words of where the quote would, were it at word `first`."""
    slack = min(_MOST_SLACK, 1 + len(quote) // 4)
    starts = range(max(0, first - slack), first + slack + 1)
    ends = range(max(0, first + len(quote) - 1 - slack), first + len(quote) + slack)
    there = article.words
    begins = [at for at in starts if at < len(there) and same_first_word(there[at].text, quote[0].text)]
    stops = [at for at in ends if at < len(there) and there[at].text == quote[-1].text]
    return (there[begin : stop + 1] for begin, stop in product(begins, stops) if begin < stop)


def _most_similar(
    article: FoldedText, words: str, passages: Iterator[Sequence[Word]]
) -> tuple[Sequence[Word], ...]:
    best = max(passages, key=lambda passage: _similarity(words, _text(article, passage)), default=None)
    return () if best is None else (best,)


def _text(article: FoldedText, passage: Sequence[Word]) -> str:
    return article.text[passage[0].start : passage[-1].end]


def _similarity(one: str, other: str) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other)


def _difference(quote: Sequence[Word], passage: Sequence[Word]) -> str:
    """What the quote may not change and did; empty if the passage says the same."""
    ours = [word.text for word in quote[1:] if is_hard(word.text)]
    theirs = [word.text for word in passage[1:] if is_hard(word.text)]
    for mine, its in zip_longest(ours, theirs, fillvalue="nothing"):
        if mine != its:
            return f"{mine!r} in the quote, {its!r} there"
    for dropped, added in _changes(quote[1:], passage[1:]):
        if dropped and added and not _is_slip(dropped, added):
            return f"{' '.join(dropped)!r} in the quote, {' '.join(added)!r} there"
    return ""


def _changes(quote: Sequence[Word], passage: Sequence[Word]) -> Iterator[tuple[list[str], list[str]]]:
    """The words that only the quote has and those that the passage has in their stead."""
    from rapidfuzz.distance import Indel

    ours, theirs = [word.text for word in quote], [word.text for word in passage]
    edits = Indel.opcodes(ours, theirs)
    for changed, run in groupby(edits, key=lambda edit: edit.tag != "equal"):
        steps = list(run)
        if changed:
            first, last = steps[0], steps[-1]
            yield ours[first.src_start : last.src_end], theirs[first.dest_start : last.dest_end]


def _is_slip(dropped: Sequence[str], added: Sequence[str]) -> bool:
    """The same letters otherwise divided, one article or auxiliary for another, or a letter or two astray.

    The first letter stays, and so do short words: armed and unarmed, east and west are two letters apart.
    """
    from rapidfuzz.distance import OSA

    if SMALL_WORDS.issuperset((*dropped, *added)):
        return True
    one, other = sorted(("".join(dropped), "".join(added)), key=len)
    return one[0] == other[0] and OSA.distance(one, other) <= min(len(one) // 4, 2)
