"""Does the article bear out an extraction: every quote, and every number and date that rests on one?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from pydantic import BaseModel

from extract.grounding.evidence import Evidence, Grounding, Problem
from extract.grounding.fold import FoldedText, is_blank
from extract.grounding.locate import locate
from extract.grounding.support import Passage, date_problem, number_problem
from extract.grounding.walk import Leaf, leaves


def ground(extraction: BaseModel, text: str, *, published: dt.date | None = None) -> Grounding:
    """Finds every quote of any Pydantic model in `text` and checks the numbers and dates of its objects.

    A number or date belongs to the quotes of its own object, or of the nearest object around it that declares
    quotes; where none does it is not checked. `published` resolves weekdays and dates without a year.
    """
    if isinstance(published, dt.datetime):
        published = published.date()
    found = tuple(leaves(extraction))
    quotes = tuple(leaf for leaf in found if leaf.kind == "quote")
    evidence = _locate_all(FoldedText.of(text), quotes)
    passages: dict[str | None, list[Passage]] = {}
    for leaf, place in zip(quotes, evidence, strict=True):
        passages.setdefault(leaf.owner, []).append(_passage(text, place))
    by_path = {each.path: each for each in evidence}
    problems = (
        _quote_problem(by_path[leaf.path])
        if leaf.kind == "quote"
        else _value_problem(leaf, passages.get(leaf.owner, []), published=published)
        for leaf in found
    )
    return Grounding(evidence, tuple(problem for problem in problems if problem))


def _locate_all(article: FoldedText, quotes: Sequence[Leaf]) -> tuple[Evidence, ...]:
    """First every quote by itself; then those with several places, each beside its nearest neighbour."""
    found = [_evidence(article, leaf, near=None) for leaf in quotes]
    settled = {index: each for index, each in enumerate(found) if each.status != "ambiguous"}
    for index, leaf in enumerate(quotes):
        if found[index].status == "ambiguous":
            found[index] = _evidence(article, leaf, near=_neighbour(index, quotes, settled))
            settled[index] = found[index]
    return tuple(found)


def _evidence(article: FoldedText, leaf: Leaf, *, near: int | None) -> Evidence:
    span = locate(article, leaf.value, near=near)
    return Evidence(leaf.path, leaf.value, span.start, span.end, span.status, span.note)


def _neighbour(index: int, quotes: Sequence[Leaf], settled: Mapping[int, Evidence]) -> int | None:
    """Where the nearest evidence begins: of the same object or the one around it, else next in order."""

    def closeness(other: int) -> tuple[int, int]:
        steps = zip(_steps(quotes[index].path), _steps(quotes[other].path), strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], steps)), -abs(index - other)

    found = [other for other, evidence in settled.items() if evidence.start is not None]
    return settled[max(found, key=closeness)].start if found else None


def _steps(path: str) -> list[str]:
    return re.findall(r"[^.\[\]]+", path)


def _passage(text: str, evidence: Evidence) -> Passage:
    """The quote in its place; without a place, as the model gave it: its numbers are checked all the same."""
    if evidence.start is None or evidence.end is None:
        return Passage.at(evidence.quote, 0, len(evidence.quote))
    return Passage.at(text, evidence.start, evidence.end)


def _quote_problem(evidence: Evidence) -> Problem | None:
    if evidence.status != "unsupported":
        return None
    if is_blank(evidence.quote):
        return Problem(evidence.path, "quote_empty", "there is no quote")
    return Problem(evidence.path, "quote_not_found", f"not in the article: {evidence.note}")


def _value_problem(leaf: Leaf, passages: Sequence[Passage], *, published: dt.date | None) -> Problem | None:
    if leaf.owner is None:
        return None
    if not passages:
        return Problem(leaf.path, f"{leaf.kind}_not_in_quote", "there is no quote that it could rest on")
    if leaf.kind == "number":
        return number_problem(leaf.path, leaf.value, passages)
    return date_problem(leaf.path, leaf.value, passages, published=published)
