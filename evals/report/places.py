"""Where in the article does each quote stand, gold's and the run's?

Gold's spans and the run's grounding say so. Of an evaluation that has come without them only the words are
known: they are looked for in the article, as grounding does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from extract.grounding import FoldedText, Span, locate

if TYPE_CHECKING:
    from evals.report.subject import Entry


class Places:
    """The places in one article; without its text only what the run says of each quote."""

    def __init__(self, entry: Entry, text: str | None) -> None:
        self._text = text
        self._gold = entry.gold.spans if entry.gold is not None else None
        self._grounding = _by_path(entry)

    def in_gold(self, path: str | None, quote: str, *, near: int | None) -> Span | None:
        """`near` is where the run's quote stands: it settles which of several places is meant."""
        if self._text is None or path is None:
            return None
        if self._gold is None:
            return locate(self._folded, quote, near=near)
        span = self._gold.get(path)
        return self._within(Span(*span, "exact")) if span else None

    def in_run(self, path: str | None, quote: str) -> Span | None:
        """None where nothing is known of it."""
        if path is None:
            return None
        if self._grounding is None:
            return locate(self._folded, quote) if self._text is not None else None
        found = self._grounding.get(path)
        if found is None:
            return None
        span = Span(found["start"], found["end"], found["status"], str(found.get("note", "")))
        return self._within(span)

    def _within(self, span: Span) -> Span:
        """The span, without a place where there is no text, or none as long as that."""
        start, end = span.start, span.end
        if (
            self._text is not None
            and start is not None
            and end is not None
            and 0 <= start < end <= len(self._text)
        ):
            return span
        return Span(None, None, span.status, span.note)

    @cached_property
    def _folded(self) -> FoldedText:
        return FoldedText.of(self._text or "")


def _by_path(entry: Entry) -> Mapping[str, Mapping[str, Any]] | None:
    if entry.result is None:
        return None
    return {str(found["path"]): found for found in entry.result.grounding}
