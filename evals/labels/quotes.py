"""Where in the article does each quote of a gold file stand? It must stand there word for word."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from evals.labels.errors import Fault, shown
from evals.labels.gold import Span
from extract.grounding import FoldedText, locate
from extract.grounding.boundaries import is_boundary, occurrences
from extract.grounding.fold import is_blank

_LISTED = 5
_NEAR = 60.0
"""Of 100, rapidfuzz's score of the best passage: below that it would only mislead."""

Quotes = Iterable[tuple[str, str, bool]]
"""(path, words, whether it matters in which of several places they stand)."""
_folded = functools.lru_cache(maxsize=64)(FoldedText.of)


def place_quotes(
    quotes: Quotes, text: str, offsets: Mapping[str, Span]
) -> Iterator[tuple[str, Span] | Fault]:
    """Each quote's path and span, or what is wrong with it."""
    for path, words, settled in quotes:
        if (given := offsets.get(path)) is not None:
            yield _by_offsets(path, words, text, given)
        else:
            yield _by_search(path, words, text, settled)


def _by_search(path: str, words: str, text: str, settled: bool) -> tuple[str, Span] | Fault:
    verbatim = list(islice(_verbatim(words, text), 2))
    if len(verbatim) == 1:  # as nearly always: no need to fold the article
        return path, verbatim[0]
    found = locate(_folded(text), words)
    if found.start is None or found.end is None or found.status == "fuzzy":
        nearest = _nearest(words, text)
        remedy = f"nearest: {nearest}" if nearest else "copy it from there"
        return Fault(path, f"the quote {shown(words)} is not in the article ({found.note})", remedy)
    if found.status == "ambiguous" and settled:
        places = ", ".join(f"[{start}, {end}]" for start, end in islice(_places(words, text), _LISTED))
        remedy = f"say which in offsets: {places}" if places else "say which in offsets"
        return Fault(path, f"the quote {shown(words)} stands in {found.note}", remedy)
    return path, (found.start, found.end)


def _by_offsets(path: str, words: str, text: str, given: Span) -> tuple[str, Span] | Fault:
    start, end = given
    whole = 0 <= start < end <= len(text) and is_boundary(text, start) and is_boundary(text, end)
    if whole and _same(text[start:end], words):
        return path, given
    there = shown(text[start:end]) if 0 <= start < end <= len(text) else "nothing"
    places = [f"[{at}, {until}]" for at, until in islice(_places(words, text), _LISTED)]
    remedy = f"the quote stands at {', '.join(places)}" if places else "remove them, or correct the quote"
    return Fault(path, f"offsets [{start}, {end}] hold {there} and not {shown(words)}", remedy)


def _same(one: str, other: str) -> bool:
    return one == other or _folded(one).text.strip() == _folded(other).text.strip()


def _places(words: str, text: str) -> Iterator[Span]:
    """Where the words stand: verbatim, else folded."""
    found = list(islice(_verbatim(words, text), _LISTED))
    folded = _folded(words).text.strip()
    return iter(found) if found or not folded else _occurrences_folded(folded, text)


def _verbatim(words: str, text: str) -> Iterator[Span]:
    def whole(start: int, end: int) -> Span | None:
        return (start, end) if is_boundary(text, start) and is_boundary(text, end) else None

    return occurrences(text, words, admit=whole) if not is_blank(words) else iter(())


def _occurrences_folded(words: str, text: str) -> Iterator[Span]:
    article = _folded(text)

    def whole(start: int, end: int) -> Span | None:
        span = article.span(start, end)
        return span if span and all(is_boundary(text, at) for at in span) else None

    return occurrences(article.text, words, admit=whole)


def _nearest(words: str, text: str) -> str:
    """The passage that resembles the quote most, out to the ends of its words; empty where none does."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    article, quote = _folded(text).text, _folded(words).text
    found = partial_ratio_alignment(quote, article, score_cutoff=_NEAR) if quote.strip() else None
    if found is None:
        return ""
    start = article.rfind(" ", 0, found.dest_start + 1) + 1
    end = article.find(" ", found.dest_end - 1)
    return shown(article[start : end if end >= 0 else None].strip())
