"""How one document's extraction is judged against its gold: claim by claim, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from evals.labels.gold import GoldDocument, Span
from evals.score.align import align, assign_values
from evals.score.cells import Cell, Claim, ClaimVerdict, Outcome
from evals.score.judge import Judge, lone_outcome, outcome_of
from evals.score.plan import Plan, Slot
from evals.score.values import NOTHING, Filled, Side, Value, Values, join

_RIGHT: frozenset[Outcome] = frozenset({"correct", "noncommittal", "unscored"})
_ALMOST_RIGHT: frozenset[Outcome] = _RIGHT | {"partial"}
_NOTHING_SAID: frozenset[Outcome] = frozenset({"noncommittal", "unscored"})


@dataclass(frozen=True)
class Judged:
    """A document's claims, in the order of the schema.

    `nulls`: of the fields, objects and lists that gold leaves empty and the extraction could have filled, how
    many it filled and how many there are.
    """

    claims: tuple[Claim, ...]
    nulls: tuple[int, int]


def score_document(
    plan: Plan,
    gold: GoldDocument,
    extraction: Mapping[str, Any] | None,
    *,
    spans: Mapping[str, Span | None] | None = None,
    judge: Judge | None = None,
) -> Judged:
    """All claims of gold and of the extraction, judged.

    `extraction` None is a document that failed: all of its gold is missing. `spans` says where the
    extraction's quotes stand in the article (None or absent: nowhere). `judge` compares values; without one,
    no names are aliases.
    """
    scorer = _Scorer(Side(gold.spans, gold), Side(spans or {}), judge or Judge({}))
    claims = tuple(scorer.alone(plan, gold.extraction, extraction, ""))
    return Judged(claims, (scorer.nulls.count(True), len(scorer.nulls)))


@dataclass(frozen=True)
class _Scorer:
    """`nulls`: for each field, object or list that is empty in gold, was it filled?"""

    gold: Side
    predicted: Side
    judge: Judge
    nulls: list[bool] = field(default_factory=list)

    def alone(
        self,
        plan: Plan,
        gold: Mapping[str, Any] | None,
        predicted: Mapping[str, Any] | None,
        path: str,
        *,
        silent: bool = False,
    ) -> Iterator[Claim]:
        """A single object: there on both sides, on one, or on neither.

        No gate: there is nothing to choose from. `silent`: gold is unsure of what it is part of.
        """
        if gold is None and predicted is None:
            return
        silent = silent or self.gold.unsure(path)
        ours = self.gold.filled(plan, gold, path) if gold is not None else None
        theirs = self.predicted.filled(plan, predicted, path) if predicted is not None else None
        if plan.slots:
            yield self.claim(plan, ours, theirs, 1.0 if ours and theirs else 0.0, silent=silent)
        for name, inner in plan.singles:
            below, where = (_object(gold, name), _object(predicted, name)), join(path, name)
            if ours and theirs and below[0] is None and not (silent or self.gold.unsure(where)):
                self.nulls.append(below[1] is not None)
            yield from self.alone(inner, *below, where, silent=silent)
        yield from self.listed(plan, ours, theirs, silent=silent)

    def listed(
        self, plan: Plan, ours: Filled | None, theirs: Filled | None, *, silent: bool
    ) -> Iterator[Claim]:
        """The lists of claims beneath an object."""
        for place, (steps, item) in enumerate(plan.lists):
            left = ours.children[place] if ours else ()
            right = theirs.children[place] if theirs else ()
            quiet = silent or (ours is not None and self.gold.unsure(join(ours.path, ".".join(steps))))
            if ours and theirs and not left and not quiet:
                self.nulls.append(bool(right))
            for one, other, similarity in align(item, left, right, self.judge):
                hushed = quiet or bool(one and one.unsure)
                yield self.claim(item, one, other, similarity, silent=hushed)
                yield from self.listed(item, one, other, silent=hushed)

    def claim(
        self,
        plan: Plan,
        gold: Filled | None,
        predicted: Filled | None,
        similarity: float,
        *,
        silent: bool,
    ) -> Claim:
        """A claim of either side, or of both."""
        paired = gold is not None and predicted is not None
        marked = gold is not None and self.gold.has_unsure
        cells: list[Cell] = []
        by_slot: dict[str, Sequence[Cell]] = {}
        fields = plan.fields
        lefts = gold.values if gold else plan.nothing
        rights = predicted.values if predicted else plan.nothing
        for slot, name, ours, theirs in zip(plan.slots, plan.names, lefts, rights, strict=True):
            if paired and not slot.many:
                one, other = ours[0], theirs[0]
                outcome = outcome_of(self.judge, slot, one, other)
                found: Sequence[Cell] = (_cell(fields[name], slot, outcome, one, other),)
            else:
                found = self._cells(fields[name], slot, ours, theirs, paired=paired)
            if silent or (marked and gold is not None and self.gold.unsure(join(gold.path, slot.path))):
                found = [_silenced(cell) for cell in found]
            elif paired and slot.is_fact and _is_empty(slot, ours):
                self.nulls.append(bool(theirs) and theirs[0].value is not None)
            cells += found
            by_slot[name] = found
        source_right = _source_right(plan, by_slot) if paired else None
        verdict = "unscored" if silent else _verdict(plan, gold, predicted, by_slot, source_right)
        return Claim(
            kind=plan.kind,
            verdict=verdict,
            gold_path=gold.path if gold else None,
            predicted_path=predicted.path if predicted else None,
            similarity=similarity,
            cells=tuple(cells),
            source_right=source_right if source_right is not None and _keys_right(plan, by_slot) else None,
            grounded=_grounded(cells) if paired and plan.quotes else None,
        )

    def _cells(
        self, field: str, slot: Slot, gold: Values, predicted: Values, *, paired: bool
    ) -> Sequence[Cell]:
        """The cells of a slot with a list of values, or of a claim of one side."""
        if slot.many:
            return self._several(field, slot, gold, predicted, paired=paired)
        if gold:
            return (_cell(field, slot, lone_outcome(slot, gold[0], in_gold=True), gold[0], None),)
        return (_cell(field, slot, lone_outcome(slot, predicted[0], in_gold=False), None, predicted[0]),)

    def _several(
        self, field: str, slot: Slot, gold: Values, predicted: Values, *, paired: bool
    ) -> Sequence[Cell]:
        """The cells of a slot with a list of values."""
        pairs = assign_values(slot, gold, predicted, self.judge) if paired else []
        matched = {path for one, other, _ in pairs for path in ((0, one.path), (1, other.path))}
        cells = [_cell(field, slot, outcome_of(self.judge, slot, a, b), a, b) for a, b, _ in pairs]
        for one in gold:
            if (0, one.path) not in matched:
                cells.append(_cell(field, slot, lone_outcome(slot, one, in_gold=True), one, None))
        for other in predicted:
            if (1, other.path) not in matched:
                cells.append(_cell(field, slot, lone_outcome(slot, other, in_gold=False), None, other))
        return cells


def _cell(field: str, slot: Slot, outcome: Outcome, gold: Value | None, predicted: Value | None) -> Cell:
    at, value = gold[:2] if gold else _NOWHERE
    given_at, given = predicted[:2] if predicted else _NOWHERE
    return Cell(field, outcome, value, given, at, given_at, slot.weight, slot.evidence)


_NOWHERE = (None, None)


def _silenced(cell: Cell) -> Cell:
    """A cell of which gold is unsure."""
    return replace(cell, outcome="unscored")


def _verdict(
    plan: Plan,
    gold: Filled | None,
    predicted: Filled | None,
    by_slot: Mapping[str, Sequence[Cell]],
    source_right: bool | None,
) -> ClaimVerdict:
    if gold is None or predicted is None:
        return "missing" if predicted is None else "spurious"
    outcomes = _outcomes(plan.keys, by_slot)
    if outcomes <= _NOTHING_SAID and not (plan.source_is_key and source_right is not None):
        outcomes = _outcomes(plan.scored, by_slot)
        if outcomes <= _NOTHING_SAID:
            return "unscored"
    if plan.source_is_key and source_right is False:
        return "wrong"
    if outcomes <= _RIGHT:
        return "strict"
    return "lenient" if outcomes <= _ALMOST_RIGHT else "wrong"


def _keys_right(plan: Plan, by_slot: Mapping[str, Sequence[Cell]]) -> bool:
    """Are the key fields, the source left aside, right or partly so?"""
    return _outcomes(plan.own_keys, by_slot) <= _ALMOST_RIGHT


def _outcomes(slots: Iterable[Slot], by_slot: Mapping[str, Sequence[Cell]]) -> set[Outcome]:
    return {cell.outcome for slot in slots for cell in by_slot[slot.name]}


def _source_right(plan: Plan, by_slot: Mapping[str, Sequence[Cell]]) -> bool | None:
    """Is the right source named? None where the schema has none, or gold is unsure of it.

    What identifies it (name, body) must be right at least by half, with nothing wrong or invented. Where
    neither side identifies anybody, its other fields (what kind of source) decide.
    """
    if not any(plan.source):
        return None
    identity, others = (
        [cell.outcome for slot in slots for cell in by_slot[slot.name] if cell.outcome != "unscored"]
        for slots in plan.source
    )
    filled = [outcome for outcome in identity if outcome != "noncommittal"]
    if filled:
        credit = sum({"correct": 1.0, "partial": 0.5}.get(outcome, 0.0) for outcome in filled)
        return not {"incorrect", "spurious"} & set(filled) and credit >= len(filled) / 2
    if not others:
        return None
    return not {"incorrect", "spurious", "missing"} & set(others)


def _grounded(cells: Sequence[Cell]) -> bool | None:
    """Do the quotes share words of the article with gold's?"""
    quotes = [
        cell.outcome
        for cell in cells
        if cell.evidence and cell.gold is not None and cell.outcome != "unscored"
    ]
    return any(outcome in ("correct", "partial") for outcome in quotes) if quotes else None


def _is_empty(slot: Slot, gold: Values) -> bool:
    """Does gold want nothing there? Not where it would also accept a value."""
    if slot.many or not gold:
        return not gold
    (value,) = gold
    return value.value is None and not value.accepted and value.between is None and not value.unsure


def _object(data: Mapping[str, Any] | None, name: str) -> Mapping[str, Any] | None:
    found = (data or NOTHING).get(name)
    return found if isinstance(found, Mapping) else None
