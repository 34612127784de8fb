"""What is shown of one document: its head, its article in pieces, its claims, and why it failed if it did."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.report.claims import Shown, other_problems, shown_claims
from evals.report.cut import Piece, cut
from evals.report.places import Places

if TYPE_CHECKING:
    from evals.figures import Figure
    from evals.report.articles import Article
    from evals.report.doubts import Doubts
    from evals.report.subject import Entry

_TOLD = ("title", "outlet", "published", "language", "url")
_LONGEST = 300
# BCP 47 in outline: whatever else a document calls its language is no value for an attribute.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True)
class Summary:
    """A document's line in the list at the top. `counts`: filter → how many of its claims it shows."""

    number: int
    document_id: str
    outcome: str
    f1: float | None
    claims: int
    counts: Mapping[str, int]
    failed: bool

    @property
    def filters(self) -> list[str]:
        return sorted({*self.counts, *(["failed"] if self.failed else [])})


@dataclass(frozen=True)
class Page:
    """A document's part of the page. `text` is None where there is no article, and `note` says why."""

    summary: Summary
    meta: tuple[tuple[str, str], ...]
    language: str
    error: str
    hint: str
    judged: bool
    text: str | None
    note: str
    pieces: tuple[Piece, ...]
    claims: tuple[Shown, ...]
    problems: tuple[Mapping[str, Any], ...]


def summary_of(number: int, entry: Entry, f1: Figure | None, doubts: Doubts) -> Summary:
    """Of the document that is `number` in the report; its claims go to `doubts`. Needs no article."""
    claims = shown_claims(entry, Places(entry, None), prefix="")
    doubts.add(number, entry.document_id, claims)
    return _summary(number, entry, f1, claims)


def page_of(number: int, entry: Entry, article: Article, f1: Figure | None) -> Page:
    """All that is shown of it."""
    claims = shown_claims(entry, Places(entry, article.text), prefix=f"d{number}")
    stretches = [stretch for claim in claims for stretch in claim.stretches]
    result = entry.result
    return Page(
        summary=_summary(number, entry, f1, claims),
        meta=tuple(_meta(entry)),
        language=_language(entry),
        error=result.error if result is not None else "",
        hint=result.hint if result is not None else "",
        judged=entry.judged is not None,
        text=article.text,
        note=article.note,
        pieces=tuple(cut(len(article.text), stretches)) if article.text is not None else (),
        claims=claims,
        problems=tuple(other_problems(entry)),
    )


def _summary(number: int, entry: Entry, f1: Figure | None, claims: tuple[Shown, ...]) -> Summary:
    return Summary(
        number=number,
        document_id=entry.document_id,
        outcome=entry.outcome,
        f1=f1.value([entry.judged]) if f1 is not None and entry.judged is not None else None,
        claims=len(claims),
        counts=Counter(name for claim in claims for name in claim.filters),
        failed=entry.outcome != "ok",
    )


def _meta(entry: Entry) -> Iterator[tuple[str, str]]:
    known = entry.result.meta if entry.result is not None else {}
    for name in _TOLD:
        if (value := known.get(name)) not in (None, ""):
            text = str(value)
            yield name, text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _language(entry: Entry) -> str:
    """The article's language as an HTML attribute; empty, which is unknown to HTML, if it is not told."""
    told = str(entry.result.meta.get("language", "")) if entry.result is not None else ""
    return told if _LANGUAGE.fullmatch(told) else ""
