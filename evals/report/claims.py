"""What is shown of each claim: its fields on both sides, where its quotes stand, which filters show it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.report.cut import Side, Stretch
from evals.report.unjudged import claims_in

if TYPE_CHECKING:
    from evals.labels.gold import GoldDocument
    from evals.report.places import Places
    from evals.report.subject import Entry
    from extract.grounding import Span

Json = Mapping[str, Any]
_WRONG = {"incorrect", "partial"}


@dataclass(frozen=True)
class Said:
    """What one side says of a field. Of a quote: how it was found (`status`), and its place (`stretch`)."""

    text: str
    status: str = ""
    note: str = ""
    stretch: Stretch | None = None


@dataclass(frozen=True)
class Row:
    """A field of a claim; a side that says nothing is None. `outcome` is empty where nobody judged.

    `remarks` are what gold adds: other values that are right too, and the reason for a hard decision.
    """

    field: str
    outcome: str
    gold: Said | None
    run: Said | None
    evidence: bool
    remarks: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.gold is None and self.run is None and not self.remarks


@dataclass(frozen=True)
class Shown:
    """A claim. `filters` are the names of those that show it; `empty` are the fields that nobody filled.

    `sure` is how likely the run holds it to be right, 0 to 1; None where it does not say.
    """

    number: int
    kind: str
    path: str
    verdict: str
    source_right: bool | None
    grounded: bool | None
    rows: tuple[Row, ...]
    empty: tuple[str, ...]
    problems: tuple[Json, ...]
    filters: frozenset[str]
    sure: float | None = None

    @property
    def stretches(self) -> Iterator[Stretch]:
        for row in self.rows:
            for said in (row.gold, row.run):
                if said is not None and said.stretch is not None:
                    yield said.stretch


def shown_claims(entry: Entry, places: Places, *, prefix: str) -> tuple[Shown, ...]:
    """The claims of one document, numbered from 1. `prefix` begins the ids of their marks."""
    claims = list(_claims(entry))
    problems = _problems(entry, [claim["predicted_path"] for claim in claims])
    maker = _Maker(entry, places, prefix)
    return tuple(
        maker.shown(number, claim, problems.get(number - 1, ()))
        for number, claim in enumerate(claims, start=1)
    )


def other_problems(entry: Entry) -> Sequence[Json]:
    """Problems of the document that belong to none of its claims."""
    return _problems(entry, [claim["predicted_path"] for claim in _claims(entry)]).get(None, ())


def _claims(entry: Entry) -> Iterable[Json]:
    if entry.judged is not None:
        return entry.judged.claims
    if entry.result is None or entry.result.extraction is None:
        return ()
    quotes = {str(found["path"]) for found in entry.result.grounding}
    return claims_in(entry.result.extraction, quotes)


def _problems(entry: Entry, paths: Sequence[str | None]) -> dict[int | None, list[Json]]:
    """By the position of the innermost claim that each problem stands in; None for no claim."""
    found: dict[int | None, list[Json]] = {}
    for problem in entry.result.problems if entry.result is not None else ():
        around = [at for at, path in enumerate(paths) if path is not None and _holds(path, problem["path"])]
        found.setdefault(max(around, key=lambda at: len(paths[at] or ""), default=None), []).append(problem)
    return found


def _holds(path: str, inner: str) -> bool:
    return not path or inner == path or inner.startswith((f"{path}.", f"{path}["))


@dataclass
class _Maker:
    """Makes what is shown of the claims of one document; counts the marks that it gives out."""

    entry: Entry
    places: Places
    prefix: str
    marks: int = 0

    def shown(self, number: int, claim: Json, problems: Sequence[Json]) -> Shown:
        rows = [self._row(number, claim["kind"], cell) for cell in claim["cells"]]
        return Shown(
            number=number,
            kind=claim["kind"],
            path=claim["predicted_path"] or claim["gold_path"] or "",
            verdict=claim["verdict"] or "",
            source_right=claim["source_right"],
            grounded=claim["grounded"],
            rows=tuple(row for row in rows if not row.is_empty),
            empty=tuple(row.field for row in rows if row.is_empty),
            problems=tuple(problems),
            filters=frozenset(_filters(self.entry, claim, rows, problems)),
            sure=_sure(self.entry, claim),
        )

    def _row(self, number: int, kind: str, cell: Json) -> Row:
        evidence = bool(cell["evidence"])
        run = self._said(number, "run", cell["predicted"], self._in_run(cell) if evidence else None)
        near = run.stretch.start if run is not None and run.stretch is not None else None
        found = self._in_gold(cell, near) if evidence else None
        return Row(
            field=str(cell["field"]).removeprefix(f"{kind}."),
            outcome=cell["outcome"] or "",
            gold=self._said(number, "gold", cell["gold"], found),
            run=run,
            evidence=evidence,
            remarks=tuple(remarks(self.entry.gold, cell["gold_path"])),
        )

    def _in_run(self, cell: Json) -> Span | None:
        return self.places.in_run(cell["predicted_path"], str(cell["predicted"] or ""))

    def _in_gold(self, cell: Json, near: int | None) -> Span | None:
        return self.places.in_gold(cell["gold_path"], str(cell["gold"] or ""), near=near)

    def _said(self, claim: int, side: Side, value: Any, span: Span | None) -> Said | None:
        if value is None:
            return None
        if span is None:
            return Said(as_text(value))
        stretch = None
        if span.start is not None and span.end is not None:
            self.marks += 1
            stretch = Stretch(span.start, span.end, side, claim, f"{self.prefix}q{self.marks}")
        return Said(as_text(value), span.status, span.note, stretch)


def _sure(entry: Entry, claim: Json) -> float | None:
    told = entry.result.confidence if entry.result is not None else ()
    found = next((each for each in told if each.get("path") == claim["predicted_path"]), None)
    return float(found["probability"]) if found is not None else None


def _filters(entry: Entry, claim: Json, rows: Sequence[Row], problems: Sequence[Json]) -> Iterator[str]:
    """The same with and without the article: what only the report has looked for there does not count."""
    verdict = claim["verdict"]
    lost = entry.result is not None and any(row.run and row.run.status == "unsupported" for row in rows)
    outcomes = {row.outcome for row in rows if not row.evidence}
    if verdict == "wrong" or outcomes & _WRONG or claim["source_right"] is False:
        yield "wrong"
    yield from (name for name in ("missing", "spurious") if verdict == name or name in outcomes)
    if claim["grounded"] is False or lost:
        yield "ungrounded"
    if problems:
        yield "problems"
    if entry.outcome != "ok":
        yield "failed"


def remarks(gold: GoldDocument | None, path: str | None) -> Iterator[str]:
    """What gold says of a value beside the value."""
    if gold is None or path is None:
        return
    others = gold.alternatives.get(path, ())
    if others:
        yield "also right: " + ", ".join("nothing" if each is None else as_text(each) for each in others)
    if path in gold.ranges:
        low, high = gold.ranges[path]
        yield f"any number from {low:g} to {high:g} is right"
    if path in gold.notes:
        yield f"note: {gold.notes[path]}"


def as_text(value: Any) -> str:
    """A value as it stands in the table."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
