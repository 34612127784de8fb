"""How one document's extraction is judged against its gold: claim by claim, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.labels.gold import GoldDocument, Span
from evals.score.align import align, assign_values
from evals.score.cells import Cell, Claim, ClaimVerdict, Outcome
from evals.score.judge import Judge, lone_outcome, outcome_of
from evals.score.plan import Plan, Slot
from evals.score.values import NOTHING, Filled, Side, Value, join

_RIGHT: frozenset[Outcome] = frozenset({"correct", "noncommittal", "unscored"})


def score_document(
    plan: Plan,
    gold: GoldDocument,
    extraction: Mapping[str, Any] | None,
    *,
    spans: Mapping[str, Span | None] | None = None,
    aliases: Mapping[str, int] | None = None,
) -> tuple[Claim, ...]:
    """All claims of gold and of the extraction, judged, in the order of the schema.

    `extraction` None is a document that failed: all of its gold is missing. `spans` says where the
    extraction's quotes stand in the article (None or absent: nowhere). `aliases` maps folded names to the
    number of their group.
    """
    scorer = _Scorer(Side(gold.spans, gold), Side(spans or {}), Judge(aliases or {}))
    return tuple(scorer.alone(plan, gold.extraction, extraction, "", ""))


@dataclass(frozen=True)
class _Scorer:
    gold: Side
    predicted: Side
    judge: Judge

    def alone(
        self,
        plan: Plan,
        gold: Mapping[str, Any] | None,
        predicted: Mapping[str, Any] | None,
        gold_path: str,
        predicted_path: str,
    ) -> Iterator[Claim]:
        """A single object: there on both sides, on one, or on neither.

        No gate: there is nothing to choose from.
        """
        if gold is None and predicted is None:
            return
        ours = self.gold.filled(plan, gold, gold_path) if gold is not None else None
        theirs = self.predicted.filled(plan, predicted, predicted_path) if predicted is not None else None
        if plan.slots:
            yield self.claim(plan, ours, theirs, 1.0 if ours and theirs else 0.0)
        for name, inner in plan.singles:
            yield from self.alone(
                inner,
                _object(gold, (name,)),
                _object(predicted, (name,)),
                join(gold_path, name),
                join(predicted_path, name),
            )
        yield from self.listed(plan, ours, theirs, gold, predicted, gold_path, predicted_path)

    def listed(
        self,
        plan: Plan,
        ours: Filled | None,
        theirs: Filled | None,
        gold: Mapping[str, Any] | None,
        predicted: Mapping[str, Any] | None,
        gold_path: str,
        predicted_path: str,
    ) -> Iterator[Claim]:
        """The lists of claims beneath an object."""
        for steps, item in plan.lists:
            left = _items(self.gold, item, gold, steps, gold_path)
            right = _items(self.predicted, item, predicted, steps, predicted_path)
            for one, other, similarity in align(item, left, right, self.judge):
                yield self.claim(item, one, other, similarity)
                if item.lists:
                    yield from self.listed(item, one, other, _of(one), _of(other), _path(one), _path(other))

    def claim(self, plan: Plan, gold: Filled | None, predicted: Filled | None, similarity: float) -> Claim:
        """A claim of either side, or of both."""
        cells: list[Cell] = []
        by_slot: dict[str, list[Outcome]] = {}
        for index, slot in enumerate(plan.slots):
            ours = gold.values[index] if gold else ()
            theirs = predicted.values[index] if predicted else ()
            found = list(self._cells(plan, slot, ours, theirs, paired=bool(gold and predicted)))
            cells += [_silenced(cell) for cell in found] if gold and gold.unsure else found
            by_slot[slot.name] = [cell.outcome for cell in found]
        source_right = _source_right(plan, by_slot) if gold and predicted else None
        verdict = _verdict(plan, gold, predicted, by_slot, source_right)
        return Claim(
            kind=plan.kind,
            verdict=verdict,
            gold_path=gold.path if gold else None,
            predicted_path=predicted.path if predicted else None,
            similarity=similarity,
            cells=tuple(cells),
            source_right=source_right
            if verdict in ("strict", "lenient") or _keys_right(plan, by_slot)
            else None,
            grounded=_grounded(cells) if gold and predicted else None,
        )

    def _cells(
        self, plan: Plan, slot: Slot, gold: Sequence[Value], predicted: Sequence[Value], *, paired: bool
    ) -> Iterator[Cell]:
        if not slot.many and paired:
            one, other = gold[0], predicted[0]
            yield _cell(plan, slot, outcome_of(self.judge, slot, one, other), one, other)
            return
        pairs = assign_values(slot, gold, predicted, self.judge) if slot.many else []
        matched = {one.path for one, _, _ in pairs}, {other.path for _, other, _ in pairs}
        for one, other, _ in pairs:
            yield _cell(plan, slot, outcome_of(self.judge, slot, one, other), one, other)
        for one in gold:
            if one.path not in matched[0]:
                yield _cell(plan, slot, lone_outcome(slot, one, in_gold=True), one, None)
        for other in predicted:
            if other.path not in matched[1]:
                yield _cell(plan, slot, lone_outcome(slot, other, in_gold=False), None, other)


def _cell(plan: Plan, slot: Slot, outcome: Outcome, gold: Value | None, predicted: Value | None) -> Cell:
    return Cell(
        field=plan.fields[slot.name],
        outcome=outcome,
        gold=gold.value if gold else None,
        predicted=predicted.value if predicted else None,
        gold_path=gold.path if gold else None,
        predicted_path=predicted.path if predicted else None,
        weight=slot.weight,
        evidence=slot.evidence,
    )


def _silenced(cell: Cell) -> Cell:
    """A cell of a claim whose gold is marked unsure."""
    import dataclasses

    return dataclasses.replace(cell, outcome="unscored")


def _verdict(
    plan: Plan,
    gold: Filled | None,
    predicted: Filled | None,
    by_slot: Mapping[str, Sequence[Outcome]],
    source_right: bool | None,
) -> ClaimVerdict:
    if gold is not None and gold.unsure:
        return "unscored"
    if gold is None or predicted is None:
        return "missing" if predicted is None else "spurious"
    outcomes = {outcome for slot in plan.keys for outcome in by_slot[slot.name]}
    if outcomes <= {"noncommittal", "unscored"} and not (plan.source_is_key and source_right is not None):
        outcomes = {outcome for slot in plan.scored for outcome in by_slot[slot.name]}
        if outcomes <= {"noncommittal", "unscored"}:
            return "unscored"
    if plan.source_is_key and source_right is False:
        return "wrong"
    if outcomes <= _RIGHT:
        return "strict"
    return "lenient" if outcomes <= _RIGHT | {"partial"} else "wrong"


def _keys_right(plan: Plan, by_slot: Mapping[str, Sequence[Outcome]]) -> bool:
    """Are the key fields, the source left aside, right or partly so?"""
    return all(set(by_slot[slot.name]) <= _RIGHT | {"partial"} for slot in plan.keys if not slot.source)


def _source_right(plan: Plan, by_slot: Mapping[str, Sequence[Outcome]]) -> bool | None:
    """Is the right source named? None where the schema has none, or gold is unsure of it.

    What identifies it (name, body) must be right at least by half, with nothing wrong or invented. Where
    neither side identifies anybody, its other fields (what kind of source) decide.
    """
    identity = [o for s in plan.slots if s.source and s.identity for o in by_slot[s.name] if o != "unscored"]
    others = [
        o for s in plan.slots if s.source and not s.identity for o in by_slot[s.name] if o != "unscored"
    ]
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


def _items(
    side: Side, plan: Plan, data: Mapping[str, Any] | None, steps: Sequence[str], path: str
) -> list[Filled]:
    found = (data or NOTHING).get(steps[0])
    where = join(path, steps[0])
    return [
        side.filled(plan, item, f"{where}[{index}]")
        for index, item in enumerate(found or ())
        if isinstance(item, Mapping)
    ]


def _object(data: Mapping[str, Any] | None, steps: Sequence[str]) -> Mapping[str, Any] | None:
    found = (data or NOTHING).get(steps[0])
    return found if isinstance(found, Mapping) else None


def _of(claim: Filled | None) -> Mapping[str, Any] | None:
    return claim.object if claim else None


def _path(claim: Filled | None) -> str:
    return claim.path if claim else ""
