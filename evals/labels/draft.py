"""What does the draft of one document say, made of two labellings of it?

One of the two is the base. What the other has besides is added to it: claims at the end of their lists. Every
path that the other's alternatives, notes … go by is translated to where its object is in the draft.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evals.labels.paths import Step, joined, steps_of
from evals.labels.validate import OPEN

if TYPE_CHECKING:
    from evals.labels.load import Labelled
    from evals.score.cells import Cell, Claim
    from evals.score.plan import Plan

_DIFFERENT = ("partial", "incorrect", "missing", "spurious")
_HAS, _LACKS = "has it", "leaves it out"


def draft_of(
    a: Labelled, b: Labelled, *, plan: Plan, aliases: Mapping[str, int], prefer: str
) -> dict[str, Any]:
    """The gold file of the draft. `prefer` "a" or "b": whose label stands where they differ."""
    from evals.score.document import score_document
    from evals.score.judge import Judge

    base, other = (a, b) if prefer == "a" else (b, a)
    draft = _Draft(base, other, swapped=prefer == "b", data=copy.deepcopy(base.labels.extraction))
    # By the labels alone: what one of the two would also accept, or is unsure of, is a person's to settle.
    bare = dataclasses.replace(base.gold, alternatives={}, ranges={}, unsure=frozenset())
    theirs = other.gold
    claims = score_document(plan, bare, theirs.extraction, spans=theirs.spans, judge=Judge(aliases)).claims
    for claim in claims:
        draft.take(claim)
    draft.take_marks()
    return {
        "document_id": base.gold.document_id,
        "annotator": f"{a.gold.annotator}+{b.gold.annotator}",
        "guideline": base.gold.guideline,
        "extraction": draft.data,
        **{name: content for name, content in draft.sections() if content},
    }


@dataclass
class _Draft:
    """`moved`: path in the other labelling → path in the draft. `copied` and `lone`: what only the other and
    what only the base has, by its path there. `open`: what is to be settled, by path in the draft.
    """

    base: Labelled
    other: Labelled
    swapped: bool
    data: dict[str, Any]
    moved: dict[str, str] = field(default_factory=dict)
    copied: set[str] = field(default_factory=set)
    lone: set[str] = field(default_factory=set)
    open: dict[str, list[str]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def take(self, claim: Claim) -> None:
        """One claim of either labelling or of both; an object comes before what is in it."""
        ours, theirs = claim.gold_path, claim.predicted_path
        if ours is None and theirs is not None:
            self._take_copy(theirs)
        elif theirs is None and ours is not None:
            self._take_lone(ours)
        elif ours is not None and theirs is not None:
            self.moved[theirs] = ours
            for cell in claim.cells:
                self._take_cell(cell)

    def take_marks(self) -> None:
        """What is unsure: where only one says so of what both have, that is to be settled too."""
        ours = set(self.base.gold.unsure)
        theirs = {self._translated(path) for path in self.other.gold.unsure}
        carried = {self._translated(p) for p in self.other.gold.unsure if _is_in(p, self.copied)}
        self.unsure = ours | carried
        for path in sorted(theirs - ours - carried):
            self._mark(path, "sure", "unsure")
        for path in sorted(ours - theirs):
            if not _is_in(path, self.lone):
                self._mark(path, "unsure", "sure")

    def sections(self) -> Iterator[tuple[str, Any]]:
        yield "alternatives", self._alternatives()
        yield "ranges", self._ranges()
        yield "unsure", sorted(self.unsure)
        carried = {
            self._translated(p): at for p, at in self.other.labels.offsets.items() if _is_in(p, self.copied)
        }
        yield "offsets", {**self.base.labels.offsets, **carried}
        yield "notes", self._notes()

    def _take_copy(self, path: str) -> None:
        if not _is_in(path, self.copied):
            place = self._include(steps_of(path))
            self._mark(place, _LACKS, _HAS)

    def _take_lone(self, path: str) -> None:
        if not _is_in(path, self.lone):
            self.lone.add(path)
            self._mark(path, _HAS, _LACKS)

    def _take_cell(self, cell: Cell) -> None:
        if cell.gold_path is None:
            if cell.predicted_path is not None:
                self._take_copy(cell.predicted_path)
            return
        if cell.predicted_path is not None:
            self.moved[cell.predicted_path] = cell.gold_path
        unscored = cell.outcome == "unscored" and cell.gold != cell.predicted
        if cell.outcome in _DIFFERENT or unscored:
            self._mark(cell.gold_path, _json(cell.gold), _json(cell.predicted))

    def _include(self, theirs: tuple[Step, ...]) -> str:
        """Copy what only the other has, with the outermost object around it that the base lacks."""
        ours = steps_of(self._translated(joined(theirs)))
        depth = next((d for d in range(1, len(ours)) if _at(self.data, ours[:d]) is None), len(ours))
        value = copy.deepcopy(_at(self.other.labels.extraction, theirs[:depth]))
        holder, last = _at(self.data, ours[: depth - 1]), ours[depth - 1]
        if isinstance(last, int):
            last = len(holder)
            holder.append(value)
        else:
            holder[last] = value
        place = joined((*ours[: depth - 1], last))
        self.moved[joined(theirs[:depth])] = place
        self.copied.add(joined(theirs[:depth]))
        return place

    def _translated(self, path: str) -> str:
        """A path of the other labelling as it is in the draft."""
        known = next((start for start in _starts(path) if start in self.moved), None)
        return path if known is None else self.moved[known] + path[len(known) :]

    def _mark(self, path: str, ours: str, theirs: str) -> None:
        a, b = (theirs, ours) if self.swapped else (ours, theirs)
        self.open.setdefault(path, []).append(f"A: {a} B: {b}")

    def _alternatives(self) -> dict[str, list[Any]]:
        """Those of both, without what has become the label."""
        found = {path: list(values) for path, values in self.base.gold.alternatives.items()}
        for path, values in self.other.gold.alternatives.items():
            place = self._translated(path)
            label = _at(self.data, steps_of(place))
            known = found.setdefault(place, [])
            known.extend(value for value in values if value not in known and value != label)
        return {path: values for path, values in found.items() if values}

    def _ranges(self) -> dict[str, Sequence[float]]:
        """The base's; the other's where the label is in it."""
        found: dict[str, Sequence[float]] = {}
        for path, between in self.other.gold.ranges.items():
            label = _at(self.data, steps_of(self._translated(path)))
            if label is None or between[0] <= label <= between[1]:
                found[self._translated(path)] = between
        return {**found, **self.base.gold.ranges}

    def _notes(self) -> dict[str, str]:
        """What is open, and what either wrote."""
        ours: Mapping[str, str] = self.base.gold.notes
        theirs = {self._translated(path): note for path, note in self.other.gold.notes.items()}
        a, b = (theirs, ours) if self.swapped else (ours, theirs)
        notes: dict[str, str] = {}
        for path in dict.fromkeys((*self.open, *a, *b)):
            said = [f"{name}: {side[path]}" for name, side in (("A", a), ("B", b)) if path in side]
            open_points = f"{OPEN} {'; '.join(self.open[path])}" if path in self.open else ""
            written = f"({'; '.join(said)})" if said and open_points else "; ".join(said)
            notes[path] = f"{open_points} {written}".strip()
        return notes


def _at(data: Any, steps: Sequence[Step]) -> Any:
    """What stands there; None where nothing does."""
    for step in steps:
        if data is None:
            return None
        data = data[step] if isinstance(step, int) else data.get(step)
    return data


def _starts(path: str) -> Iterator[str]:
    """The path itself, then those of the objects it is in, the nearest first."""
    yield path
    for at in range(len(path) - 1, 0, -1):
        if path[at] in ".[":
            yield path[:at]


def _is_in(path: str, places: Collection[str]) -> bool:
    return any(start in places for start in _starts(path))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
