"""How far do two labellings of the same documents agree, field by field, and where do they not?

Each is scored as if it were a run's and the other its gold, and the counts of both directions are added. So
F1 is the same whichever is called A, also where only one of them gives alternatives or is unsure. The claims
that are counted, compared by kappa and listed are those aligned with A as gold.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.figures import Figure, Part, field_figures, main_figures, ratio
from evals.labels.disagreements import Disagreement, disagreements
from evals.labels.kappa import cohens_kappa

if TYPE_CHECKING:
    from evals.evaluation import Evaluation
    from evals.labels.pair import Pair
    from evals.stats.bootstrap import Interval

_MAIN = ("F1", "strict", "lenient", "macro", "attribution")


@dataclass(frozen=True)
class Figured:
    """A figure of the whole, with its bootstrap interval over documents; None where there is none."""

    name: str
    meaning: str
    value: float | None
    interval: Interval | None


@dataclass(frozen=True)
class FieldAgreement:
    """`both`: in how many aligned claims both filled the field. `kappa` only for fields of a closed list."""

    name: str
    f1: float | None
    both: int
    kappa: float | None


@dataclass(frozen=True)
class KindAgreement:
    """F1 of a kind of claim: how many each has, and how many of them are the same."""

    name: str
    in_a: int
    in_b: int
    strict: float | None
    lenient: float | None


@dataclass(frozen=True)
class Agreement:
    """`a` and `b` say which labellings: name, annotators, guidelines, digest."""

    a: Mapping[str, Any]
    b: Mapping[str, Any]
    schema: str
    documents: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    figures: tuple[Figured, ...]
    kinds: tuple[KindAgreement, ...]
    fields: tuple[FieldAgreement, ...]
    disagreements: tuple[Disagreement, ...]

    def to_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


def agree(pair: Pair) -> Agreement:
    """The agreement on the documents that both have."""
    from evals.evaluate import evaluate_labels

    forth, back = evaluate_labels(pair.a, pair.b), evaluate_labels(pair.b, pair.a)
    return Agreement(
        a=_about(pair, 0),
        b=_about(pair, 1),
        schema=pair.a.schema_name,
        documents=tuple(document.document_id for document in pair.a.documents),
        only_a=pair.only_a,
        only_b=pair.only_b,
        figures=tuple(_figured(forth, back)),
        kinds=tuple(_kinds(forth, back)),
        fields=tuple(_fields(pair, forth, back)),
        disagreements=tuple(disagreements(forth)),
    )


def _about(pair: Pair, side: int) -> dict[str, Any]:
    gold = (pair.a, pair.b)[side]
    return {
        "name": gold.path.resolve().name,
        "annotators": sorted({document.annotator for document in gold.documents}),
        "guidelines": sorted({document.guideline for document in gold.documents}),
        "digest": gold.digest,
    }


def _both_ways(figure: Figure, forth: Evaluation, back: Evaluation) -> list[Part]:
    """One part a document: the sum of both directions."""
    pairs = zip(figure.parts(forth.documents), figure.parts(back.documents), strict=True)
    return [(one[0] + other[0], one[1] + other[1]) for one, other in pairs]


def _figured(forth: Evaluation, back: Evaluation) -> Iterator[Figured]:
    from evals.stats.bootstrap import interval

    figures = main_figures(forth.fields)
    for name in _MAIN:
        parts = _both_ways(figures[name], forth, back)
        yield Figured(name, figures[name].meaning, ratio(parts), interval(parts))


def _kinds(forth: Evaluation, back: Evaluation) -> Iterator[KindAgreement]:
    kinds = dict.fromkeys(kind for document in forth.documents for kind in document.counts.claims)
    for kind in kinds:
        counts = [d.counts.claims[kind] for d in forth.documents if kind in d.counts.claims]
        both = counts + [d.counts.claims[kind] for d in back.documents if kind in d.counts.claims]
        below = sum(each.gold + each.predicted for each in both)
        right = {grade: sum(2 * getattr(each, grade) for each in both) for grade in ("strict", "lenient")}
        yield KindAgreement(
            kind,
            int(sum(each.gold for each in counts)),
            int(sum(each.predicted for each in counts)),
            *(ratio([(right[grade], below)]) for grade in ("strict", "lenient")),
        )


def _fields(pair: Pair, forth: Evaluation, back: Evaluation) -> Iterator[FieldAgreement]:
    """Only fields that somebody filled."""
    closed = _closed_lists(pair)
    choices = _choices(forth)
    for name, figure in field_figures(forth.fields).items():
        f1 = ratio(_both_ways(figure, forth, back))
        chosen = choices.get(name, [])
        both = sum(a is not None and b is not None for a, b in chosen)
        if f1 is not None:
            yield FieldAgreement(name, f1, both, cohens_kappa(chosen) if name in closed else None)


def _closed_lists(pair: Pair) -> frozenset[str]:
    from evals.score.plan import plan_of

    kinds = plan_of(pair.a.schema).walk()
    return frozenset(
        kind.fields[slot.name] for kind in kinds for slot in kind.slots if slot.how.kind == "enum"
    )


def _choices(evaluation: Evaluation) -> dict[str, list[tuple[Any, Any]]]:
    """Field → what either chose in the claims that both have; None is a choice too: to leave it out."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    for claim in _claims(evaluation):
        if claim["gold_path"] is not None and claim["predicted_path"] is not None:
            for cell in claim["cells"]:
                if cell["outcome"] != "unscored":
                    found.setdefault(cell["field"], []).append((cell["gold"], cell["predicted"]))
    return found


def _claims(evaluation: Evaluation) -> Iterator[Mapping[str, Any]]:
    for document in evaluation.documents:
        yield from document.claims


def left_out(agreement: Agreement) -> Sequence[tuple[str, tuple[str, ...]]]:
    """("A", ids) and ("B", ids) of the documents that only one has, where there are any."""
    sides = (("A", agreement.only_a), ("B", agreement.only_b))
    return [(side, ids) for side, ids in sides if ids]
