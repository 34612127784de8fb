"""Where in an article does a quote stand?

Tried in turn: the quote verbatim; the quote and the article folded (`extract.grounding.fold`); the folded
quote without what people add when they quote (wrapping quote marks, an ellipsis before or after); and for a
long quote the closest passage (`extract.grounding.fuzzy`). The first that gives a place decides; a place
lies on word boundaries. A quote is not rewritten, and a quote put together from two places ("at least 40
... killed") is unsupported: what the ellipsis hides could be a "not".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extract.grounding import fuzzy
from extract.grounding.boundaries import is_boundary, occurrences
from extract.grounding.evidence import Span, Status
from extract.grounding.fold import FoldedText, is_blank


def locate(text: str | FoldedText, quote: str, *, near: int | None = None) -> Span:
    """Finds `quote` in `text`; of several places the one nearest to offset `near`, else the first.

    Fold a text once (`FoldedText.of`) to look up many quotes in it.
    """
    article = text if isinstance(text, FoldedText) else FoldedText.of(text)
    if is_blank(quote):
        return Span(None, None, "unsupported", "the quote is empty")
    if found := _choose(_verbatim(article, quote), status="exact", near=near):
        return found
    for words in _readings(quote):
        if found := _choose(_folded(article, words), status="normalised", near=near):
            return found
    return _otherwise(article, quote)


def _verbatim(article: FoldedText, quote: str) -> Iterator[tuple[int, int]]:
    return occurrences(article.original, quote, admit=lambda start, end: _whole(article, (start, end)))


def _folded(article: FoldedText, words: str) -> Iterator[tuple[int, int]]:
    return occurrences(
        article.text, words, admit=lambda start, end: _whole(article, article.span(start, end))
    )


def _whole(article: FoldedText, span: tuple[int, int] | None) -> tuple[int, int] | None:
    """The span, if it cuts nothing in two."""
    if span and is_boundary(article.original, span[0]) and is_boundary(article.original, span[1]):
        return span
    return None


def _choose(places: Iterable[tuple[int, int]], *, status: Status, near: int | None) -> Span | None:
    """One place gives `status`; of several the nearest, and how many there are."""
    best: tuple[int, int] | None = None
    count = 0
    for place in places:
        count += 1
        if best is None or (near is not None and _distance(place, near) < _distance(best, near)):
            best = place
    if best is None:
        return None
    return Span(*best, status) if count == 1 else Span(*best, "ambiguous", f"{count} places")


def _distance(place: tuple[int, int], offset: int) -> int:
    return max(place[0] - offset, offset - place[1], 0)


def _readings(quote: str) -> Iterator[str]:
    """The folded quote; then the same with wrapping quote marks and outer ellipses taken off, one by one."""
    words, peeled = "", FoldedText.of(quote).text.strip()
    while peeled and peeled != words:
        yield peeled
        words, peeled = peeled, _peel(peeled)


def _peel(words: str) -> str:
    if len(words) > 2 and words[0] == words[-1] == "'":
        return words[1:-1].strip()
    return words.removesuffix("...").removeprefix("...").strip()


def _otherwise(article: FoldedText, quote: str) -> Span:
    *_, words = _readings(quote)
    if words in article.text:
        return Span(None, None, "unsupported", "found only inside a longer word or number")
    return fuzzy.closest(article, words)
