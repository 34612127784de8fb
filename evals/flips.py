"""What has changed between two evaluations of the same documents: cell by cell, with the words it rests on.

Cells are paired by where they stand in gold. Quotes are not compared themselves: they are shown beside.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from evals.evaluation import EvaluatedDocument

Change = Literal["worse", "better"]
Json = Mapping[str, Any]

_CREDIT = {"correct": 1.0, "noncommittal": 1.0, "partial": 0.5}
"""The rest, incorrect, missing and spurious, are wrong. Unscored cells are left out."""


@dataclass(frozen=True)
class Flip:
    """A cell that was judged otherwise in B than in A, or a whole claim that only one of them invented.

    `change` is B's. `field` is the cell's, or the kind of the invented claim; `where` its path in gold (None
    for those). `gold`, `a`, `b` are the values, of invented claims all filled fields. The quotes are those of
    the claim: gold's, A's and B's, None where there is none.
    """

    document_id: str
    change: Change
    field: str
    where: str | None
    gold: Any
    a: Any
    b: Any
    a_outcome: str
    b_outcome: str
    gold_quote: str | None = None
    a_quote: str | None = None
    b_quote: str | None = None


@dataclass(frozen=True)
class _Seen:
    """A cell in one evaluation, with the quotes of its claim."""

    field: str
    where: str | None
    outcome: str
    gold: Any
    predicted: Any
    gold_quote: str | None = None
    predicted_quote: str | None = None

    @property
    def credit(self) -> float:
        return _CREDIT.get(self.outcome, 0.0)


def flips(pairs: Iterable[tuple[EvaluatedDocument, EvaluatedDocument]]) -> Iterator[Flip]:
    """Every change from A to B, document by document. `pairs` are (A's, B's) of the same document."""
    for a, b in pairs:
        yield from _flipped_cells(a, b)
        yield from _invented(a, b)


def _flipped_cells(a: EvaluatedDocument, b: EvaluatedDocument) -> Iterator[Flip]:
    left, right = _cells(a), _cells(b)
    for key in dict.fromkeys((*left, *right)):
        one = left.get(key) or _absent(right[key])
        other = right.get(key) or _absent(left[key])
        if one.credit != other.credit:
            yield _flip(a.document_id, one, other)


def _flip(document_id: str, one: _Seen, other: _Seen) -> Flip:
    return Flip(
        document_id,
        "better" if other.credit > one.credit else "worse",
        one.field,
        one.where,
        one.gold if one.gold is not None else other.gold,
        one.predicted,
        other.predicted,
        one.outcome,
        other.outcome,
        one.gold_quote or other.gold_quote,
        one.predicted_quote,
        other.predicted_quote,
    )


def _cells(document: EvaluatedDocument) -> dict[tuple[str, str], _Seen]:
    """The scored cells of the claims that gold has, by field and place; of a list's additions by value."""
    found: dict[tuple[str, str], _Seen] = {}
    for claim in document.claims:
        if claim["gold_path"] is not None:
            for cell in claim["cells"]:
                if not cell["evidence"] and cell["outcome"] != "unscored":
                    where = cell["gold_path"]
                    place = where if where is not None else f"{claim['gold_path']} {_text(cell['predicted'])}"
                    found[cell["field"], place] = _seen(claim, cell)
    return found


def _seen(claim: Json, cell: Json) -> _Seen:
    return _Seen(
        cell["field"],
        cell["gold_path"],
        cell["outcome"],
        cell["gold"],
        cell["predicted"],
        _quote(claim, cell["field"], "gold"),
        _quote(claim, cell["field"], "predicted"),
    )


def _absent(other: _Seen) -> _Seen:
    """For a cell that one evaluation does not have: missing if gold fills it, else rightly empty."""
    outcome = "noncommittal" if other.gold is None else "missing"
    return _Seen(other.field, other.where, outcome, other.gold, None, other.gold_quote)


def _quote(claim: Json, field: str, side: Literal["gold", "predicted"]) -> str | None:
    """The evidence nearest to the field: that of the innermost object which the field stands in too."""
    quotes = [cell for cell in claim["cells"] if cell["evidence"] and cell[side] is not None]
    beside = [cell for cell in quotes if field.startswith(_owner(cell["field"]))]
    nearest = max(beside, key=lambda cell: len(_owner(cell["field"])), default=None)
    return str(nearest[side]) if nearest is not None else None


def _owner(field: str) -> str:
    """The object that a field stands in, with the point after it."""
    return "".join(field.rpartition(".")[:2])


def _invented(a: EvaluatedDocument, b: EvaluatedDocument) -> Iterator[Flip]:
    """Claims that gold does not have and only one of the two gives."""
    left, right = _spurious(a), _spurious(b)
    for key, claims in right.items():
        for claim in claims[len(left.get(key, ())) :]:
            yield _appeared(b.document_id, claim)
    for key, claims in left.items():
        for claim in claims[len(right.get(key, ())) :]:
            yield _disappeared(a.document_id, claim)


def _spurious(document: EvaluatedDocument) -> dict[tuple[str, str], list[Json]]:
    found: dict[tuple[str, str], list[Json]] = {}
    for claim in document.claims:
        if claim["verdict"] == "spurious":
            found.setdefault((claim["kind"], _text(_values(claim))), []).append(claim)
    return found


def _appeared(document_id: str, claim: Json) -> Flip:
    kind, values = claim["kind"], _values(claim)
    quote = _quote(claim, f"{kind}.", "predicted")
    return Flip(
        document_id, "worse", kind, None, None, None, values, "noncommittal", "spurious", b_quote=quote
    )


def _disappeared(document_id: str, claim: Json) -> Flip:
    kind, values = claim["kind"], _values(claim)
    quote = _quote(claim, f"{kind}.", "predicted")
    return Flip(
        document_id, "better", kind, None, None, values, None, "spurious", "noncommittal", a_quote=quote
    )


def _values(claim: Json) -> dict[str, Any]:
    """Field → value, of what the claim fills, its quotes aside."""
    cells = (cell for cell in claim["cells"] if not cell["evidence"] and cell["predicted"] is not None)
    return {cell["field"].removeprefix(f"{claim['kind']}."): cell["predicted"] for cell in cells}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def counted(found: Iterable[Flip]) -> dict[Change, int]:
    """How many got worse, how many better."""
    changes = Counter(flip.change for flip in found)
    return {"worse": changes["worse"], "better": changes["better"]}
